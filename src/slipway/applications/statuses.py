"""Observed status, as this room's routes need it: ``status.StatusBoard`` implements it, the server provides it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from slipway.applications.schemas import ApplicationStatus
from slipway.applications.views import ApplicationView


class Statuses(Protocol):
    """Derives status from the watch caches."""

    def application(self, view: ApplicationView) -> ApplicationStatus:
        """Return the application's status at this moment."""
        ...

    def waiting_to_restart(self, view: ApplicationView) -> dict[str, datetime | None]:
        """Return which services wait for their turn to restart (by id), and from which restart they are now."""
        ...

    def changes(self) -> AsyncIterator[str]:
        """Give the ids of applications whose observed status may have changed, for ever."""
        ...
