"""Words of HAProxy's configuration language: the only way for a text of others to get into a configuration."""

from __future__ import annotations

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n"})


def quoted(text: str) -> str:
    """One word that HAProxy reads back as ``text``. Raises ValueError for characters that no word may hold."""
    if any(ord(letter) < 32 and letter != "\n" for letter in text) or "\x7f" in text:
        raise ValueError(f"control characters in {text!r}")
    return '"' + text.translate(_ESCAPES) + '"'


def literal(text: str) -> str:
    """Text that stands for itself within a log-format string; to be quoted."""
    return text.replace("%", "%%")
