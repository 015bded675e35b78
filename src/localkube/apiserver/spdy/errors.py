"""What can go wrong in a SPDY session."""

from __future__ import annotations


class MalformedError(Exception):
    """The peer sent what is no SPDY/3.1; the session ends."""
