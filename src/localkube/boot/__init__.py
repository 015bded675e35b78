"""Puts localkube together: settings, what must be there from the start, and everything's start and stop in order."""

from localkube.boot.settings import Settings, from_arguments
from localkube.boot.system import System, purge

__all__ = ["Settings", "System", "from_arguments", "purge"]
