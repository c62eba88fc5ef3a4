"""Every key that a rule may have, and how its value is read."""

from collections.abc import Callable, Mapping
from typing import Any

from cin_cli.policy.events import Events

_Parse = Callable[[Any, str, Any], Any]

CLAUSE_KEYS: Mapping[str, tuple[str, _Parse]] = {
    "label": ("", Events.words), "strength": ("", Events.strength), "group": ("", Events.group), "cite": ("", Events.words),
    "reading": ("", Events.words), "listed": ("", Events.flag),
    "after": ("after", Events.triggers), "starts": ("starts", Events.events_or_plan), "of": ("of", Events.patterns),
    "met-by": ("met_by", Events.patterns), "counted-from": ("counted_from", Events.events),
    "within": ("within", Events.span), "target": ("target", Events.span), "first": ("first", Events.span),
    "first-target": ("first_target", Events.span), "every": ("every", Events.span), "grid": ("grid", Events.flag),
    "agreed": ("agreed", Events.agreed), "agreed-for": ("agreed_for", Events.agreed_for),
    "early": ("early", Events.span), "repeats": ("repeats", Events.flag),
    "implied-by": ("implied_by", Events.events_or_plan), "extension": ("extension", Events.extension),
    "chair": ("chairs", Events.chairs), "exception": ("exception", Events.exception),
    "reviewed-by": ("reviewed_by", Events.events), "not-applicable": ("not_applicable", Events.words),
    "anchor": ("later", Events.anchor), "and-by": ("and_by", Events.patterns), "date-in": ("date_in", Events.names),
    "before": ("before", Events.span), "stage": ("stages", Events.stages), "up-to": ("up_to", Events.span),
    "until": ("until", Events.events), "who": ("who", Events.words), "gates": ("gates", Events.events),
    "needs": ("needs", Events.patterns),
    "stops": ("stops", Events.stops), "count-from": ("count_from", Events.event),
}  # fmt: skip
"""Every key that a rule, a `when` or an `other` may have: the clause's field and how it is read."""
