"""What the routes of this room are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.applications import Statuses
from slipway.db import Database
from slipway.managed.present import Presenter
from slipway.web import DbSession, provided

StatusesPart = Annotated[Statuses, Depends(provided(Statuses))]
DatabasePart = Annotated[Database, Depends(provided(Database))]


def presenter(session: DbSession, statuses: StatusesPart) -> Presenter:
    """Put together what an answer needs."""
    return Presenter(session, statuses)


Present = Annotated[Presenter, Depends(presenter)]
