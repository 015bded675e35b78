"""Datetimes as objects carry them; the way back is ``objects.meta.parse_time``."""

from __future__ import annotations

from datetime import datetime


def stamp(moment: datetime) -> str:
    """``moment`` in RFC 3339, in whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
