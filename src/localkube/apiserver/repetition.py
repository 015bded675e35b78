"""Finds fields that a JSON text gives twice; decoders silently keep the last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


class _Pairs(list[tuple[str, Any]]):
    """A map as it is written."""


def in_json(data: bytes) -> list[str]:
    """The paths of repeated fields. Raises ValueError when the text is no JSON."""
    repeats = False

    def read(pairs: list[tuple[str, Any]]) -> None:
        nonlocal repeats
        repeats = repeats or len(dict(pairs)) != len(pairs)

    try:
        json.loads(data, object_pairs_hook=read)
        if not repeats:
            return []
        return list(dict.fromkeys(_walk(json.loads(data, object_pairs_hook=_Pairs), "")))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _walk(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for name, inner in value:
            at = f"{path}.{name}".lstrip(".")
            if name in seen:
                yield at
            seen.add(name)
            yield from _walk(inner, at)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")
