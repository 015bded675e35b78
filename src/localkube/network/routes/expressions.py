"""Regular expressions of routes that HAProxy may evaluate for everybody's requests. Pure.

HAProxy's library backtracks, and a thread that is busy for too long ends the whole process. So only expressions pass
whose worst case is bounded: their syntax is the common part of RE2 and PCRE, and the ways in which they can match a
text of ``LONGEST`` characters are counted.
"""

from __future__ import annotations

import string

LONGEST = 1024
"""Longer texts match no expression."""

_MOST_WAYS = 2**24
_LONGEST_EXPRESSION = 512
_DEEPEST = 20
_MOST_REPETITIONS = 100
_PLAIN = frozenset(string.ascii_letters + string.digits + " !\"#%&',-/:;<=>@_`~")
_SPECIAL = frozenset(".^$*+?()[]{}|\\")
_CLASS_ESCAPES = frozenset("dDwWsS")
_CLASS_PLAIN = (_PLAIN | frozenset(".$*+?(){}|")) - frozenset("-")


class ExpressionError(Exception):
    """An expression that is not supported; the text says why."""


def whole(expression: str) -> str:
    """The expression as one that the whole text must match. Raises ExpressionError."""
    if len(expression) > _LONGEST_EXPRESSION:
        raise ExpressionError(f"it is longer than {_LONGEST_EXPRESSION} characters")
    reader = _Reader(expression)
    if reader.alternatives(0) > _MOST_WAYS:
        raise ExpressionError("it may take too long: use fewer repetitions without an end")
    if not reader.at_end:
        raise ExpressionError("a ) has no (")
    return f"^(?:{expression})$"


class _Reader:
    """Reads an expression once; each method returns in how many ways what it read can match at most."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    @property
    def at_end(self) -> bool:
        return self._place == len(self._text)

    def alternatives(self, depth: int) -> int:
        if depth > _DEEPEST:
            raise ExpressionError(f"its groups are more than {_DEEPEST} deep")
        starts, ways = [self._peek()], [self._sequence(depth)]
        while self._peek() == "|":
            self._place += 1
            starts.append(self._peek())
            ways.append(self._sequence(depth))
        told_apart = len(set(starts)) == len(starts) and all(start in _PLAIN and start for start in starts)
        return max(ways) if told_apart else sum(ways)

    def _sequence(self, depth: int) -> int:
        ways = 1
        while self._peek() not in ("", "|", ")"):
            if self._peek() in "^$":
                self._place += 1
                if self._peek() and self._peek() in "*+?{":
                    raise ExpressionError("a place in the text cannot be repeated")
            else:
                ways *= self._repeated(self._atom(depth))
        return ways

    def _atom(self, depth: int) -> int:
        letter = self._take()
        if letter == "(":
            if self._text.startswith("?:", self._place):
                self._place += 2
            ways = self.alternatives(depth + 1)
            self._expect(")")
            return ways
        if letter == "[":
            self._class()
        elif letter == "\\":
            self._escape()
        elif letter not in _PLAIN and letter != ".":
            raise ExpressionError(f"{letter!r} is not supported there")
        return 1

    def _repeated(self, ways: int) -> int:
        least, most = self._repetitions()
        if (least, most) == (1, 1):
            return ways
        if self._peek() == "?":
            self._place += 1
        if self._peek() and self._peek() in "*+?{":
            raise ExpressionError("a repetition of a repetition is not supported")
        if (least, most) == (0, 1):
            return ways + 1
        if ways > 1:
            raise ExpressionError("what is repeated may match in one way only")
        return LONGEST if most is None else most - least + 1

    def _repetitions(self) -> tuple[int, int | None]:
        letter = self._peek()
        if letter and letter in "*+?":
            self._place += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[letter]
        if letter != "{":
            return 1, 1
        end = self._text.find("}", self._place)
        least, comma, most = self._text[self._place + 1 : max(end, 0)].partition(",")
        if not _is_number(least) or (most and not _is_number(most)):
            raise ExpressionError("a { begins no repetition")
        self._place = end + 1
        bounds = int(least), int(most) if most else None if comma else int(least)
        if max(bounds[0], bounds[1] or 0) > _MOST_REPETITIONS or (bounds[1] is not None and bounds[1] < bounds[0]):
            raise ExpressionError(f"repetitions go from 0 to {_MOST_REPETITIONS}, in order")
        return bounds

    def _class(self) -> None:
        if self._peek() == "^":
            self._place += 1
        if self._peek() == "]":
            raise ExpressionError("a class of characters is empty")
        while self._peek() != "]":
            first = self._member()
            if self._peek() == "-" and self._text[self._place + 1 : self._place + 2] != "]":
                self._place += 1
                last = self._member()
                if not first or not last or last < first:
                    raise ExpressionError("a range of characters is not in order")
        self._place += 1

    def _member(self) -> str:
        """A character of a class, or nothing for what stands for several."""
        letter = self._take()
        if letter == "\\":
            return self._escape()
        if letter == "-" and self._peek() == "]":
            return letter
        if letter not in _CLASS_PLAIN:
            raise ExpressionError(f"{letter!r} is not supported there")
        return letter

    def _escape(self) -> str:
        letter = self._take()
        if letter in _CLASS_ESCAPES:
            return ""
        if letter not in _SPECIAL and letter not in "/-":
            raise ExpressionError(f"\\{letter} is not supported")
        return letter

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]

    def _take(self) -> str:
        letter = self._peek()
        if not letter:
            raise ExpressionError("it ends too early")
        self._place += 1
        return letter

    def _expect(self, letter: str) -> None:
        if self._peek() != letter:
            raise ExpressionError(f"a {letter} is missing")
        self._place += 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
