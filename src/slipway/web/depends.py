"""The dependencies that nearly every route has: who asks, and a database session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Protocol

from fastapi import Depends
from starlette.requests import HTTPConnection

from slipway.access import Actor
from slipway.db import Database, Session
from slipway.errors import Forbidden
from slipway.web.parts import part_of

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Authenticator(Protocol):
    """Finds out who sends a request; ``users`` implements it, the server provides it."""

    async def authenticate(self, connection: HTTPConnection) -> Actor:
        """Return the actor or raise Unauthenticated."""
        ...


async def known_actor(connection: HTTPConnection) -> Actor:
    """Return who asks, also when they have to change their password first, or raise Unauthenticated."""
    authenticator = part_of(connection, Authenticator)  # type: ignore[type-abstract]  # the protocol is only a key
    actor = await authenticator.authenticate(connection)
    connection.state.actor = actor
    return actor


KnownActor = Annotated[Actor, Depends(known_actor)]


async def current_actor(actor: KnownActor) -> Actor:
    """Return who asks, or raise Unauthenticated, or Forbidden until they have changed their password."""
    if actor.must_change_password:
        raise Forbidden("password.change_required")
    return actor


async def db_session(connection: HTTPConnection) -> AsyncIterator[Session]:
    """Open the request's transaction: read-only for GET, else committed before the answer is sent."""
    database = part_of(connection, Database)
    reading = connection.scope.get("method", "GET") in _READING
    async with database.read() if reading else database.session() as session:
        yield session


CurrentActor = Annotated[Actor, Depends(current_actor)]
DbSession = Annotated[Session, Depends(db_session, scope="function")]
