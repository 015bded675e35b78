"""What this room asks of the one that knows services; the server hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session


@dataclass(frozen=True, slots=True)
class Use:
    """A service, and the image that its current revision runs."""

    service_id: str
    service: str
    application_id: str
    application: str
    tenant_id: str
    image: str


class ImageUses(Protocol):
    """Knows which images services run."""

    async def uses(self, session: Session, actor: Actor, tenant_id: str | None = None) -> list[Use]:
        """Return those that the actor may know of, of one tenant if so asked."""
        ...
