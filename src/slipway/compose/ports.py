"""Ports: what a service listens on, and what of that was published on the host.

Source: Compose Specification, "ports" and "expose".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from slipway.applications.words import Name
from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item
from slipway.errors import Invalid

MOST_PORTS = 200
HIGHEST = 65535
_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_LOOPBACK = ("127.", "localhost", "[::1]", "::1")
_LONG = frozenset({"target", "published", "host_ip", "protocol", "mode", "name"})
_EXPECTED = "a port or a range of ports, like 80 or 8000-8010"
_TLS = frozenset({443, 8443, 9443})
_NOT_HTTP = _TLS | frozenset({
    21, 22, 23, 25, 53, 88, 110, 111, 123, 135, 139, 143, 161, 389, 445, 465, 514, 587, 636, 873, 993, 995, 1080, 1194,
    1433, 1521, 1883, 2181, 2379, 2380, 2525, 3306, 3389, 4222, 5060, 5432, 5433, 5671, 5672, 5900, 6379, 6432, 6443,
    7000, 7001, 7687, 8883, 9042, 9092, 9093, 9094, 9160, 9300, 11211, 25565, 26257, 26379, 27017, 27018, 27019,
    28015, 33060, 51820, 61613, 61616,
})  # fmt: skip
"""Ports at which databases, brokers, mail, shells and the like listen: a domain would lead HTTP to them."""

_NAME = TypeAdapter(Name)


@dataclass(frozen=True, slots=True)
class Listening:
    """One port. ``published`` says which ports of the host led here; ``public``: not only from the host itself."""

    port: int
    protocol: str = "TCP"
    name: str | None = None
    published: str | None = None
    public: bool = False

    @property
    def serves_http(self) -> bool:
        """Guess whether a browser is meant to come here."""
        return self.public and self.protocol == "TCP" and self.port not in _NOT_HTTP

    def document(self) -> dict[str, str | int]:
        """Return the port as an application file has it."""
        found: dict[str, str | int] = {"port": self.port}
        if self.name is not None:
            found["name"] = self.name
        if self.protocol != "TCP":
            found["protocol"] = self.protocol
        return found


def ports_of(service: Item, notes: ServiceNotes) -> list[Listening]:
    """Return all ports of a service, each once: those where a browser is served, then other TCP ports, then UDP."""
    found: dict[tuple[int, str], Listening] = {}
    for item in service["ports"].sequence():
        for port in _long(item, notes) if isinstance(item.value, dict) else _short(item, notes):
            _keep(found, port, item)
    for item in service["expose"].sequence():
        for port in _exposed(item, notes):
            _keep(found, port, item)
    return _named_once(sorted(found.values(), key=lambda port: (not port.serves_http, port.protocol)))


def _keep(found: dict[tuple[int, str], Listening], port: Listening, item: Item) -> None:
    before = found.get((port.port, port.protocol))
    if before is None or (port.public and not before.public):
        found[port.port, port.protocol] = port
    if len(found) > MOST_PORTS:
        raise Invalid("compose.too_many_ports", {"path": item.path, "limit": MOST_PORTS}, field=item.path)


def _named_once(ports: list[Listening]) -> list[Listening]:
    names: set[str] = set()
    found = []
    for port in ports:
        doubled = port.name in names
        found.append(Listening(port.port, port.protocol, None, port.published, port.public) if doubled else port)
        names |= {port.name} if port.name else set()
    return found


def _short(item: Item, notes: ServiceNotes) -> list[Listening]:
    text, _, protocol = item.text().strip().partition("/")
    parts = text.rsplit(":", 2)
    host = parts[0] if len(parts) == 3 else ""
    published = parts[-2] if len(parts) > 1 else ""
    if published and not _RANGE.fullmatch(published):
        raise item.wrong(_EXPECTED)
    return _listening(item, (parts[-1], protocol), published or "*", host, notes)


def _long(item: Item, notes: ServiceNotes) -> list[Listening]:
    for key in item.mapping():
        if key not in _LONG and not key.startswith("x-"):
            notes.add("compose.port_setting", f"ports.{key}")
    if not item["target"].given:
        raise item["target"].wrong(_EXPECTED)
    protocol = item["protocol"].text() if item["protocol"].given else ""
    published = item["published"].text() if item["published"].given else "*"
    host = item["host_ip"].text() if item["host_ip"].given else ""
    name = item["name"].text() if item["name"].given else None
    found = _listening(item, (item["target"].text(), protocol), published, host, notes)
    if name is None or len(found) != 1:
        return found
    return [Listening(found[0].port, found[0].protocol, _valid_name(name), found[0].published, found[0].public)]


def _exposed(item: Item, notes: ServiceNotes) -> list[Listening]:
    text, _, protocol = item.text().strip().partition("/")
    return _listening(item, (text, protocol), None, "", notes)


def _listening(
    item: Item, target: tuple[str, str], published: str | None, host: str, notes: ServiceNotes
) -> list[Listening]:
    spoken = (target[1] or "tcp").upper()
    numbers = _numbers(item, target[0])
    if spoken not in ("TCP", "UDP"):
        notes.add("compose.protocol", item.path.rpartition(".")[2], protocol=spoken)
        return []
    public = published is not None and not host.startswith(_LOOPBACK)
    return [Listening(number, spoken, None, published, public) for number in numbers]


def _numbers(item: Item, text: str) -> range:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise item.wrong(_EXPECTED)
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= HIGHEST:
        raise item.wrong(_EXPECTED)
    if last - first >= MOST_PORTS:
        raise Invalid("compose.too_many_ports", {"path": item.path, "limit": MOST_PORTS}, field=item.path)
    return range(first, last + 1)


def _valid_name(name: str) -> str | None:
    try:
        return _NAME.validate_python(name)
    except ValidationError:
        return None
