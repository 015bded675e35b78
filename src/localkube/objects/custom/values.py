"""Brings custom objects to the form that their schema says: pruned, without stray nulls, defaults filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.custom.words import EMBEDDED, PRESERVE
from localkube.objects.meta import clone

IMPLIED = ("apiVersion", "kind", "metadata")
"""Fields of every object; schemas need not tell of them."""


def unknown_fields(schema: Obj, obj: Obj) -> list[str]:
    """The paths that ``prune`` would remove."""
    return list(_unknown(schema, obj, "", root=True, remove=False))


def prune(schema: Obj, obj: Obj) -> None:
    """Remove, in place, what the schema does not know."""
    for _ in _unknown(schema, obj, "", root=True, remove=True):
        pass


def fill(schema: Obj, obj: Obj) -> None:
    """Put default values where nothing is given, in place; nulls that may not be count as nothing."""
    _drop_nulls(schema, obj)
    _fill(schema, obj)


def embedded(schema: Obj, value: Any, path: str = "") -> Iterator[tuple[str, Obj]]:
    """The objects within an object (``x-kubernetes-embedded-resource``), with their paths."""
    for name, child, inner in _children(schema, value):
        at = f"{path}{name}" if name.startswith("[") else f"{path}.{name}".lstrip(".")
        if child.get(EMBEDDED) and isinstance(inner, dict):
            yield at, inner
        yield from embedded(child, inner, at)


def _children(schema: Obj, value: Any) -> Iterator[tuple[str, Obj, Any]]:
    """The parts of a value that have a schema of their own: name, schema, value."""
    if isinstance(value, dict):
        properties: Obj = schema.get("properties") or {}
        more = schema.get("additionalProperties")
        for name, inner in value.items():
            child = properties.get(name, more)
            if isinstance(child, dict):
                yield name, child, inner
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, inner in enumerate(value):
            yield f"[{index}]", schema["items"], inner


def _unknown(schema: Obj, value: Any, path: str, *, root: bool, remove: bool) -> Iterator[str]:
    if isinstance(value, list):
        items = schema.get("items")
        if isinstance(items, dict):
            for index, inner in enumerate(value):
                yield from _unknown(items, inner, f"{path}[{index}]", root=False, remove=remove)
        return
    if not isinstance(value, dict):
        return
    properties: Obj = schema.get("properties") or {}
    more = schema.get("additionalProperties")
    keeps = bool(schema.get(PRESERVE)) or more is True
    implied = IMPLIED if root or schema.get(EMBEDDED) else ()
    for name in list(value):
        if name in implied:
            continue
        child = properties.get(name, more)
        at = f"{path}.{name}".lstrip(".")
        if isinstance(child, dict):
            yield from _unknown(child, value[name], at, root=False, remove=remove)
        elif not keeps:
            yield at
            if remove:
                del value[name]


def _drop_nulls(schema: Obj, value: Any) -> None:
    if isinstance(value, dict):
        properties: Obj = schema.get("properties") or {}
        gone = [name for name, inner in value.items() if inner is None and _is_strict(properties.get(name))]
        for name in gone:
            del value[name]
    for _, child, inner in _children(schema, value):
        _drop_nulls(child, inner)


def _is_strict(schema: Obj | None) -> bool:
    return schema is not None and not schema.get("nullable")


def _fill(schema: Obj, value: Any) -> None:
    if isinstance(value, dict):
        for name, child in (schema.get("properties") or {}).items():
            if "default" in child and name not in value:
                value[name] = clone(child["default"])
    for _, child, inner in _children(schema, value):
        _fill(child, inner)


def as_json(value: Any) -> str:
    """How a value that is no text is shown."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
