"""The shapes that a rule can have (docs/timescales.md), each from (view, clause) to occurrences."""
