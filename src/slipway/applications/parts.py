"""What the routes of this room are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from slipway.applications.context import Context
from slipway.applications.follow import Follower
from slipway.applications.present import Presenter
from slipway.applications.signals import Signals
from slipway.applications.statuses import Statuses
from slipway.db import Database
from slipway.volumes import Claims
from slipway.web import CurrentActor, DbSession, provided

StatusesPart = Annotated[Statuses, Depends(provided(Statuses))]
SignalsPart = Annotated[Signals, Depends(provided(Signals))]
ClaimsPart = Annotated[Claims, Depends(provided(Claims))]
DatabasePart = Annotated[Database, Depends(provided(Database))]


def context(actor: CurrentActor, session: DbSession, signals: SignalsPart, claims: ClaimsPart) -> Context:
    """Put together what a change needs."""
    return Context(actor, session, signals, claims)


def presenter(actor: CurrentActor, session: DbSession, statuses: StatusesPart) -> Presenter:
    """Put together what an answer needs."""
    return Presenter(actor, session, statuses)


def follower(database: DatabasePart, statuses: StatusesPart, signals: SignalsPart) -> Follower:
    """Put together what a stream needs."""
    return Follower(database, statuses, signals)


CurrentContext = Annotated[Context, Depends(context)]
DeleteVolumes = Annotated[bool, Query(description="also delete the volumes, with everything on them")]
Present = Annotated[Presenter, Depends(presenter)]
Follow = Annotated[Follower, Depends(follower)]
