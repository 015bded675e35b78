"""What this room asks of the one that knows services; the server hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session


@dataclass(frozen=True, slots=True)
class Whose:
    """The service whose containers are looked into, and the tenant's namespace in which they run."""

    id: str
    name: str
    tenant_id: str
    namespace: str
    application_id: str


class ServiceDirectory(Protocol):
    """Finds services."""

    async def service(self, session: Session, actor: Actor, service_id: str) -> Whose:
        """Return a service that the actor may know of. Raises NotFound."""
        ...
