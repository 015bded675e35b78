"""What this room asks of the one that knows services; the server hands it in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session
from slipway.volumes.schemas import VolumeUse

Owner = tuple[str, str]
"""A tenant's id, and the name of a service there."""
Place = tuple[str, str]
"""A tenant's id, and the name of a claim there."""


class VolumeDirectory(Protocol):
    """Knows which services have which volumes."""

    async def uses(self, session: Session, actor: Actor, owners: Collection[Owner]) -> dict[Place, list[VolumeUse]]:
        """Return who has volumes, of these services, as far as the actor may know of them."""
        ...
