"""What is lost or changed on the way, told with service, key and a reason in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

from slipway.compose.schemas import Note
from slipway.errors import Param, SlipwayError

CHANGED = frozenset(
    f"compose.{name}"
    for name in (
        "build_unused",
        "dependency_completed",
        "domain",
        "memory_default",
        "no_domain",
        "one_off",
        "port_found",
        "restart",
        "rounded",
        "service_renamed",
        "start_period",
        "volume",
        "volume_replicas",
    )
)
"""Carried over, but not as it was; everything else that is noted is lost."""


@dataclass(slots=True)
class Notes:
    """Collects notes; the same one twice is one."""

    found: dict[tuple[str, str | None, str, str], Note] = field(default_factory=dict)

    def add(self, code: str, service: str | None, key: str, **params: Param) -> None:
        """Note something."""
        text = SlipwayError(code, {"key": key, **params})
        note = Note(
            code=code,
            level="changed" if code in CHANGED else "lost",
            service=service,
            key=key,
            message=text.message("en"),
            message_zh=text.message("zh"),
        )
        self.found.setdefault((code, service, key, note.message), note)

    def of(self, service: str) -> ServiceNotes:
        """Return the notes of one service."""
        return ServiceNotes(self, service)

    def all(self) -> list[Note]:
        """Return them in the order in which they were found."""
        return list(self.found.values())


@dataclass(frozen=True, slots=True)
class ServiceNotes:
    """Notes of one service, which goes by its name in the Compose file."""

    notes: Notes
    service: str

    def add(self, code: str, key: str, **params: Param) -> None:
        """Note something of the service."""
        self.notes.add(code, self.service, key, **params)
