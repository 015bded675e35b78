"""Read a Compose file's YAML into plain lists and mappings, within bounds.

A Compose file comes from somewhere else, so it is read from the parser's events and never by building objects. Every
scalar stays the text that was written: ``22:22`` is a port and no number in base 60, ``1.10`` an image's tag, and
``yes`` a variable's value. What a text means is decided where it is used. An alias is the same object once more, and
what it stands for counts again towards the largest size, so that aliases of aliases are refused before anything grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import yaml

from slipway.compose.values import Value
from slipway.errors import Invalid

MOST_CHARACTERS = 256 * 1024
MOST_DEPTH = 40
MOST_WEIGHT = 4_000_000
"""Of a document with all aliases written out: characters, and some for each entry."""

_ENTRY_WEIGHT = 8
_MERGE = "<<"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset({f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")})
_COMPOSE_TAGS = frozenset({"!", "!reset", "!override"})

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Frame:
    """A list or a mapping that is being read."""

    value: list[Value] | dict[str, Value]
    anchor: str | None
    weight: int = _ENTRY_WEIGHT
    key: str | None = None
    merged: list[dict[str, Value]] = field(default_factory=list)


def read(text: str, expand: Callable[[str], str]) -> Value:
    """Return the document; ``expand`` is applied to every scalar that is a value. Raises Invalid."""
    if len(text) > MOST_CHARACTERS:
        raise Invalid("compose.too_large", {"limit": f"{MOST_CHARACTERS // 1024} KiB"}, field="content")
    reading = _Reading(expand)
    try:
        for event in _events(text.removeprefix("\ufeff")):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _malformed(mark.line + 1 if mark else 1, error.problem or error.context or "") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise _malformed(1, str(error).partition("\n")[0]) from error
    return reading.document


def weigh(value: Value, most: int) -> int:
    """Return the size of a value with everything in it, or something above ``most``."""
    weight, waiting = 0, [value]
    while waiting and weight <= most:
        one = waiting.pop()
        weight += _ENTRY_WEIGHT
        if isinstance(one, str):
            weight += len(one)
        elif isinstance(one, dict):
            weight += sum(map(len, one))
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return weight


def too_expanded() -> Invalid:
    """Return the error for a file whose aliases and ``extends`` stand for too much."""
    return Invalid("compose.expands", {"limit": f"{MOST_WEIGHT // 1_000_000} MB"}, field="content")


def _events(text: str) -> Iterator[yaml.Event]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _malformed(line: int, problem: str) -> Invalid:
    return Invalid("compose.yaml", {"line": line, "problem": problem}, field="content")


class _Reading:
    """Builds the document from one event after the other, without recursion."""

    def __init__(self, expand: Callable[[str], str]) -> None:
        self._expand = expand
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._documents = 0
        self.document: Value = None

    def take(self, event: yaml.Event) -> None:
        """Go on by one event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Invalid("compose.several_documents", {"line": line}, field="content")
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        self._check_tag(event.tag, line)
        if self._frames and self._expects_key():
            raise _malformed(line, "a key must be a text")
        if len(self._frames) >= MOST_DEPTH:
            raise Invalid("compose.too_deep", {"line": line, "limit": MOST_DEPTH}, field="content")
        value: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._frames.append(_Frame(value, event.anchor))

    def _close(self) -> None:
        frame = self._frames.pop()
        if isinstance(frame.value, dict):
            for merged in frame.merged:
                for key, value in merged.items():
                    frame.value.setdefault(key, value)
        self._add(frame.value, frame.weight, frame.anchor, 1)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._check_tag(event.tag, line)
        if self._frames and self._expects_key():
            self._key(event.value, line)
            return
        plain = event.tag is None and event.implicit[0]
        nothing = event.tag in (f"{_CORE}null", "!reset") or (plain and event.value in _NULLS)
        value = None if nothing else self._expand(event.value)
        self._add(value, len(value or "") + _ENTRY_WEIGHT, event.anchor, line)

    def _key(self, key: str, line: int) -> None:
        frame = self._frames[-1]
        if key != _MERGE and key in frame.value:
            raise Invalid("compose.key_doubled", {"line": line, "key": key}, field="content")
        frame.key = key
        frame.weight += len(key)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        if self._expects_key():
            raise _malformed(line, "a key must be a text")
        if event.anchor not in self._anchors:
            raise Invalid("compose.alias_unknown", {"line": line, "name": str(event.anchor)}, field="content")
        value, weight = self._anchors[event.anchor]
        self._add(value, weight, None, line)

    def _add(self, value: Value, weight: int, anchor: str | None, line: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, weight)
        if not self._frames:
            self.document = value
            return
        frame = self._frames[-1]
        frame.weight += weight
        if frame.weight > MOST_WEIGHT:
            raise too_expanded()
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key == _MERGE:
            frame.merged += _mappings(value, line)
            frame.key = None
        elif frame.key is not None:
            frame.value[frame.key] = value
            frame.key = None

    def _expects_key(self) -> bool:
        frame = self._frames[-1] if self._frames else None
        return frame is not None and isinstance(frame.value, dict) and frame.key is None

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag is not None and tag not in _TAGS and tag not in _COMPOSE_TAGS:
            raise Invalid("compose.tag", {"line": line, "tag": tag}, field="content")


def _mappings(value: Value, line: int) -> list[dict[str, Value]]:
    """Return what a merge key merges: a mapping, or a list of them, of which the first wins."""
    found = value if isinstance(value, list) else [value]
    mappings = [one for one in found if isinstance(one, dict)]
    if len(mappings) != len(found):
        raise _malformed(line, "<< merges mappings only")
    return mappings
