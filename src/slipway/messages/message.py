"""One text in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str
    hint: str = ""
    hint_zh: str = ""
