"""Keep secrets out of the operation log."""

from __future__ import annotations

import re
from typing import Any

from slipway.db import Obj

MASK = "***"
_SECRET = re.compile(r"pass(word|wd)?|secret|token|credential|private|api_?key|access_?key|auth", re.IGNORECASE)
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/@\s]+:[^/@\s]+(?=@)")


def masked(value: Obj | None) -> Obj | None:
    """Return a copy in which values under secret-looking names, and passwords inside of URLs, are replaced."""
    return None if value is None else {key: _masked(key, item) for key, item in value.items()}


def _masked(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return masked(value)
    if isinstance(value, list):
        return [_masked(key, item) for item in value]
    if isinstance(value, str):
        return MASK if value and _SECRET.search(key) else _CREDENTIALS_IN_URL.sub(MASK, value)
    return value
