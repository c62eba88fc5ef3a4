"""cin: what is due for each child in need, and why."""

__version__ = "0.1.0"
