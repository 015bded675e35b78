"""What can go wrong with HAProxy. Messages say what to do."""

# ruff: noqa: N818 - the names say what is wrong; that they are errors is plain where they are raised

from __future__ import annotations

from localkube.network.errors import NetworkError


class RoutesError(NetworkError):
    """HAProxy cannot do what it was asked."""


class ConfigurationRefused(RoutesError):
    """HAProxy does not take a configuration, or cannot start with it. The one before it keeps working."""


class CommandRefused(RoutesError):
    """The running HAProxy does not do what its command socket was told."""
