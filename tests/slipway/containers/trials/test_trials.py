"""Probes that are tried through the API, against programs that listen for real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiohttp import web as aiohttp_web
from sqlalchemy import select

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.containers.conftest import Web
from tests.slipway.executing import end_with, run_here
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

Json = dict[str, Any]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(kubernetes: Kubernetes, port: int, serve: Serve) -> AsyncIterator[None]:
    """Have a program listen on a port of every pod."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    kubernetes.ports[port] = server.sockets[0].getsockname()[1]
    async with server:
        yield
    del kubernetes.ports[port]


def answering(*answers: bytes, asked: list[bytes] | None = None) -> Serve:
    """A program that answers each connection with the next of these, and closes it."""
    left = iter(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if asked is not None:
            asked.append(request)
        writer.write(next(left))
        await writer.drain()
        writer.close()

    return serve


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A program that takes everything and says nothing."""
    await reader.read()
    writer.close()


def response(status: int, body: bytes = b"", *headers: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def tried(client: httpx.AsyncClient, web: Web, probe: Json, **more: Any) -> Json:
    """Try a probe; return what came of it."""
    answer = await client.post(f"{web.path}/probes/try", json={"probe": probe, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def table(address: str) -> Callable[..., Awaitable[None]]:
    """A container whose table of connections has one listener."""

    async def execute(socket: aiohttp_web.WebSocketResponse, _: aiohttp_web.Request) -> None:
        line = f"  sl  local_address\n   0: {address} 00000000:0000 0A 0\n"
        await socket.send_bytes(b"\x01" + line.encode())
        await end_with(socket, {"status": "Success"})

    return execute


@pytest.fixture(autouse=True)
async def running(web: Web, kubernetes: Kubernetes) -> None:
    """One replica, whose program listens on all addresses."""
    kubernetes.execute = table("00000000:1F90")
    await web.pod("web-a")


async def test_an_answer_is_told_with_how_it_begins(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Asked as the cluster asks, at the path that was entered."""
    asked: list[bytes] = []
    async with listening(kubernetes, 8080, answering(response(200, b"fine"), asked=asked)):
        found = await tried(developer, web, {"http_path": "/healthz?deep=1", "port": 8080})

    assert (found["passed"], found["status"], found["answer"], found["cut"]) == (True, 200, "fine", False)
    assert (found["pod"], found["container"], found["check"]) == ("web-a", "web", "http://:8080/healthz?deep=1")
    assert found["reason"]["code"] == "answered" and found["milliseconds"] < 1000
    assert asked[0].startswith(b"GET /healthz?deep=1 HTTP/1.1\r\nHost: 10.1.0.7:8080\r\n")


@pytest.mark.parametrize(
    ("answers", "passed", "code", "status"),
    [
        ([response(503, b"starting")], False, "status", 503),
        ([response(302, b"", "Location: /in"), response(200)], True, "answered", 200),
        ([response(302, b"", "Location: /in"), response(500)], False, "status", 500),
        ([response(302, b"", "Location: http://elsewhere.example/")], True, "answered", 302),
        ([response(301, b"", "Location: https://10.1.0.7/")], None, "redirects_to_tls", 301),
        ([response(302, b"", "Location: /again")] * 11, False, "redirects", None),
        ([b"+PONG\r\n"], False, "not_http", None),
        ([b""], False, "no_answer", None),
    ],
)
async def test_answers_count_as_the_cluster_counts_them(
    web: Web,
    developer: httpx.AsyncClient,
    kubernetes: Kubernetes,
    answers: list[bytes],
    passed: bool | None,
    code: str,
    status: int | None,
) -> None:
    """200 to 399 pass, redirections within the pod are followed, and what cannot be known is null."""
    async with listening(kubernetes, 8080, answering(*answers)):
        found = await tried(developer, web, {"http_path": "/", "port": 8080})
    assert (found["passed"], found["reason"]["code"], found["status"]) == (passed, code, status)


async def test_a_port_is_tried_by_connecting(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """Nothing has to be said, and how long it took is not known; where nothing listens the cluster's word is kept."""
    async with listening(kubernetes, 8080, silent):
        opened = await tried(developer, web, {"tcp": True, "port": 8080})
    closed = await tried(developer, web, {"tcp": True, "port": 8080})

    assert (opened["passed"], opened["reason"]["code"], opened["milliseconds"]) == (True, "open", None)
    assert (closed["passed"], closed["reason"]["code"]) == (False, "closed")
    assert closed["reason"]["message"] == "Nothing listens on port 8080 of the container"
    assert "connection refused" in closed["reason"]["detail"]


@pytest.mark.parametrize("probe", [{"tcp": True}, {"http_path": "/"}])
async def test_what_listens_for_the_pod_only_does_not_pass(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, probe: Json
) -> None:
    """It answers the trial, which connects inside of the pod, and would not answer the cluster."""
    kubernetes.execute = table("0100007F:1F90")
    async with listening(kubernetes, 8080, answering(response(200)) if "http_path" in probe else silent):
        found = await tried(developer, web, {**probe, "port": 8080})
    assert (found["passed"], found["reason"]["code"]) == (False, "loopback_only")


async def test_a_container_without_cat_is_taken_by_its_answer(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Nobody can tell then where it listens."""

    async def absent(socket: aiohttp_web.WebSocketResponse, _: aiohttp_web.Request) -> None:
        await end_with(socket, {"status": "Failure", "message": "no such program"})

    kubernetes.execute = absent
    async with listening(kubernetes, 8080, answering(response(200))):
        assert (await tried(developer, web, {"http_path": "/", "port": 8080}))["passed"] is True


@pytest.mark.parametrize(
    ("command", "passed", "code", "answer"),
    [
        (["sh", "-c", "echo yes"], True, "exited", "yes\n"),
        (["sh", "-c", "echo no >&2; exit 3"], False, "exit_code", "no\n"),
        (["no-such-program"], False, "not_runnable", ""),
        (["sleep", "30"], False, "timed_out", ""),
    ],
)
async def test_a_command_is_run(
    web: Web,
    developer: httpx.AsyncClient,
    kubernetes: Kubernetes,
    command: list[str],
    passed: bool,
    code: str,
    answer: str,
) -> None:
    """By its code, and with what it wrote to either output; not for longer than the probe allows."""
    kubernetes.execute = run_here
    found = await tried(developer, web, {"command": command, "timeout_seconds": 1})
    assert (found["passed"], found["reason"]["code"], found["answer"]) == (passed, code, answer)


async def test_much_output_is_cut(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """And its command is still waited for."""
    kubernetes.execute = run_here
    found = await tried(developer, web, {"command": ["sh", "-c", "seq 1 5000; exit 7"], "timeout_seconds": 4})
    assert (found["exit_code"], len(found["answer"]), found["cut"]) == (7, 1024, True)


async def test_no_answer_in_time_is_told_with_the_time(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A probe that may take longer than anybody waits is not said to fail."""
    async with listening(kubernetes, 8080, silent):
        late = await tried(developer, web, {"http_path": "/", "port": 8080, "timeout_seconds": 1})
        monkeypatch.setattr("slipway.containers.trials.attempt.MOST_SECONDS", 1)
        unknown = await tried(developer, web, {"http_path": "/", "port": 8080, "timeout_seconds": 90})
    assert (late["passed"], late["reason"]["code"]) == (False, "timed_out")
    assert (unknown["passed"], unknown["reason"]["code"]) == (None, "late")


async def test_a_trial_is_in_the_operation_log(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform
) -> None:
    """Before it begins and when it ended, with what was tried; also when the cluster refused it."""
    kubernetes.execute = run_here
    await tried(developer, web, {"command": ["true"]})
    kubernetes.failures.append(403)
    refused = await developer.post(f"{web.path}/probes/try", json={"probe": {"tcp": True, "port": 9}})

    assert refused.status_code == 422
    place = {"pod": "web-a", "container": "web"}
    async with platform.database.session() as session:
        rows = list(await session.scalars(select(Operation).where(Operation.action.startswith("container.probe"))))
    assert [(row.action, row.object_kind, row.object_name, row.after) for row in rows] == [
        ("container.probe", "service", "web", {**place, "command": ["true"]}),
        ("container.probe_end", "service", "web", {**place, "outcome": "exited"}),
        ("container.probe", "service", "web", {**place, "check": "tcp://:9"}),
        ("container.probe_end", "service", "web", {**place, "outcome": "cluster.rejected"}),
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"probe": {"tcp": True, "http_path": "/"}}, 422, "service.probe_ambiguous"),
        ({"probe": {"tcp": True}}, 422, "service.probe_without_port"),
        ({"probe": {"command": ["true"]}, "pod": "web-z"}, 404, "container.no_such_pod"),
        ({"probe": {"command": ["true"]}, "pod": "web-b"}, 409, "container.not_running"),
    ],
)
async def test_what_cannot_be_tried_is_refused(
    web: Web, developer: httpx.AsyncClient, body: Json, status: int, code: str
) -> None:
    """Before anything is asked of the cluster."""
    await web.pod("web-b", "waiting")
    answer = await developer.post(f"{web.path}/probes/try", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_only_who_may_open_a_terminal_may_try(
    web: Web, factory: Factory, tenant: Tenant, kubernetes: Kubernetes
) -> None:
    """Viewers are refused, and other tenants do not learn that there is such a service."""
    body = {"probe": {"command": ["true"]}}
    viewer = await factory.client(Role.VIEWER, tenant)
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("other"))
    answers = [await client.post(f"{web.path}/probes/try", json=body) for client in (viewer, stranger)]

    assert [(each.status_code, each.json()["error"]["code"]) for each in answers] == [
        (403, "access.forbidden"),
        (404, "service.not_found"),
    ]
    assert not [path for _, path in kubernetes.requests if "/exec" in path or "/portforward" in path]


async def test_pods_of_other_namespaces_are_never_reached(
    web: Web, developer: httpx.AsyncClient, factory: Factory, kubernetes: Kubernetes
) -> None:
    """Not even when somebody with a key to the cluster gave them the service's labels."""
    other = await factory.tenant("other")
    stranger = json.loads(json.dumps(web.manifest("web-x")))
    await kubernetes.put(f"/api/v1/namespaces/{other.namespace}/pods/web-x", stranger)
    answer = await developer.post(f"{web.path}/probes/try", json={"probe": {"tcp": True, "port": 8080}, "pod": "web-x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "container.no_such_pod")
