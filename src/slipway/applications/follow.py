"""Streams of status: an event whenever what somebody follows has become different.

Woken by changes of the desired state (``Signals``) and of the observed one (``Statuses``); what is sent is always
derived anew, so that a missed or doubled wake-up does no harm. Each look uses a short transaction of its own, because a
stream lives long.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, Actor, may, scope
from slipway.applications.models import Application
from slipway.applications.present import status_of
from slipway.applications.schemas import ApplicationStatus
from slipway.applications.signals import Signals
from slipway.applications.statuses import Statuses
from slipway.applications.views import ApplicationView, load_view
from slipway.db import Database
from slipway.web import Event


@dataclass(frozen=True, slots=True)
class Follower:
    """Looks at applications again and again."""

    database: Database
    statuses: Statuses
    signals: Signals

    async def one(self, application_id: str) -> AsyncIterator[Event]:
        """Give ``status`` at once and whenever it differs; ``gone`` at the end, when the application is deleted."""
        with self.signals.subscribe() as changed:
            told: ApplicationStatus | None = None
            async with aclosing(_merged(_only(application_id), changed, self.statuses.changes())) as ids:
                async for changed_id in ids:
                    if changed_id != application_id:
                        continue
                    view = await self._look(application_id)
                    if view is None:
                        yield Event("gone", {"id": application_id})
                        return
                    status = status_of(self.statuses, view)
                    if status != told:
                        yield Event("status", status)
                        told = status

    async def all(self, actor: Actor) -> AsyncIterator[Event]:
        """Give ``application`` with the status of each application that changes and that the actor may see.

        One that is deleted is told of by ``{"id": …, "gone": true}``.
        """
        with self.signals.subscribe() as changed:
            told: dict[str, ApplicationStatus | None] = dict.fromkeys(await self._visible(actor))
            others: set[str] = set()  # an application never changes hands, so one look at each is enough
            async with aclosing(_merged(changed, self.statuses.changes())) as ids:
                async for application_id in ids:
                    if application_id in others:
                        continue
                    view = await self._look(application_id)
                    if view is None:
                        if application_id in told:
                            del told[application_id]
                            yield Event("application", {"id": application_id, "gone": True})
                    elif may(actor, Action.APPLICATION_READ, view.tenant_id, view.id):
                        status = status_of(self.statuses, view)
                        if status != told.get(application_id):
                            told[application_id] = status
                            yield Event("application", status)
                    else:
                        others.add(application_id)

    async def _look(self, application_id: str) -> ApplicationView | None:
        async with self.database.read() as session:
            view = await load_view(session, application_id)
        return None if view is None or view.deleting else view

    async def _visible(self, actor: Actor) -> list[str]:
        query = scope(select(Application.id).where(Application.deleted_at.is_(None)), Application, actor)
        async with self.database.read() as session:
            return list((await session.scalars(query)).all())


async def _only(value: str) -> AsyncIterator[str]:
    yield value


async def _merged(*sources: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """Give what any of the sources gives, until all have ended; a source that fails ends it with its error."""
    waiting = {asyncio.create_task(_step(source), name="follow"): source for source in sources}
    try:
        while waiting:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                source = waiting.pop(task)
                if (value := task.result()) is not None:
                    waiting[asyncio.create_task(_step(source), name="follow")] = source
                    yield value
    finally:
        for task in waiting:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for source in sources:
            if isinstance(source, AsyncGenerator):
                await source.aclose()


async def _step(source: AsyncIterator[str]) -> str | None:
    """Return the next value, or None at the end."""
    return await anext(source, None)
