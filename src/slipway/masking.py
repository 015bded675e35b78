"""Keep secrets out of the operation log, out of logs and out of error texts."""

from __future__ import annotations

import re
from typing import Any

Obj = dict[str, Any]

MASK = "***"
_SECRET = re.compile(
    r"pass(word|wd|phrase)|secret|token|credential|private_?key|api_?key|access_?key|authorization|cookie",
    re.IGNORECASE,
)
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/@\s]*:[^/@\s]+(?=@)")

_OUR_TOKEN = re.compile(r"slp_[A-Za-z0-9_-]{16,}")


def without_tokens(text: str) -> str:
    """Return a text in which our API tokens are replaced: people paste them where they do not belong."""
    return _OUR_TOKEN.sub(f"slp_{MASK}", text)


def holds_mask(text: str) -> bool:
    """Tell whether a value has been masked, so that whoever was shown it does not send it back as the real one."""
    return text == MASK or f"://{MASK}@" in text


def is_secret(name: str, text: str) -> bool:
    """Tell whether a text is not shown under that name as it is."""
    return bool(masked_value(name, text) != text)


def masked(value: Obj | None) -> Obj | None:
    """Return a copy in which values under secret-looking names, and passwords inside of URLs, are replaced."""
    return None if value is None else {key: masked_value(key, item) for key, item in value.items()}


def masked_value(key: str, value: Any) -> Any:
    """Return the value as it may be shown under that name."""
    if isinstance(value, dict):
        return masked(value)
    if isinstance(value, list):
        return [masked_value(key, item) for item in value]
    if isinstance(value, str):
        return MASK if value and _SECRET.search(key) else without_tokens(_CREDENTIALS_IN_URL.sub(MASK, value))
    return value
