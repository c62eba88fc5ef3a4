"""One family of errors: what went wrong, what to do next, and the exit code."""


class CinError(Exception):
    """Could not be done (exit 1): a bad file, no permission, a fault of ours."""

    code = 1

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class UsageError(CinError):
    """Wrong usage, an ambiguous reference, or no policy chosen (exit 2)."""

    code = 2


class NotFound(CinError):
    """Nothing of that name (exit 3)."""

    code = 3


class Refused(CinError):
    """Refused by a rule, which the sentence names (exit 4)."""

    code = 4


class StoreError(CinError):
    """The case file or its key cannot be opened (exit 5)."""

    code = 5
