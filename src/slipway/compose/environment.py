"""The variables of a service: from its env files, and its own over them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slipway.compose.dotenv import parse
from slipway.compose.interpolation import Interpolation
from slipway.compose.notes import ServiceNotes
from slipway.compose.reading import MOST_CHARACTERS, MOST_WEIGHT, too_expanded
from slipway.compose.schemas import FileAsked
from slipway.compose.values import Item
from slipway.errors import Invalid
from slipway.masking import masked_value

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")
_FORMATS = ("", "raw")
_REFERENCE = re.compile(r"\$(?=[$(])")


def literal(text: str) -> str:
    """Write a text so that Kubernetes, which replaces ``$(NAME)``, leaves it as it is."""
    return _REFERENCE.sub("$$", text)


@dataclass(slots=True)
class Environments:
    """Reads variables; one for all services, because they share env files."""

    interpolation: Interpolation
    files: Mapping[str, str]
    asked: dict[str, FileAsked] = field(default_factory=dict)
    _parsed: dict[tuple[str, bool], dict[str, str | None]] = field(default_factory=dict)
    _weight: int = 0

    def of(self, service: Item, notes: ServiceNotes) -> dict[str, str]:
        """Return the variables of a service."""
        found: dict[str, str] = {}
        for name, value in self._given(service, notes):
            if not _NAME.fullmatch(name):
                notes.add("compose.env_name", "environment", name=name)
                continue
            known = self.interpolation.value(name) if value is None else value
            if known is None:
                found.pop(name, None)
                notes.add("compose.env_unset", f"environment.{name}", name=name)
            else:
                found[name] = known
                self._weight += len(name) + len(known)
        if self._weight > MOST_WEIGHT:
            raise too_expanded()
        # What looks like a secret is kept in a Secret, of which Kubernetes replaces nothing.
        return {name: value if masked_value(name, value) != value else literal(value) for name, value in found.items()}

    def _given(self, service: Item, notes: ServiceNotes) -> Iterator[tuple[str, str | None]]:
        entries = service["env_file"]
        for item in [entries] if isinstance(entries.value, str) else entries.sequence():
            yield from self._file(item, notes).items()
        for name, value in service["environment"].pairs():
            yield name, value.text() if value.given else None

    def _file(self, item: Item, notes: ServiceNotes) -> dict[str, str | None]:
        path, required, raw = _entry(item)
        asked = self.asked.setdefault(path, FileAsked(path=path, required=False, given=path in self.files))
        asked.required = asked.required or required
        if path not in self.files:
            notes.add("compose.env_file", "env_file", file=path)
            return {}
        if (path, raw) not in self._parsed:
            text = self.files[path]
            if len(text) > MOST_CHARACTERS:
                limit = f"{MOST_CHARACTERS // 1024} KiB"
                raise Invalid("compose.too_large", {"limit": limit}, field=f"env_files.{path}")
            self._parsed[path, raw] = parse(text, path, None if raw else self.interpolation)
        return self._parsed[path, raw]


def _entry(item: Item) -> tuple[str, bool, bool]:
    """Return path, whether Compose insists on the file, and whether its values stay as they are."""
    if isinstance(item.value, str):
        return item.value, True, False
    if not isinstance(item.value, dict):
        raise item.wrong("a text or a mapping")
    required = item["required"].boolean() if item["required"].given else True
    kind = item["format"].text() if item["format"].given else ""
    if kind not in _FORMATS:
        raise item["format"].wrong("a text")
    return item["path"].text(), required, kind == "raw"
