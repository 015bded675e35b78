"""Restart a whole application: every service that is to run, in the order in which they start.

Only what is wanted is written down here, for all services at once. Whose turn it is follows from what the cluster
shows (``status.turns``), so that the publisher goes on after any interruption, and a second restart needs no end of
the first: what still waits restarts once, what has restarted already does so once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from slipway.access import Action
from slipway.applications.context import Context
from slipway.applications.held import hold_application
from slipway.applications.oplog import target_of_application
from slipway.audit import record
from slipway.db import utcnow
from slipway.errors import Conflict


async def restart_application(context: Context, application_id: str) -> None:
    """Restart all published services; those that are not published stay as they are, and so do canaries.

    Raises Conflict (``application.not_published``) when there is nothing to restart.
    """
    held = await hold_application(context, application_id, Action.APPLICATION_PUBLISH)
    published = held.published()
    if not published:
        raise Conflict("application.not_published", {"name": held.application.name})
    now = utcnow()
    for name in published:
        row = held.members[name].row
        row.restarted_at, row.restarts_in_turn = now, True
    what = {"restarted": published, "not_published": [name for name in held.members if name not in published]}
    record(context.session, context.actor, "application.restart", target_of_application(held), after=what)
    context.changed(held.application)


async def end_restart(context: Context, application_id: str, waiting: Mapping[str, datetime | None]) -> None:
    """Restart nothing more of it: what waits for its turn stays as it is, what has begun goes on.

    ``waiting`` are the services that wait, by id, and from which restart their replicas are.
    Raises Conflict (``application.not_restarting``) when nothing waits.
    """
    held = await hold_application(context, application_id, Action.APPLICATION_PUBLISH)
    spared = {name: member for name, member in held.members.items() if member.row.id in waiting}
    if not spared:
        raise Conflict("application.not_restarting", {"name": held.application.name})
    for member in spared.values():
        member.row.restarted_at, member.row.restarts_in_turn = waiting[member.row.id], False
    what = {"not_restarted": list(spared)}
    record(context.session, context.actor, "application.restart_end", target_of_application(held), after=what)
    context.changed(held.application)
