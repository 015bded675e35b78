"""The one error that the launcher shows to its user."""

from __future__ import annotations


class LauncherError(Exception):
    """What failed, and what to do about it. Printed as two lines, never as a traceback."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
