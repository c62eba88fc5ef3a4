"""Whether the variants of a rule hold for every child, and each of them for some."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from cin_cli.domain.entry import FACTS
from cin_cli.domain.timescale import OLDEST, Conditions
from cin_cli.policy.values import shown

AGE = "age"
ADULT = 18
"""Ages from here on need no variant."""


def ill_chosen(facts: list[Conditions]) -> Iterator[tuple[int, str]]:
    """Variants that never hold since an earlier one always does, and values that none of them covers."""
    if any(not values or not (FACTS.get(name) or name == AGE) for conditions in facts for name, values in conditions.items()):
        return  # a mistake of its own
    domains = {name: _domain(name, facts) for conditions in facts for name in conditions}
    cases = [dict(zip(domains, values, strict=True)) for values in product(*domains.values())]
    chosen = [next((i for i, conditions in enumerate(facts) if _holds(conditions, case)), None) for case in cases]
    for number in range(len(facts)):
        if number not in chosen:
            yield number, "never holds: an earlier variant holds wherever this one does"
    open_ = [case for case, number in zip(cases, chosen, strict=True) if number is None and case.get(AGE, 0) < ADULT]
    if facts and open_:
        yield len(facts) - 1, f"no variant holds where {_case(open_, cases)}; every child is to be in one"


def _domain(name: str, facts: list[Conditions]) -> tuple[Any, ...]:
    """The values that a fact can have; of ages those at which something changes."""
    if name != AGE:
        return FACTS[name]
    spans = [conditions[name] for conditions in facts if name in conditions]
    bounds = {0} | {age for span in spans if isinstance(span, range) for age in (span.start, span.stop)}
    return tuple(sorted(bounds - {OLDEST}))


def _holds(conditions: Conditions, case: Mapping[str, Any]) -> bool:
    return all(case[name] in values for name, values in conditions.items())


def _case(open_: list[dict[str, Any]], cases: list[dict[str, Any]]) -> str:
    """A case that is open, in words; one fact where that is enough to say it."""
    enough = [(name, value) for name, value in open_[0].items()
              if all(case in open_ for case in cases if case[name] == value)]  # fmt: skip
    return " and ".join(f"{name} is {shown(value)}" for name, value in enough[:1] or open_[0].items())
