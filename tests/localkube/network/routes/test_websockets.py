"""WebSockets through routes, with a real server behind them."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

from localkube.network.routes import Routes, Settings, process, purge
from localkube.network.routes.purging import DIRECTORY
from localkube.objects.access import Obj
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory, tls
from tests.localkube.network.routes.conftest import Fleet, Until, free_port
from tests.localkube.network.routes.pods import Pod
from tests.localkube.network.routes.test_tls import listen, told

BIG = os.urandom(1_000_000)


class SocketPod(Pod):
    """A WebSocket server: says first what it was asked, then echoes. ``bye`` makes it close."""

    async def start(self) -> Pod:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._socket)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.address, self.port).start()
        return self

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        self.requests += 1
        answer = web.WebSocketResponse(max_msg_size=0, protocols=("chat",))
        await answer.prepare(request)
        await answer.send_str(f"{self.name} {request.path} {request.headers['X-Forwarded-Proto']}")
        async for message in answer:
            if message.type == WSMsgType.TEXT and message.data == "bye":
                await answer.close(code=4001, message=b"as you wish")
            elif message.type == WSMsgType.TEXT:
                await answer.send_str(message.data)
            else:
                await answer.send_bytes(message.data)
        return answer


@pytest.fixture
def settings() -> Iterator[Settings]:
    """With a port for TLS, and few processes that may finish connections."""
    data_dir = Path(tempfile.mkdtemp(prefix="lkr-"))
    yield Settings("test", data_dir / DIRECTORY, port=free_port(), tls_port=free_port(), draining_at_most=6)
    purge(data_dir)
    shutil.rmtree(data_dir)


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as session:
        yield session


@pytest.fixture
async def served(access: FakeAccess, routes: Routes, fleet: Fleet, until: Until) -> Routes:
    """A route, with and without TLS, that leads to a WebSocket server below another path."""
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1, kind=SocketPod))
    access.create("secrets", "localkube-system", tls.secret(tls.make("a.test")))
    path = {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/inner"}
    rewrite = {"type": "URLRewrite", "urlRewrite": {"path": path}}
    limits = {"request": "300ms", "backendRequest": "200ms"}
    rule = factory.rule(match=factory.prefix("/ws"), filters=[rewrite], timeouts=limits)
    access.create(factory.ROUTES, "shop", factory.http_route(rule))
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed")[0] == "True")
    return routes


async def opened(client: ClientSession, settings: Settings, scheme: str) -> ClientWebSocketResponse:
    port = settings.port if scheme == "ws" else settings.tls_port
    return await client.ws_connect(
        f"{scheme}://127.0.0.1:{port}/ws/x",
        headers={"Host": "a.test"},
        protocols=("chat",),
        max_msg_size=0,
        timeout=aiohttp.ClientWSTimeout(ws_close=5),
    )


async def usable(socket: ClientWebSocketResponse, text: str) -> bool:
    """Whether text, bytes of a size that takes many packets, and pings come through."""
    await socket.send_str(text)
    await socket.ping()
    await socket.send_bytes(BIG)
    return await socket.receive_str(timeout=60) == text and await socket.receive_bytes(timeout=60) == BIG


@pytest.mark.parametrize(("scheme", "told_scheme"), [("ws", "http"), ("wss", "https")])
async def test_a_websocket_is_open_over_many_changes(
    access: FakeAccess,
    served: Routes,
    settings: Settings,
    client: ClientSession,
    until: Until,
    scheme: str,
    told_scheme: str,
) -> None:
    socket = await opened(client, settings, scheme)
    assert socket.protocol == "chat"
    assert await socket.receive_str(timeout=60) == f"web-1 /inner/x {told_scheme}"

    async def changed(before: int) -> None:
        await until(lambda: served.proxy.reloads > before)
        assert await usable(socket, f"after {before}")

    for number in range(3):
        before = served.proxy.reloads
        access.create(factory.ROUTES, "shop", factory.http_route(name=f"r{number}", hosts=(f"r{number}.test",)))
        await changed(before)
    before = served.proxy.reloads
    access.mutate("secrets", "localkube-system", "cert", lambda found: found.update(_renewed()))
    await changed(before)
    before = served.proxy.reloads
    access.delete(factory.ROUTES, "shop", "web")
    await changed(before)

    await socket.send_str("bye")
    assert (await socket.receive(timeout=60)).type == WSMsgType.CLOSE
    assert socket.close_code == 4001


def _renewed() -> Obj:
    return {"data": tls.secret(tls.make("a.test"))["data"]}


async def test_time_limits_of_a_rule_are_for_the_answer_not_for_what_follows(
    served: Routes, settings: Settings, client: ClientSession
) -> None:
    socket = await opened(client, settings, "ws")
    await socket.receive_str(timeout=60)
    with pytest.raises(asyncio.TimeoutError):
        await socket.receive(timeout=0.8)
    assert await usable(socket, "still here")
    await socket.close()


async def test_the_oldest_process_ends_when_too_many_finish_connections(
    access: FakeAccess, served: Routes, settings: Settings, client: ClientSession, until: Until
) -> None:
    sockets = []
    for number in range(settings.draining_at_most + 2):
        sockets.append(await opened(client, settings, "ws"))
        await sockets[-1].receive_str(timeout=60)
        before = served.proxy.reloads
        access.create(factory.ROUTES, "shop", factory.http_route(name=f"r{number}", hosts=(f"r{number}.test",)))
        await until(lambda before=before: served.proxy.reloads > before)
    assert (await sockets[0].receive(timeout=60)).type in (WSMsgType.CLOSED, WSMsgType.CLOSE, WSMsgType.ERROR)
    assert await usable(sockets[-1], "youngest")
    await until(lambda: len(process.living(settings.data_dir)) <= 1 + settings.draining_at_most)
    for socket in sockets:
        await socket.close()
