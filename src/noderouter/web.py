"""The small HTTP server of one node: its table, and whether the agent works."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from aiohttp import web

Document = Callable[[], dict[str, Any]]


@asynccontextmanager
async def serving(
    address: tuple[str, int], table: Document, health: Callable[[], tuple[bool, dict[str, Any]]]
) -> AsyncIterator[None]:
    """Serve while the block runs."""

    async def show_table(_: web.Request) -> web.Response:
        return _json(200, table())

    async def show_health(_: web.Request) -> web.Response:
        well, document = health()
        return _json(200 if well else 503, document)

    app = web.Application()
    app.router.add_get("/table", show_table)
    app.router.add_get("/healthz", show_health)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        yield
    finally:
        await runner.cleanup()


def _json(status: int, document: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(document) + b"\n", content_type="application/json")
