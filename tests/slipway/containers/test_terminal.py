"""Commands and terminals over WebSocket, as docs/exec-protocol.md has it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from aiohttp import web as aiohttp_web
from sqlalchemy import select, update
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.db import utcnow
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from slipway.users import Activity, Revocations
from slipway.users.models import BrowserSession
from slipway.web import provide
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import PASSWORD, Factory
from tests.slipway.kubernetes import Kubernetes, echo
from tests.slipway.serving import serving
from tests.slipway.waiting import until


@asynccontextmanager
async def running(client: httpx.AsyncClient, path: str, **query: Any) -> AsyncIterator[ClientConnection]:
    """Open a command as a client does."""
    address = str(client.base_url).rstrip("/").replace("http", "ws", 1) + f"{path}/exec?{urlencode(query, doseq=True)}"
    authorization = {"Authorization": client.headers["Authorization"]}
    offered = [Subprotocol("slipway.exec.v1")]
    async with asyncio.timeout(60), connect(address, additional_headers=authorization, subprotocols=offered) as socket:
        yield socket


async def refused(client: httpx.AsyncClient, path: str, **query: Any) -> tuple[int, str]:
    """Try to open a command that is refused; return status and code."""
    with pytest.raises(InvalidStatus) as caught:
        async with running(client, path, **query):
            pass
    response = caught.value.response
    return response.status_code, json.loads(response.body or b"")["error"]["code"]


async def test_a_commands_output_and_exit_code_come_back(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """By default from the first running replica."""
    kubernetes.execute = echo
    await web.pod("web-a", "waiting")
    await web.pod("web-b")

    async with running(developer, web.path, command=["fail", "now"]) as socket:
        assert socket.subprotocol == "slipway.exec.v1"
        assert [await socket.recv(), await socket.recv()] == [b"\x01fail now", '{"type":"exit","code":3}']
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1000
    asked = next(path for _, path in kubernetes.requests if "/exec?" in path)
    assert "/pods/web-b/exec?command=fail&command=now&" in asked and "container=web" in asked


async def test_a_command_runs_where_the_replica_stays(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """While an upgrade ends the old replica, which runs for a while yet; when only it is left, in that."""
    kubernetes.execute = echo
    leaving = web.manifest("web-a")
    leaving["metadata"]["deletionTimestamp"] = "2026-01-02T03:05:00Z"
    await put(web, leaving, "web-a")

    async with running(developer, web.path, command="sh") as socket:
        await socket.recv()
    await web.pod("web-b")
    async with running(developer, web.path, command="sh") as socket:
        await socket.recv()

    asked = [path for _, path in kubernetes.requests if "/exec?" in path]
    assert [path.split("/pods/")[1].split("/")[0] for path in asked] == ["web-a", "web-b"]


async def test_input_size_and_end_of_input_reach_the_command(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """So that a terminal is a terminal."""
    kubernetes.execute = echo
    await web.pod("web-a")

    async with running(developer, web.path, command="sh", stdin="true", tty="true") as socket:
        assert await socket.recv() == b"\x01sh"
        await socket.send(b"ls\r")
        assert await socket.recv() == b"\x01ls\r"
        await socket.send(json.dumps({"type": "resize", "columns": 120, "rows": 40}))
        size = await socket.recv()
        assert isinstance(size, bytes) and json.loads(size[1:]) == {"Width": 120, "Height": 40}
        await socket.send(json.dumps({"type": "eof"}))
        assert await socket.recv() == '{"type":"exit","code":0}'


async def test_a_client_that_cannot_keep_up_pauses_the_output(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Input still arrives meanwhile, and nothing is lost."""
    kubernetes.execute = echo
    await web.pod("web-a")

    async with running(developer, web.path, command="sh", stdin="true", tty="true") as socket:
        assert await socket.recv() == b"\x01sh"
        await socket.send(json.dumps({"type": "pause"}))
        await socket.send(b"one")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await socket.recv()
        await socket.send(json.dumps({"type": "resume"}))
        assert await socket.recv() == b"\x01one"


async def test_opening_and_closing_are_in_the_operation_log(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform
) -> None:
    """With the command, the place and the end; also when the client just leaves."""
    kubernetes.execute = echo
    await web.pod("web-a")

    async with running(developer, web.path, command=["cat", "/etc/passwd"], stdin="true") as socket:
        await socket.recv()
        opened = await _operations(platform)
    await until(lambda: _logged(platform, 2))

    ended = await _operations(platform)
    assert [(row.action, row.object_kind, row.object_name, row.tenant_id) for row in opened] == [
        ("container.exec", "service", "web", web.tenant.id)
    ]
    assert opened[0].after == {"pod": "web-a", "container": "web", "command": ["cat", "/etc/passwd"], "tty": False}
    assert (ended[1].action, (ended[1].after or {})["outcome"]) == ("container.exec_end", "left")


@pytest.mark.parametrize("frame", ["resize", '{"type": "resize", "columns": 0, "rows": 5}', '{"type": "bell"}', "[]"])
async def test_frames_that_are_not_of_the_protocol_end_it(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, frame: str
) -> None:
    """With an error that says what is wrong."""
    kubernetes.execute = echo
    await web.pod("web-a")

    async with running(developer, web.path, command="sh", stdin="true") as socket:
        await socket.recv()
        await socket.send(frame)
        error = json.loads(await socket.recv())
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert (error["type"], error["error"]["code"]) == ("error", "terminal.frame_invalid")
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


async def test_a_command_that_cannot_be_run_says_why(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """In the form of every API error."""

    async def absent(socket: aiohttp_web.WebSocketResponse, _request: aiohttp_web.Request) -> None:
        await socket.send_bytes(b"\x03" + json.dumps({"status": "Failure", "message": "no such program"}).encode())

    kubernetes.execute = absent
    await web.pod("web-a")

    async with running(developer, web.path, command="bash") as socket:
        error = json.loads(await socket.recv())["error"]

    assert (error["code"], error["params"]) == ("terminal.broken", {"reason": "no such program"})


async def test_what_cannot_be_opened_is_refused_with_a_status(
    web: Web, developer: httpx.AsyncClient, factory: Factory, tenant: Tenant, address: str
) -> None:
    """Before the WebSocket is accepted."""
    assert await refused(developer, web.path, command="sh") == (409, "container.none_running")
    await web.pod("web-a")
    viewer = await factory.client(Role.VIEWER, tenant)
    viewer.base_url = httpx.URL(address)
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("other"))
    stranger.base_url = httpx.URL(address)

    assert await refused(developer, web.path) == (422, "request.invalid")
    assert await refused(developer, web.path, command="sh", pod="web-z") == (404, "container.no_such_pod")
    assert await refused(viewer, web.path, command="sh") == (403, "access.forbidden")
    assert await refused(stranger, web.path, command="sh") == (404, "service.not_found")


async def test_a_stop_of_the_platform_ends_terminals(
    web: Web, platform: Platform, settings: Settings, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """And says so."""
    kubernetes.execute = echo
    await web.pod("web-a")
    async with serving(platform, settings) as (url, server):
        developer.base_url = httpx.URL(url)
        async with running(developer, web.path, command="sh", stdin="true") as socket:
            await socket.recv()
            server.should_exit = True
            error = json.loads(await socket.recv())["error"]

    assert error["code"] == "terminal.closing"


async def test_a_revoked_token_ends_its_terminals(
    web: Web, platform: Platform, settings: Settings, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """And says so."""
    kubernetes.execute = echo
    await web.pod("web-a")
    revocations = next(part for part in platform.parts if isinstance(part, Revocations))
    token = (await developer.get("/api/v1/tokens")).json()["items"][0]["id"]
    async with serving(platform, settings) as (url, _):
        developer.base_url = httpx.URL(url)
        async with running(developer, web.path, command="sh", stdin="true") as socket:
            await socket.recv()
            assert (await developer.delete(f"/api/v1/tokens/{token}")).status_code == 204
            await revocations.look()
            error = json.loads(await socket.recv())["error"]

    assert error["code"] == "session.expired"


async def test_a_terminal_that_nobody_types_in_ends(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform, settings: Settings
) -> None:
    """With the reason in the frame, in the close and in the operation log; a command without a terminal goes on."""
    kubernetes.execute = echo
    await web.pod("web-a")
    provide(platform.app, Settings, settings.model_copy(update={"terminal_idle_seconds": 1}))

    async with running(developer, web.path, command="sh", stdin="true") as plain:
        await plain.recv()
        async with running(developer, web.path, command="sh", stdin="true", tty="true") as socket:
            await socket.recv()
            error = json.loads(await socket.recv())["error"]
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        await plain.send(b"still there")
        assert await plain.recv() == b"\x01still there"

    assert (error["code"], error["params"]) == ("terminal.idle", {"seconds": 1})
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1001, "terminal.idle")
    await until(lambda: _logged(platform, 4))
    outcomes = [(row.after or {}).get("outcome") for row in await _operations(platform)]
    assert sorted(filter(None, outcomes)) == ["left", "terminal.idle"]


async def test_keys_keep_a_session_from_idling_out(
    web: Web, platform: Platform, factory: Factory, tenant: Tenant, kubernetes: Kubernetes, address: str
) -> None:
    """One that is used for nothing but a terminal; without keys it ends, and the terminal with it."""
    kubernetes.execute = echo
    await web.pod("web-a")
    activity = next(part for part in platform.parts if isinstance(part, Activity))
    user = await factory.user(Role.DEVELOPER, tenant)
    async with httpx.AsyncClient(base_url=address, headers={"Origin": address}) as browser:
        login = {"username": user.username, "password": PASSWORD}
        assert (await browser.post("/api/v1/session", json=login)).status_code == 201
        cookie = {"Cookie": f"slipway_session={browser.cookies['slipway_session']}", "Origin": address}
        target = address.replace("http", "ws", 1) + f"{web.path}/exec?command=sh&stdin=true&tty=true"
        async with asyncio.timeout(30), connect(target, additional_headers=cookie) as socket:
            await socket.recv()
            await activity.stop()  # from here on its rounds are made by hand, by stopping it again
            await _age(platform)
            await socket.send(b"x")
            assert await socket.recv() == b"\x01x"
            await activity.stop()
            assert (await browser.get("/api/v1/session")).status_code == 200

            await activity.stop()
            await _age(platform)
            await activity.stop()
            assert (await browser.get("/api/v1/session")).status_code == 401
            assert json.loads(await socket.recv())["error"]["code"] == "session.expired"


async def _age(platform: Platform) -> None:
    """Have the last use of all sessions be long ago."""
    async with platform.database.session() as session:
        await session.execute(update(BrowserSession).values(last_used_at=utcnow() - timedelta(days=1)))


async def _operations(platform: Platform) -> list[Operation]:
    async with platform.database.read() as session:
        query = select(Operation).where(Operation.object_kind == "service").order_by(Operation.seq)
        return list((await session.scalars(query)).all())


async def _logged(platform: Platform, number: int) -> bool:
    return len(await _operations(platform)) == number
