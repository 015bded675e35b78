"""Containers that belong to no service: made by hand or by a job, and looked into as those of services are."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.server import Platform
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes, echo
from tests.slipway.waiting import until

Obj = dict[str, Any]
NAMESPACE = "slipway-acme"


def alone(web: Web, state: str = "running", **status: Any) -> Obj:
    """A pod with nothing of ours about it."""
    pod = web.manifest("by-hand", state, **status)
    del pod["metadata"]["labels"]
    return pod


@pytest.fixture
async def path(web: Web) -> str:
    """The address of a container that runs, and ran before."""
    await put(web, alone(web, restartCount=1), "by-hand")
    return f"/api/v1/containers/{web.tenant.id}/by-hand/web"


async def test_its_log_is_read_as_that_of_any(path: str, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """With the same wishes, and without its name in front of each line."""
    await kubernetes.write(NAMESPACE, "by-hand", "2026-01-02T03:04:01Z one", "2026-01-02T03:04:02Z two")

    plain = await developer.get(f"{path}/logs")
    last = await developer.get(f"{path}/logs?tail=1&since=2m&previous=true&timestamps=true")

    assert plain.text == "one\ntwo\n"
    assert last.text == "2026-01-02T03:04:02Z two\n"
    asked = next(each for _, each in reversed(kubernetes.requests) if "/log?" in each)
    assert {"container=web", "tailLines=1", "sinceSeconds=120", "previous=true"} <= set(
        asked.partition("?")[2].split("&")
    )


async def test_its_log_is_followed(path: str, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """Lines arrive as they are written, until the container ends."""
    await kubernetes.write(NAMESPACE, "by-hand", "2026-01-02T03:04:01Z one")
    async with developer.stream("GET", f"{path}/logs?follow=true") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "one"
        await kubernetes.write(NAMESPACE, "by-hand", "2026-01-02T03:04:02Z two", end=True)
        assert [line async for line in lines] == ["two"]


async def test_a_command_runs_in_it_and_is_in_the_operation_log(
    path: str, web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform
) -> None:
    """Under the pod's own name, because there is no service."""
    kubernetes.execute = echo

    async with connect(
        f"{developer.base_url}".replace("http", "ws", 1).rstrip("/") + f"{path}/exec?command=fail",
        additional_headers={"Authorization": developer.headers["Authorization"]},
    ) as socket:
        assert [await socket.recv(), await socket.recv()] == [b"\x01fail", '{"type":"exit","code":3}']

    async def logged() -> bool:
        return len(await _operations(platform)) == 2

    await until(logged, 20)
    opened, ended = await _operations(platform)
    assert (opened.action, opened.object_kind, opened.object_name, opened.tenant_id) == (
        "container.exec", "container", "by-hand", web.tenant.id,
    )  # fmt: skip
    assert opened.after == {"pod": "by-hand", "container": "web", "command": ["fail"], "tty": False}
    assert (ended.action, (ended.after or {})["outcome"]) == ("container.exec_end", "exit 3")


async def test_what_cannot_be_looked_into_is_refused(path: str, web: Web, developer: httpx.AsyncClient) -> None:
    """With the reason, before anything begins."""
    await put(web, alone(web, "waiting"), "waits")
    waits = path.replace("by-hand", "waits")

    codes = {
        "missing": (await developer.get(path.replace("by-hand", "nobody") + "/logs")).json()["error"]["code"],
        "other": (await developer.get(path.removesuffix("web") + "side/logs")).json()["error"]["code"],
        "waiting": (await developer.get(f"{waits}/logs")).json()["error"]["code"],
        "before": (await developer.get(f"{waits}/logs?previous=true")).json()["error"]["code"],
        "command": await _refused(developer, waits),
        "restart": (await developer.post(path.removesuffix("/web") + "/restart")).json()["error"]["code"],
    }

    assert codes == {
        "missing": "container.pod_not_found",
        "other": "container.not_found",
        "waiting": "container.not_started",
        "before": "container.no_previous",
        "command": "container.not_running",
        "restart": "container.not_replaced",
    }


async def test_who_only_looks_reads_logs_and_runs_nothing(path: str, factory: Factory, web: Web, address: str) -> None:
    """As with a service's containers."""
    inside = await factory.client(Role.VIEWER, web.tenant)
    headers = {"Authorization": inside.headers["Authorization"]}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=20) as viewer:
        assert (await viewer.get(f"{path}/logs")).status_code == 200
        assert await _refused(viewer, path) == "access.forbidden"


async def test_a_namespace_of_no_tenant_is_no_way_to_a_container(
    path: str, web: Web, developer: httpx.AsyncClient
) -> None:
    """Its pods are the cluster's own, whoever asks and under whichever tenant."""
    await put(web, alone(web), "etcd", "kube-system")

    answer = await developer.get(path.replace("by-hand", "etcd") + "/logs")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "container.pod_not_found")


async def _refused(client: httpx.AsyncClient, path: str) -> str:
    address = f"{client.base_url}".replace("http", "ws", 1).rstrip("/") + f"{path}/exec?command=id"
    with pytest.raises(InvalidStatus) as caught:
        async with connect(address, additional_headers={"Authorization": client.headers["Authorization"]}):
            pass
    return str(json.loads(caught.value.response.body or b"")["error"]["code"])


async def _operations(platform: Platform) -> list[Operation]:
    async with platform.database.read() as session:
        wanted = select(Operation).where(Operation.action.startswith("container.exec")).order_by(Operation.id)
        return list(await session.scalars(wanted))
