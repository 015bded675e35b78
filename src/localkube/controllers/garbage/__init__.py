"""Garbage collection: what is left of owners that are gone, and deletion in the order that the deleter asked for."""

from localkube.controllers.garbage.controller import garbage

__all__ = ["garbage"]
