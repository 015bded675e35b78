"""Exec, attach and port forwarding over WebSocket and, for older clients, over SPDY/3.1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from localkube.apiserver.streams import forwarding, spdy_commands, spdy_forwarding, upgrades, websocket_commands
from localkube.apiserver.streams.commands import Options
from localkube.apiserver.streams.forwarding import Connect
from localkube.objects.ports import ExecStream

__all__ = ["Options", "forward", "serve"]


async def serve(
    request: web.Request, options: Options, start: Callable[[], Awaitable[ExecStream]]
) -> web.StreamResponse:
    """Start the command, upgrade, carry bytes until it ends, tell the outcome.

    What refuses the command or the upgrade raises an ApiError before, and is an ordinary answer.
    """
    if upgrades.kind_of(request) == upgrades.WEBSOCKET:
        return await websocket_commands.serve(request, options, start)
    protocol = upgrades.negotiated(request, spdy_commands.PROTOCOLS)
    return await spdy_commands.serve(request, options, protocol, await start())


async def forward(request: web.Request, ports: list[int], connect: Connect) -> web.StreamResponse:
    """Connect to ports of a pod. SPDY clients name them with each connection, the others in the query."""
    if upgrades.kind_of(request) == upgrades.WEBSOCKET:
        if spdy_forwarding.TUNNELED in request.headers.get(upgrades.WEBSOCKET_HEADER, ""):
            return await spdy_forwarding.serve_tunneled(request, connect)
        return await forwarding.serve(request, forwarding.valid(ports), connect)
    return await spdy_forwarding.serve(request, connect)
