"""What the worker reads of a plan: what a copy left out and why, and the whole of it as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from cin_cli.domain.plan import SECTIONS, Copy, Version, end_day, resolved, review_day
from cin_cli.domain.plan_form import HEADINGS

SCHEMA_VERSION = 1


def left_out(copy: Copy) -> Iterator[str]:
    """A line for each part that lost something: where and why, never what."""
    for (where, why), count in Counter((held.where, held.why) for held in copy.withheld).items():
        place = f"'{HEADINGS[where].lstrip('# ')}'" if where in HEADINGS else where
        yield f"Left out of this copy: {place}{f' ({count} things)' if count > 1 else ''}: {why}."


def as_json(version: Version, versions: Iterable[tuple[int, date, str]]) -> str:
    """The plan with stable keys and ISO dates."""
    plan = version.plan
    made = {
        "schema_version": SCHEMA_VERSION,
        "children": list(version.children),
        "version": version.number,
        "saved": version.saved.isoformat(),
        "versions": [{"version": number, "saved": day.isoformat(), "by": by} for number, day, by in versions],
        "names": plan.names,
        "started": _iso(version.started),
        "next_review": {"said": plan.next_review, "date": _iso(review_day(version))},
        "ends": {"said": plan.ends, "date": _iso(end_day(version))},
        "points": [
            {
                "number": number, "subject": p.subject, "worry": p.worry, "action": p.action, "who": p.who, "by": p.by,
                "by_date": _iso(resolved(p.by, version)), "outcome": p.outcome, "progress": p.progress,
                "audience": list(p.audience),
            }
            for number, p in enumerate(plan.points, 1)
        ],
    }  # fmt: skip
    for name in SECTIONS:
        made[name] = [{"text": said.text, "audience": list(said.audience)} for said in getattr(plan, name) if said.text.strip()]
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
