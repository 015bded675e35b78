"""Observed status, as this room's routes need it: ``status.StatusBoard`` implements it, the server provides it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from slipway.applications.schemas import ApplicationStatus
from slipway.applications.views import ApplicationView


class Statuses(Protocol):
    """Derives status from the watch caches."""

    def application(self, view: ApplicationView) -> ApplicationStatus:
        """Return the application's status at this moment."""
        ...

    def changes(self) -> AsyncIterator[str]:
        """Give the ids of applications whose observed status may have changed, for ever."""
        ...
