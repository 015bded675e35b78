"""Volumes of containers of a Compose file: named ones become volumes of services, everything else is told as lost.

A volume of an application file belongs to one service, so what several services share in Compose becomes one for each,
which is told. How large a volume is, Compose does not say either.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slipway.compose.names import free, names_for
from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item

Json = dict[str, Any]

SIZE = "1Gi"
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
_CODES = {"bind": "compose.bind_mount", "tmpfs": "compose.tmpfs"}


@dataclass(frozen=True, slots=True)
class _Mount:
    """One entry of ``volumes``."""

    kind: str
    source: str
    target: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Storage:
    """What stands under ``volumes`` of the file; one for all services."""

    defined: Mapping[str, Item]
    shared: frozenset[str]
    """Names of volumes that several services mount."""

    @classmethod
    def of(cls, document: Item, services: Iterable[Item]) -> Storage:
        """Read the definitions, and who mounts what."""
        mounts = Counter(
            name
            for service in services
            for name in {m.source for m in map(_mount, service["volumes"].sequence()) if m.kind == "volume"}
        )
        return cls(document["volumes"].mapping(), frozenset(name for name, count in mounts.items() if count > 1))

    def of_service(self, service: Item, replicas: int, notes: ServiceNotes) -> list[Json]:
        """Return the volumes of a service; what cannot be carried over is noted."""
        found: list[Json] = []
        names = names_for(
            mount.source for mount in map(_mount, service["volumes"].sequence()) if mount.kind == "volume"
        )
        for item in service["volumes"].sequence():
            mount, key = _mount(item), item.path.rpartition(".")[2]
            code = _lost(mount)
            if code is not None:
                told = {"source": mount.source or "-", "target": mount.target or "-", "kind": mount.kind}
                notes.add(code, key, **told)
                continue
            name = free(names[mount.source], [each["name"] for each in found])
            found.append(self._volume(name, mount, replicas, key, notes))
        for item in service["tmpfs"].either():
            notes.add("compose.tmpfs", "tmpfs", source="-", target=item.text().partition(":")[0], kind="tmpfs")
        return found

    def _volume(self, name: str, mount: _Mount, replicas: int, key: str, notes: ServiceNotes) -> Json:
        told = {"source": mount.source, "target": mount.target, "name": name, "size": SIZE}
        notes.add("compose.volume", key, **told)
        if mount.source in self.shared:
            notes.add("compose.volume_shared", key, **told)
        definition = self.defined.get(mount.source)
        if definition is not None and definition.value:
            notes.add("compose.volume_settings", key, **told)
        made: Json = {"name": name, "mount_path": mount.target, "size": SIZE}
        if mount.read_only:
            made["read_only"] = True
        elif replicas > 1:
            made["access"] = "shared"
            notes.add("compose.volume_replicas", key, **told)
        return made


def _lost(mount: _Mount) -> str | None:
    """Return why a mount is not carried over; None: it is."""
    if mount.kind != "volume":
        return _CODES.get(mount.kind, "compose.mount")
    if not mount.source:
        return "compose.anonymous_volume"
    return None if mount.target.startswith("/") else "compose.mount"


def _mount(item: Item) -> _Mount:
    return _long(item) if isinstance(item.value, dict) else _short(item.text())


def _long(item: Item) -> _Mount:
    kind = item["type"].text() if item["type"].given else "volume"
    source = item["source"] if item["source"].given else item["src"]
    target = next((item[key] for key in ("target", "destination", "dst") if item[key].given), item["target"])
    read_only = next((item[key].boolean() for key in ("read_only", "readonly") if item[key].given), False)
    place = _path(target.text()) if target.given else ""
    return _Mount(kind, source.text() if source.given else "", place, read_only)


def _short(text: str) -> _Mount:
    drive = _WINDOWS.match(text)
    rest = text[2:] if drive else text
    source, colon, behind = rest.partition(":")
    if not colon:
        return _Mount("volume", "", text, read_only=False)
    source = (text[:2] if drive else "") + source
    target, _, options = (behind, "", "") if _WINDOWS.match(behind) else behind.partition(":")
    bound = drive is not None or source.startswith((".", "/", "~", "\\"))
    return _Mount("bind" if bound else "volume", source, _path(target), "ro" in options.split(","))


def _path(target: str) -> str:
    return posixpath.normpath(target) if target.startswith("/") else target
