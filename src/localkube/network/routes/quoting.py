"""Words of HAProxy's configuration language: the only way for a text of others to get into a configuration."""

from __future__ import annotations

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n"})

_LONGEST_MESSAGE = 1000


def quoted(text: str) -> str:
    """One word that HAProxy reads back as ``text``. Raises ValueError for characters that no word may hold."""
    if any(ord(letter) < 32 and letter != "\n" for letter in text) or "\x7f" in text:
        raise ValueError(f"control characters in {text!r}")
    return '"' + text.translate(_ESCAPES) + '"'


def shown(text: str) -> str:
    """A text with names that somebody chose, as a message may show it: without control characters, and not too long."""
    plain = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)
    return plain if len(plain) <= _LONGEST_MESSAGE else plain[:_LONGEST_MESSAGE] + "…"


def literal(text: str) -> str:
    """Text that stands for itself within a log-format string; to be quoted."""
    return text.replace("%", "%%")
