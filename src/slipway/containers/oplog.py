"""What the operation log keeps of terminals: that one was opened, before it is, and how it ended."""

from __future__ import annotations

from slipway.audit import Target, record
from slipway.cluster import ContainerRef
from slipway.containers.find import Finder, Found
from slipway.containers.schemas import ExecQuery
from slipway.db import Obj


async def opened(find: Finder, service: Found, ref: ContainerRef, query: ExecQuery) -> None:
    """Keep who runs what, and where."""
    await _note(find, service, "container.exec", {**_place(ref), "command": query.command, "tty": query.tty})


async def closed(find: Finder, service: Found, ref: ContainerRef, outcome: str) -> None:
    """Keep how it ended."""
    await _note(find, service, "container.exec_end", {**_place(ref), "outcome": outcome})


def _place(ref: ContainerRef) -> Obj:
    return {"pod": ref.pod, "container": ref.container}


async def _note(find: Finder, service: Found, action: str, after: Obj) -> None:
    async with find.database.session() as session:
        target = Target("service", service.id, service.name, service.tenant_id)
        record(session, find.actor, action, target, after=after)
