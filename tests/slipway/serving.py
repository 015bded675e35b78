"""Serve the platform on a real port of its own, for what an in-process client cannot show: streams and WebSockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slipway.server import Platform, Server, listen
from slipway.settings import Settings


@asynccontextmanager
async def serving(built: Platform, settings: Settings) -> AsyncIterator[tuple[str, Server]]:
    """Give the address and the server; it is stopped afterwards as a signal would stop it."""
    listener = listen("127.0.0.1", 0)
    server = Server(built.app, settings)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="server")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", server
    finally:
        server.should_exit = True
        await task
