"""Services that extend others of the same file.

Source: Compose Specification, "Extend" and "Merge". Mappings are merged, lists are joined, and what replaces replaces.
"""

from __future__ import annotations

from slipway.compose.reading import MOST_WEIGHT, too_expanded, weigh
from slipway.compose.values import Item, Value
from slipway.errors import Invalid

_REPLACED = frozenset({"command", "entrypoint", "test"})
_PAIRED = frozenset({"environment", "labels", "annotations", "sysctls", "extra_hosts", "args"})
_NAMED = frozenset({"depends_on", "networks"})
MOST_LINKS = 20

Mapping = dict[str, Value]


class Extending:
    """Resolves ``extends``; each service once."""

    def __init__(self, services: dict[str, Item]) -> None:
        self._services = services
        self._resolved: dict[str, Mapping] = {}
        self._weight = 0

    def resolved(self, name: str) -> Item:
        """Return a service with everything that it extends."""
        return Item(self._resolve(name, ()), self._services[name].path)

    def _resolve(self, name: str, way: tuple[str, ...]) -> Mapping:
        if name in self._resolved:
            return self._resolved[name]
        item = self._services[name]
        item.mapping()
        if not isinstance(item.value, dict):
            raise item.wrong("a mapping")
        base = _base_of(item)
        own = {key: value for key, value in item.value.items() if key != "extends"}
        if base is not None:
            path = f"{item.path}.extends"
            if base not in self._services:
                raise Invalid("compose.extends_unknown", {"path": path, "name": base}, field=path)
            if base in (*way, name) or len(way) >= MOST_LINKS:
                raise Invalid("compose.extends_cycle", {"cycle": " → ".join([*way, name, base])}, field=path)
            inherited = {k: v for k, v in self._resolve(base, (*way, name)).items() if k != "profiles"}
            own = _merged(inherited, own)
        self._weight += weigh(own, MOST_WEIGHT)
        if self._weight > MOST_WEIGHT:
            raise too_expanded()
        self._resolved[name] = own
        return own


def _base_of(item: Item) -> str | None:
    extends = item["extends"]
    if not extends.given:
        return None
    if isinstance(extends.value, str):
        return extends.value
    if not isinstance(extends.value, dict):
        raise extends.wrong("a text or a mapping")
    if extends["file"].given:
        path = extends["file"].path
        raise Invalid("compose.other_file", {"path": path, "file": extends["file"].text()}, field=path)
    return extends["service"].text()


def _merged(base: Mapping, own: Mapping) -> Mapping:
    """Return ``base`` with ``own`` over it."""
    found = dict(base)
    for key, value in own.items():
        if value is not None:
            found[key] = _over(key, found.get(key), value)
    return found


def _over(key: str, base: Value, own: Value) -> Value:
    if key in _PAIRED | _NAMED:
        base, own = _as_mapping(key, base), _as_mapping(key, own)
    if key in _REPLACED or base is None:
        return own
    if isinstance(base, dict) and isinstance(own, dict):
        return _merged(base, own) if key not in _PAIRED else {**base, **own}
    if isinstance(base, list) and isinstance(own, list):
        there = {entry for entry in base if isinstance(entry, str)}
        return base + [entry for entry in own if not isinstance(entry, str) or entry not in there]
    return own


def _as_mapping(key: str, value: Value) -> Value:
    """Write a list of assignments or names as a mapping, where it is nothing else."""
    if not isinstance(value, list):
        return value
    words = [entry for entry in value if isinstance(entry, str)]
    if len(words) != len(value):
        return value
    if key in _NAMED:
        return {word: {} if key == "depends_on" else None for word in words}
    pairs = (word.partition("=") for word in words)
    return {name: given if equals else None for name, equals, given in pairs}
