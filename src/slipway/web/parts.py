"""The application's live parts (database, cluster, …), found by their type.

``server.py`` provides them once; routes ask for them as a dependency, so that no room reaches for a global.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import FastAPI
from starlette.requests import HTTPConnection

T = TypeVar("T")


def provide(app: FastAPI, kind: type[T], part: T) -> None:
    """Make ``part`` what ``provided(kind)`` gives to routes."""
    if not hasattr(app.state, "parts"):
        app.state.parts = {}
    app.state.parts[kind] = part


def part_of(connection: HTTPConnection, kind: type[T]) -> T:
    """Return the part of that type."""
    part: T = connection.app.state.parts[kind]
    return part


def part_if_any(connection: HTTPConnection, kind: type[T]) -> T | None:
    """Return the part of that type, or None in an application that has none."""
    part: T | None = getattr(connection.app.state, "parts", {}).get(kind)
    return part


def provided(kind: type[T]) -> Callable[[HTTPConnection], T]:
    """Return a dependency: ``ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]``."""

    def dependency(connection: HTTPConnection) -> T:
        return part_of(connection, kind)

    return dependency
