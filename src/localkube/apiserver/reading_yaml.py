"""Reads YAML as Kubernetes does: as another way to write JSON, without dates, sets and other guests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import yaml

from localkube.objects.errors import BadRequest

_MOST_VALUES = 1_000_000
"""A few lines of aliases can stand for more than any memory holds."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # which of the two is known at run time
    """Reads dates as text."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(data: bytes) -> Any:
    """The JSON value that a YAML text stands for. Raises BadRequest."""
    try:
        return _Plain().value(yaml.load(data, Loader=_Loader))  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadRequest(f"error decoding YAML: {error}") from error


def repeated(data: bytes) -> list[str]:
    """Messages about keys that a YAML text gives twice in one map."""
    try:
        root = yaml.compose(data, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []  # whoever decodes the text tells what is wrong with it
    return list(_repeated(root, set())) if root is not None else []


def _repeated(node: yaml.Node, visited: set[int]) -> Iterator[str]:
    if id(node) in visited:
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield f'line {key.start_mark.line + 1}: key "{key.value}" already set in map'
                seen.add(key.value)
            yield from _repeated(value, visited)
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _repeated(inner, visited)


class _Plain:
    """Copies what was read into JSON's types, each value for itself."""

    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def value(self, given: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise ValueError("document contains excessive aliasing")
        if isinstance(given, dict):
            return {_key(name): self.value(inner) for name, inner in given.items()}
        if isinstance(given, list):
            return [self.value(inner) for inner in given]
        if isinstance(given, float) and not math.isfinite(given):
            raise ValueError("unsupported value: not a finite number")
        if given is None or isinstance(given, str | bool | int | float):
            return given
        raise ValueError(f"unsupported value of type {type(given).__name__}")


def _key(given: Any) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, bool):
        return str(given).lower()
    if given is None:
        return "null"
    if isinstance(given, int | float):
        return str(given)
    raise ValueError("unsupported key of a map")
