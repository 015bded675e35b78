"""What API tokens ask of the room that knows applications; the server hands it in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session


class ApplicationNames(Protocol):
    """Knows applications."""

    async def names(self, session: Session, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
        """Return the names of those applications that there are and that the actor may know of, by their ids."""
        ...
