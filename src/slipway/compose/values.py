"""What stands in a Compose file, with the place where it stands, read as what is expected there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from slipway.errors import Invalid

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""A scalar is always the text that was written; None is YAML's null."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,2})?")
_TRUE = frozenset({"true", "yes", "on", "y"})
_FALSE = frozenset({"false", "no", "off", "n"})
_DURATION = re.compile(r"(?:[0-9]{1,12}(?:\.[0-9]{0,9})?(?:h|ms|m|s|us|µs|ns))+")
_DURATION_PART = re.compile(r"([0-9.]+)(h|ms|m|s|us|µs|ns)")
_SECONDS = {
    "h": Fraction(3600),
    "m": Fraction(60),
    "s": Fraction(1),
    "ms": Fraction(1, 1000),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
}
_BYTES = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?)\s?([bkmgt]?)i?b?", re.IGNORECASE)
_FACTORS = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}

_EXPECTED = {
    "a mapping": "映射",
    "a list": "列表",
    "a text": "文本",
    "a list or a mapping": "列表或映射",
    "a list or a text": "列表或文本",
    "a text or a mapping": "文本或映射",
    "a whole number": "整数",
    "a number": "数字",
    "true or false": "true 或 false",
    "a time like 30s or 1m30s": "形如 30s 或 1m30s 的时长",
    "a size like 512M or 1G": "形如 512M 或 1G 的大小",
    "a port or a range of ports, like 80 or 8000-8010": "端口或端口范围，例如 80 或 8000-8010",
    "a list that begins with CMD, CMD-SHELL or NONE": "以 CMD、CMD-SHELL 或 NONE 开头的列表",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A value and its path: ``services.web.ports[0]``."""

    value: Value
    path: str = ""

    def __getitem__(self, key: str) -> Item:
        """Return what stands at a key of a mapping; nothing when it does not."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return Item(found, self._at(key))

    @property
    def given(self) -> bool:
        """Tell whether anything stands here."""
        return self.value is not None

    def mapping(self) -> dict[str, Item]:
        """Read a mapping; nothing is an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.wrong("a mapping")
        return {key: Item(value, self._at(key)) for key, value in self.value.items()}

    def sequence(self) -> list[Item]:
        """Read a list; nothing is an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return [Item(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def either(self) -> list[Item]:
        """Read a list, or one text that stands for a list of one."""
        if isinstance(self.value, str):
            return [self]
        if isinstance(self.value, dict):
            raise self.wrong("a list or a text")
        return self.sequence()

    def text(self) -> str:
        """Read a text."""
        if not isinstance(self.value, str):
            raise self.wrong("a text")
        return self.value

    def texts(self) -> list[str]:
        """Read a list of texts."""
        return [item.text() for item in self.sequence()]

    def pairs(self) -> Iterator[tuple[str, Item]]:
        """Read ``[NAME=value, NAME]`` or ``{NAME: value}``; a name without a value comes with nothing."""
        if isinstance(self.value, str):
            raise self.wrong("a list or a mapping")
        if isinstance(self.value, dict):
            yield from self.mapping().items()
            return
        for item in self.sequence():
            name, equals, value = item.text().partition("=")
            yield name, Item(value if equals else None, item.path)

    def boolean(self) -> bool:
        """Read true or false; nothing is false."""
        if self.value is None:
            return False
        word = self.value.lower() if isinstance(self.value, str) else ""
        if word not in _TRUE | _FALSE:
            raise self.wrong("true or false")
        return word in _TRUE

    def whole(self) -> int:
        """Read a whole number."""
        if not isinstance(self.value, str) or not _WHOLE.fullmatch(self.value):
            raise self.wrong("a whole number")
        return int(self.value)

    def number(self) -> Decimal:
        """Read a number."""
        if not isinstance(self.value, str) or not _NUMBER.fullmatch(self.value):
            raise self.wrong("a number")
        return Decimal(self.value)

    def seconds(self) -> int:
        """Read a duration, rounded up to seconds."""
        if isinstance(self.value, str) and self.value == "0":
            return 0
        if not isinstance(self.value, str) or not _DURATION.fullmatch(self.value):
            raise self.wrong("a time like 30s or 1m30s")
        parts = _DURATION_PART.findall(self.value)
        return ceil(sum((Fraction(Decimal(number)) * _SECONDS[unit] for number, unit in parts), Fraction(0)))

    def size(self) -> int:
        """Read a size in bytes; units are binary, as for Docker."""
        match = _BYTES.fullmatch(self.value) if isinstance(self.value, str) else None
        if match is None:
            raise self.wrong("a size like 512M or 1G")
        return ceil(Decimal(match[1]) * _FACTORS[match[2].lower()])

    def wrong(self, expected: str) -> Invalid:
        """Return the error for something else than what is expected here."""
        params = {"path": self.path or "content", "expected": expected, "expected_zh": _EXPECTED[expected]}
        return Invalid("compose.wrong_type", params, field=self.path or "content")

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
