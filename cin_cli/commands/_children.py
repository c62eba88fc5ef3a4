"""The children's rows of a form, and what each child may be called in notes."""

from typing import TYPE_CHECKING, Any

from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen

Values = dict[str, Any]


def named(who: "Chosen") -> list[str]:
    """Each child as the form names it: the reference, and the initials where there are some."""
    return [f"{child.ref} ({child.initials})" if child.initials else child.ref for child in who.children]


def rows_of(who: "Chosen", values: Values) -> dict[str, dict[str, Any]]:
    """The form's rows by child; a child without one gets one, a row of nobody here is refused."""
    from cin_cli.commands._held import one_of

    rows: dict[str, dict[str, Any]] = {}
    for row in values["children"]:
        text = str(row.get("child") or "").split("(")[0].strip()
        if not text and not any(str(value).strip() for value in row.values()):
            continue
        ref = one_of(who.refs, text) if text else who.refs[0] if len(who.refs) == 1 else ""
        if not ref:
            raise UsageError("A child of the form has no reference.", f"It is about {', '.join(who.refs)}.")
        if ref in rows:
            raise UsageError(f"{ref} stands in the form twice.", "One block for each child.")
        rows[ref] = row
    for ref, name in zip(who.refs, named(who), strict=True):
        rows.setdefault(ref, {"child": name})
    values["children"] = tuple(rows[ref] for ref in who.refs)
    return {ref: rows[ref] for ref in who.refs}


def called_in(who: "Chosen") -> dict[str, str]:
    """What each child may be called in notes, by the reference: reference, initials, first name; not what two share."""
    names: dict[str, str] = {}
    shared: set[str] = set()
    for child in who.children:
        first = child.name.split()[0] if child.name and child.name.strip() else ""
        for called in {part.casefold() for part in (child.ref, child.initials or "", first) if part}:
            shared |= {called} if called in names else set()
            names[called] = child.ref
    return {called: ref for called, ref in names.items() if called not in shared}
