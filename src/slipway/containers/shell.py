"""Run a command in a container for one actor: it is in the operation log before it begins, and again when it ended."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.websockets import WebSocket

from slipway.access import Actor
from slipway.audit import Target, record
from slipway.cluster import Cluster, ContainerRef, execute
from slipway.containers import terminal
from slipway.containers.attendance import Attendance
from slipway.containers.frames import SUBPROTOCOL
from slipway.containers.schemas import CommandQuery
from slipway.db import Database, Obj
from slipway.web import Streams


@dataclass(frozen=True, slots=True)
class Shell:
    """Connects one actor's WebSockets with commands."""

    actor: Actor
    database: Database
    cluster: Cluster
    streams: Streams
    attendance: Attendance

    async def run(self, socket: WebSocket, target: Target, ref: ContainerRef, query: CommandQuery) -> None:
        """Run a command until it, the client or the platform ends it. ``target`` is what the operation log names."""
        place = {"pod": ref.pod, "container": ref.container}
        await self._note(target, "container.exec", {**place, "command": query.command, "tty": query.tty})
        outcome = "not run"
        try:
            async with execute(self.cluster, ref, query.command, stdin=query.stdin, tty=query.tty) as command:
                offered = socket.scope.get("subprotocols") or []
                await socket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
                with self.streams.socket(socket) as ending:
                    outcome = await terminal.connect(socket, command, ending, self.attendance)
        finally:
            await self._note(target, "container.exec_end", {**place, "outcome": outcome})

    async def _note(self, target: Target, action: str, after: Obj) -> None:
        async with self.database.session() as session:
            record(session, self.actor, action, target, after=after)
