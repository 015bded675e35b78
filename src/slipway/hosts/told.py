"""Errors that were written down as why something does not go on, told again in plain words. Pure."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from slipway.db import Obj
from slipway.errors import Conflict

Shown = TypeVar("Shown", bound=BaseModel)
"""Has the fields ``code``, ``message`` and ``hint``, the last two in both languages."""


class _Stored(Conflict):
    """An error as it was stored."""


def told_again(stored: Obj | None, shown: type[Shown]) -> Shown | None:
    """Return a stored error (``code``, ``params``) as it is shown; None where nothing is the matter."""
    if stored is None:
        return None
    error = _Stored(stored["code"], stored["params"])
    words = {"message": error.message("en"), "message_zh": error.message("zh")}
    return shown.model_validate({"code": error.code, **words, "hint": error.hint("en"), "hint_zh": error.hint("zh")})
