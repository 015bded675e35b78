"""What metering is told of, and by whom.

A room that has something to meter implements ``Metered``: it tells everything of its kind that is in use at this
moment, again and again. Metering compares, so nothing depends on hearing of every change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Identity = tuple[str, str, str, str, str, int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose it is, what it is, and its size. Empty ids: of the tenant alone."""

    tenant_id: str
    tenant: str
    resource: str
    application_id: str = ""
    application: str = ""
    service_id: str = ""
    service: str = ""
    cpu_milli: int = 0
    size_bytes: int = 0
    registry_id: str = ""
    registry_address: str = ""

    @property
    def identity(self) -> Identity:
        """What tells subjects apart; names do not."""
        ids = (self.tenant_id, self.service_id, self.application_id, self.registry_id)
        return (*ids, self.resource, self.cpu_milli, self.size_bytes)


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing in use, or one that has just ended. Times are None where nobody tells: then the look's own counts."""

    key: str
    subject: Subject
    started: int | None = None
    ended: int | None = None
    over: bool = False
    """It is no longer in use."""


class Metered(Protocol):
    """Tells what of one kind of resource is in use."""

    @property
    def resource(self) -> str:
        """The kind: ``container``, ``managed_service``, ``volume``, ``domain``, ``image_storage``."""
        ...

    async def observe(self) -> Sequence[Observed] | None:
        """Return everything that is in use now; None when it cannot be seen now. Never a part of it."""
        ...

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever there may be something new, until the returned function is called."""
        ...
