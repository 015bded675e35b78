"""Volumes of containers of a Compose file. Application files have none: everything is told as lost."""

from __future__ import annotations

import re

from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
_CODES = {"volume": "compose.volume", "bind": "compose.bind_mount", "tmpfs": "compose.tmpfs"}


def note_storage(service: Item, notes: ServiceNotes) -> None:
    """Name every volume and mounted path of a service."""
    for item in service["volumes"].sequence():
        kind, source, target = _long(item) if isinstance(item.value, dict) else _short(item.text())
        key = item.path.rpartition(".")[2]
        code = "compose.anonymous_volume" if (kind, source) == ("volume", "") else _CODES.get(kind, "compose.mount")
        notes.add(code, key, source=source or "-", target=target or "-", kind=kind)
    for item in service["tmpfs"].either():
        notes.add("compose.tmpfs", "tmpfs", source="-", target=item.text().partition(":")[0], kind="tmpfs")


def _long(item: Item) -> tuple[str, str, str]:
    kind = item["type"].text() if item["type"].given else "volume"
    source = item["source"] if item["source"].given else item["src"]
    target = next((item[key] for key in ("target", "destination", "dst") if item[key].given), item["target"])
    return kind, source.text() if source.given else "", target.text() if target.given else ""


def _short(text: str) -> tuple[str, str, str]:
    drive = _WINDOWS.match(text)
    rest = text[2:] if drive else text
    source, colon, behind = rest.partition(":")
    if not colon:
        return "volume", "", text
    source = (text[:2] if drive else "") + source
    target = behind if _WINDOWS.match(behind) else behind.partition(":")[0]
    bound = drive is not None or source.startswith((".", "/", "~", "\\"))
    return "bind" if bound else "volume", source, target
