"""Restart a whole application: every service that is to run, in the order in which they start.

Only what is wanted is written down here, for all services at once. Whose turn it is follows from what the cluster
shows (``status.turns``), so that the publisher goes on after any interruption, and a second restart needs no end of
the first: what still waits restarts once, what has restarted already does so once more.
"""

from __future__ import annotations

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
