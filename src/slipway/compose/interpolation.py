"""Variables in a Compose file: ``$NAME``, ``${NAME}``, defaults, requirements, replacements, and ``$$`` for a ``$``.

Source: Compose Specification, "Interpolation".
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from slipway.compose.reading import MOST_WEIGHT, too_expanded
from slipway.errors import Invalid

MOST_NESTED = 10
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_SHOWN = 40


@dataclass(slots=True)
class Asked:
    """A variable that a file asks for."""

    name: str
    default: str | None = None
    required: bool = False
    """The file cannot do without: ``${NAME:?…}``."""
    explanation: str = ""
    """What the file says when it is missing."""
    used: bool = False
    """Its value was needed and there was none: nothing stands in its place."""


class Interpolation:
    """Fills values in and remembers what was asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._produced = 0
        self._unchosen = 0
        self.asked: dict[str, Asked] = {}
        self.missing: set[str] = set()

    def __call__(self, text: str) -> str:
        """Return the text with its variables filled in. Raises Invalid for a ``$`` that begins none."""
        if "$" not in text:
            return text
        return _Run(self, text).whole()

    def value(self, name: str) -> str | None:
        """Return a variable that is passed through by its name alone."""
        self._ask(name)
        return self._variables.get(name)

    def knowing(self, more: Mapping[str, str]) -> Interpolation:
        """Return the same with more variables known, for an env file in which a line uses those before it."""
        inner = Interpolation(ChainMap(dict(self._variables), cast("dict[str, str]", more)))
        inner.asked, inner.missing = self.asked, self.missing
        return inner

    def filled(self, name: str, operator: str, word: str) -> str:
        """Return what stands for ``${name operator word}``."""
        asked = self._ask(name)
        found = self._variables.get(name)
        lacking = found is None or (operator.startswith(":") and not found)
        if operator.endswith("+"):
            return self._produce("" if lacking else word)
        if operator.endswith("-"):
            asked.default = word if asked.default is None else asked.default
            return self._produce(word if lacking else found or "")
        if operator.endswith("?"):
            asked.required = True
            asked.explanation = asked.explanation or word
            if lacking and not self._unchosen:
                self.missing.add(name)
        elif lacking and not self._unchosen:
            asked.used = True
        return self._produce(found or "")

    def chooses(self, name: str, operator: str) -> bool:
        """Tell whether the word behind an operator is what counts."""
        found = self._variables.get(name)
        lacking = found is None or (operator.startswith(":") and not found)
        return not lacking if operator.endswith("+") else lacking

    def unchosen(self, change: int) -> None:
        """Begin (1) or end (-1) a word that does not count: nothing in it is missing."""
        self._unchosen += change

    def _ask(self, name: str) -> Asked:
        return self.asked.setdefault(name, Asked(name))

    def _produce(self, text: str) -> str:
        self._produced += len(text)
        if self._produced > MOST_WEIGHT:
            raise too_expanded()
        return text


class _Run:
    """One text on its way."""

    def __init__(self, interpolation: Interpolation, text: str) -> None:
        self._all = interpolation
        self._text = text
        self._at = 0

    def whole(self) -> str:
        """Return the whole text, filled in."""
        return self._until(inside=False, depth=0)

    def _until(self, *, inside: bool, depth: int) -> str:
        found: list[str] = []
        while self._at < len(self._text):
            if inside and self._text[self._at] == "}":
                return "".join(found)
            stop = self._next_special(inside=inside)
            if stop > self._at:
                found.append(self._text[self._at : stop])
                self._at = stop
            elif self._text[self._at] == "$":
                found.append(self._dollar(depth))
        if inside:
            raise self._wrong(self._text)
        return "".join(found)

    def _next_special(self, *, inside: bool) -> int:
        ends = [self._text.find("$", self._at)] + ([self._text.find("}", self._at)] if inside else [])
        return min((end for end in ends if end >= 0), default=len(self._text))

    def _dollar(self, depth: int) -> str:
        start = self._at
        following = self._text[start + 1 : start + 2]
        if following == "$":
            self._at += 2
            return "$"
        if following == "{":
            self._at += 2
            return self._braced(start, depth)
        name = _NAME.match(self._text, start + 1)
        if name is None:
            raise self._wrong(self._text[start:])
        self._at = name.end()
        return self._all.filled(name[0], "", "")

    def _braced(self, start: int, depth: int) -> str:
        name = _NAME.match(self._text, self._at)
        if name is None or depth >= MOST_NESTED:
            raise self._wrong(self._text[start:])
        self._at = name.end()
        operator = _OPERATOR.match(self._text, self._at)
        word = ""
        if operator is not None:
            self._at = operator.end()
            word = self._word(name[0], operator[0], depth)
        if self._text[self._at : self._at + 1] != "}":
            raise self._wrong(self._text[start:])
        self._at += 1
        return self._all.filled(name[0], operator[0] if operator else "", word)

    def _word(self, name: str, operator: str, depth: int) -> str:
        counts = self._all.chooses(name, operator)
        self._all.unchosen(0 if counts else 1)
        try:
            return self._until(inside=True, depth=depth + 1)
        finally:
            self._all.unchosen(0 if counts else -1)

    def _wrong(self, text: str) -> Invalid:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        return Invalid("compose.interpolation", {"text": shown}, field="content")
