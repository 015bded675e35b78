"""Configs and secrets of a Compose file: each that a service uses becomes a configuration set with one file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slipway.applications.configuration.schemas import Entry
from slipway.compose.interpolation import Interpolation
from slipway.compose.names import names_for
from slipway.compose.notes import ServiceNotes
from slipway.compose.schemas import FileAsked
from slipway.compose.values import Item

Json = dict[str, Any]

KINDS = {"configs": "config", "secrets": "secret"}
_BELOW = {"configs": "/", "secrets": "/run/secrets"}
_KEY = re.compile(r"\.?[-_A-Za-z0-9][-._A-Za-z0-9]{0,251}")
_MODE = re.compile(r"(?:0o)?0?([0-7]{3})")


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a service wants a definition."""

    name: str
    target: str
    mode: str
    owned: bool


@dataclass(slots=True)
class Definitions:
    """What stands under ``configs`` and ``secrets``; one for all services, because they share sets."""

    defined: Mapping[str, Mapping[str, Item]]
    interpolation: Interpolation
    files: Mapping[str, Entry]
    asked: dict[str, FileAsked] = field(default_factory=dict)
    sets: dict[str, Json] = field(default_factory=dict)
    """The sets that services use, by name, as the application file has them."""
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Item, interpolation: Interpolation, files: Mapping[str, Entry]) -> Definitions:
        """Read the definitions of a file."""
        defined = {kind: document[kind].mapping() for kind in KINDS}
        names = names_for(_wanted(kind, name, defined) for kind in KINDS for name in defined[kind])
        return cls(defined, interpolation, files, _names=names)

    def used_by(self, service: Item, notes: ServiceNotes) -> list[Json]:
        """Return the files of a service; what cannot be had is noted."""
        found: list[Json] = []
        for kind, set_kind in KINDS.items():
            for item in service[kind].sequence():
                use = _use(item, kind, notes)
                value = self._value(kind, use, notes)
                if value is None:
                    continue
                name = self._names[_wanted(kind, use.name, self.defined)]
                key = use.name if _KEY.fullmatch(use.name) else name
                self.sets[name] = {"name": name, "kind": set_kind, "entries": {key: value}}
                found.append({"set": name, "key": key, "mount_path": use.target, "mode": use.mode})
                if use.owned:
                    notes.add("compose.file_owner", kind, name=use.name)
        return found

    def _value(self, kind: str, use: _Use, notes: ServiceNotes) -> Entry | None:
        definition = self.defined[kind].get(use.name)
        told = {"name": use.name, "target": use.target}
        if definition is None:
            notes.add("compose.definition_missing", kind, **told)
            return None
        definition.mapping()
        if definition["content"].given:
            return definition["content"].text()
        if definition["environment"].given:
            variable = definition["environment"].text()
            value = self.interpolation.value(variable)
            if value is None:
                notes.add("compose.definition_unset", kind, **told, variable=variable)
            return value
        if definition["file"].given:
            path = definition["file"].text()
            self.asked.setdefault(path, FileAsked(path=path, required=True, given=path in self.files))
            if path not in self.files:
                notes.add("compose.definition_file", kind, **told, file=path)
            return self.files.get(path)
        notes.add("compose.definition_external", kind, **told)
        return None


def _wanted(kind: str, name: str, defined: Mapping[str, Mapping[str, Item]]) -> str:
    """Return a text of its own for each definition: a config and a secret may have the same name."""
    return f"{name}-secret" if kind == "secrets" and name in defined["configs"] else name


def _use(item: Item, kind: str, notes: ServiceNotes) -> _Use:
    if isinstance(item.value, str):
        return _Use(item.value, posixpath.join(_BELOW[kind], item.value), "0444", owned=False)
    item.mapping()
    name = item["source"].text()
    target = item["target"].text() if item["target"].given else name
    mode = _MODE.fullmatch(item["mode"].text()) if item["mode"].given else None
    if item["mode"].given and mode is None:
        notes.add("compose.file_mode", kind, name=name, mode=item["mode"].text())
    owned = item["uid"].given or item["gid"].given
    place = posixpath.normpath(posixpath.join(_BELOW[kind], target))
    return _Use(name, place, f"0{mode[1]}" if mode else "0444", owned=owned)
