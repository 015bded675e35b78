"""The runtime log: what there is, which lines are told, what comes, and what is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from slipway import logs
from slipway.access import Role
from slipway.audit.runtime.entries import time_of
from slipway.audit.runtime.read import open_lines
from slipway.audit.runtime.schemas import LinesQuery
from slipway.cluster import Cluster
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.with_cluster import settings

__all__ = ["database_url", "settings"]  # fixtures, found by their names

URL = "/api/v1/runtime-log"
NODE = "/api/v1/nodes/n1"


@pytest.fixture
async def node(kubernetes: Kubernetes) -> Kubernetes:
    """A cluster with a node that has log files, and a component in a pod."""
    await kubernetes.put(NODE, {})
    containers = [{"name": "coredns"}]
    await kubernetes.put("/api/v1/namespaces/kube-system/pods/coredns-1", {"spec": {"containers": containers}})
    kubernetes.files = {
        "n1/syslog": b"Jan  2 03:04:05 n1 kubelet: one\nJan  2 03:04:06 n1 kernel: two\n",
        "n1/pods/shop & co/0.log": b"I0102 03:04:05.000000 1 a] start\n  more of it\nI0102 03:05:00.000000 1 end\n",
    }
    return kubernetes


@pytest.mark.usefixtures("node")
async def test_sources_are_the_platform_events_components_and_nodes(admin: httpx.AsyncClient) -> None:
    """Directories are listed one by one."""
    items = (await admin.get(f"{URL}/sources")).json()["items"]
    assert [(item["source"], item["kind"]) for item in items] == [
        ("platform", "platform"),
        ("events", "events"),
        ("node/n1/", "directory"),
        ("pod/kube-system/coredns-1/coredns", "container"),
    ]

    inside = (await admin.get(f"{URL}/sources", params={"within": "node/n1/"})).json()["items"]
    assert [(item["source"], item["kind"]) for item in inside] == [
        ("node/n1/pods/", "directory"),
        ("node/n1/syslog", "file"),
    ]
    deeper = (await admin.get(f"{URL}/sources", params={"within": "node/n1/pods/"})).json()["items"]
    assert [item["source"] for item in deeper] == ["node/n1/pods/shop & co/"]


QUERIES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["start", "  more of it", "end"]),
    ({"tail": 1}, ["end"]),
    ({"q": "MORE"}, ["  more of it"]),
    ({"since": "{year}-01-02T03:04:30Z"}, ["end"]),
    ({"until": "{year}-01-02T03:04:30Z"}, ["start", "  more of it"]),
    ({"since": "{year}-01-02T03:06:00Z"}, []),
]


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize(("query", "expected"), QUERIES)
async def test_lines_are_chosen_by_time_and_text(
    admin: httpx.AsyncClient, query: dict[str, Any], expected: list[str]
) -> None:
    """A line without a time belongs to the one before it."""
    seen = time_of(b"I0102 03:04:05.000000", datetime.now(UTC))
    assert seen is not None
    asked = {key: value.format(year=seen.year) if isinstance(value, str) else value for key, value in query.items()}

    answer = await admin.get(f"{URL}/lines", params={"source": "node/n1/pods/shop & co/0.log", **asked})

    assert [line.rpartition("] ")[2].rpartition(" 1 ")[2] for line in answer.text.splitlines()] == expected


@pytest.mark.usefixtures("node")
async def test_a_file_can_be_saved(admin: httpx.AsyncClient) -> None:
    """All of it."""
    answer = await admin.get(f"{URL}/lines", params={"source": "node/n1/syslog", "tail": 1, "download": True})

    assert answer.text.count("\n") == 2
    assert answer.headers["content-disposition"] == 'attachment; filename="node-n1-syslog.log"'


@pytest.mark.parametrize(
    "name",
    ["node/n1/../secrets", "node/n1/..", "node/../n1/x", "node/n1/pods//x", "node/n1/a\\..\\b", "node/n1", "node//x",
     "pod/a/b", "pod/kube-system/../x", "pod/a/b/c/d", "events/x", "other", "node/n1/./x", "node/n1/%2e%2e/\x00"],
)  # fmt: skip
async def test_no_name_leads_elsewhere(admin: httpx.AsyncClient, node: Kubernetes, name: str) -> None:
    """Nothing of it reaches the cluster."""
    before = len([path for _, path in node.requests if "proxy" in path or "/log" in path])

    for path, query in (("lines", {"source": name}), ("sources", {"within": name})):
        answer = await admin.get(f"{URL}/{path}", params=query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "runtime_log.source_unknown")

    assert len([path for _, path in node.requests if "proxy" in path or "/log" in path]) == before


async def test_quoted_steps_stay_steps(admin: httpx.AsyncClient, node: Kubernetes) -> None:
    """A per cent sign in a name is a per cent sign."""
    answer = await admin.get(f"{URL}/lines", params={"source": "node/n1/%2e%2e%2fx"})

    assert answer.status_code == 404
    assert [path for _, path in node.requests if "proxy" in path] == [f"{NODE}/proxy/logs/%252e%252e%252fx"]


async def test_a_cluster_without_log_files_says_so(admin: httpx.AsyncClient, node: Kubernetes) -> None:
    """And a file or a directory that is not there is something else."""
    missing = await admin.get(f"{URL}/lines", params={"source": "node/n1/absent"})
    assert missing.json()["error"]["code"] == "runtime_log.source_unknown"
    directory = await admin.get(f"{URL}/lines", params={"source": "node/n1/pods"})
    assert directory.json()["error"]["code"] == "runtime_log.is_directory"

    node.files = None
    answer = await admin.get(f"{URL}/sources", params={"within": "node/n1/"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "runtime_log.not_offered")
    node.failures.append(403)
    answer = await admin.get(f"{URL}/sources", params={"within": "node/n1/"})
    assert answer.json()["error"]["code"] == "runtime_log.not_offered"


async def test_components_and_events_are_told_with_their_times(admin: httpx.AsyncClient, node: Kubernetes) -> None:
    """Events as lines, oldest first."""
    await node.write("kube-system", "coredns-1", "2026-01-02T03:04:05Z ready")
    for number, name in ((2, "b"), (1, "a")):
        about = {"namespace": "shop", "kind": "Pod", "name": name}
        event = {"involvedObject": about, "type": "Warning", "reason": "BackOff", "message": "back-off\n restarting"}
        event["lastTimestamp"] = f"2026-01-02T03:04:0{number}Z"
        await node.put(f"/api/v1/namespaces/shop/events/{name}", event)

    pod = await admin.get(f"{URL}/lines", params={"source": "pod/kube-system/coredns-1/coredns"})
    events = await admin.get(f"{URL}/lines", params={"source": "events", "since": "2026-01-02T03:04:02Z"})

    assert pod.text == "2026-01-02T03:04:05Z ready\n"
    assert events.text == "2026-01-02T03:04:02Z Warning shop/Pod/b BackOff: back-off restarting\n"
    assert (await admin.get(f"{URL}/lines", params={"source": "pod/kube-system/no/no"})).status_code == 404


async def _next(lines: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(60):
        while True:
            if line := await anext(lines):
                return line


async def test_a_file_is_followed_also_when_it_is_begun_anew(
    cluster: Cluster, node: Kubernetes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written comes once."""
    monkeypatch.setattr("slipway.audit.runtime.read.AGAIN_SECONDS", 0.05)
    assert node.files is not None
    lines = await open_lines(cluster, LinesQuery(source="node/n1/syslog", tail=1, follow=True))

    assert (await _next(lines)).endswith(b"two\n")
    node.files["n1/syslog"] += b"three\nfo"
    assert await _next(lines) == b"three\n"
    await asyncio.sleep(0.2)
    node.files["n1/syslog"] += b"ur\n"
    assert await _next(lines) == b"four\n"
    node.files["n1/syslog"] = b"new\n"
    assert await _next(lines) == b"new\n"
    await lines.aclose()  # type: ignore[attr-defined]


async def test_events_are_followed(cluster: Cluster, node: Kubernetes) -> None:
    """From the last one that was told."""
    event = {"type": "Normal", "reason": "Old", "lastTimestamp": "2026-01-02T03:04:05Z"}
    await node.put("/api/v1/namespaces/shop/events/a", dict(event))
    lines = await open_lines(cluster, LinesQuery(source="events", follow=True, tail=0))
    waiting = asyncio.create_task(_next(lines))
    await asyncio.sleep(0.1)
    await node.put("/api/v1/namespaces/shop/events/b", {**event, "reason": "New"})

    assert b"New" in await waiting
    await lines.aclose()  # type: ignore[attr-defined]


async def test_a_component_is_followed(cluster: Cluster, node: Kubernetes) -> None:
    """What was told already is not told again."""
    await node.write("kube-system", "coredns-1", "2026-01-02T03:04:05Z one", "2026-01-02T03:04:06Z two")
    query = LinesQuery(source="pod/kube-system/coredns-1/coredns", follow=True)
    lines = await open_lines(cluster, query)

    told = [await _next(lines), await _next(lines)]
    waiting = asyncio.create_task(_next(lines))
    await asyncio.sleep(0.1)
    await node.write("kube-system", "coredns-1", "2026-01-02T03:04:07Z three", end=True)

    assert [line[-6:].strip() for line in (*told, await waiting)] == [b"Z one", b"Z two", b"three"]
    await lines.aclose()  # type: ignore[attr-defined]


async def test_the_platforms_own_lines_are_there(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were written, and those to come."""
    recent = logs.Recent()
    monkeypatch.setattr(logs, "RECENT", recent)
    log = logging.getLogger("test-of-recent-lines")
    log.addHandler(recent)
    log.warning("2026-01-02T03:04:05Z before")
    lines = await open_lines(cluster, LinesQuery(source="platform", follow=True, q="e"))

    assert await _next(lines) == b"2026-01-02T03:04:05Z before\n"
    waiting = asyncio.create_task(_next(lines))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(log.warning, "not this")
    await asyncio.to_thread(log.warning, "after")
    assert await waiting == b"after\n"
    await lines.aclose()  # type: ignore[attr-defined]
    log.removeHandler(recent)


@pytest.mark.usefixtures("node")
async def test_it_is_for_the_platforms_roles_only(factory: Factory, tenant: Tenant) -> None:
    """Whatever role in a tenant."""
    for role in (Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER):
        client = await factory.client(role, tenant)
        assert (await client.get(f"{URL}/sources")).status_code == 403
        assert (await client.get(f"{URL}/lines", params={"source": "platform"})).status_code == 403
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    assert (await auditor.get(f"{URL}/sources")).status_code == 200


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"2026-01-02T03:04:05.123456789Z x", "2026-01-02T03:04:05.123456+00:00"),
        (b"2026-01-02T05:04:05+02:00 x", "2026-01-02T05:04:05+02:00"),
        (b"2026-01-02 03:04:05 x", "2026-01-02T03:04:05+00:00"),
        (b'{"event": "x", "timestamp": "2026-01-02T03:04:05Z"}', "2026-01-02T03:04:05+00:00"),
        (b"I0102 03:04:05.000000       1 a.go:1] x", "2026-01-02T03:04:05+00:00"),
        (b"Dec 31 23:00:00 n1 kubelet: x", "2025-12-31T23:00:00+00:00"),
        (b"E0230 03:04:05.000000 x", None),
        (b"2026-13-45T99:00:00Z x", None),
        (b"plain", None),
    ],
)
def test_times_are_read_in_every_common_form(line: bytes, expected: str | None) -> None:
    """Forms without a year mean the last such day."""
    found = time_of(line, datetime(2026, 1, 15, tzinfo=UTC))

    assert (found.isoformat() if found else None) == expected
