"""The terminal's view of routes between hosts, against a platform on a real port."""

from __future__ import annotations

import asyncio
import json

from tests.slipway.cli.conftest import Run
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.network.test_routes import node, report, route
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name


async def test_routes_are_shown_by_host_and_of_one_host(run: Run, kubernetes: Kubernetes) -> None:
    for number, name in enumerate(("a", "b", "c"), 1):
        await node(kubernetes, name, number)
    why = "10.44.3.0/24 via 192.168.5.9 dev eth0"
    await report(kubernetes, "a", route("b", 2), route("c", 3, "conflict", reason="foreign_route", detail=why))
    await report(kubernetes, "b", route("a", 1), route("c", 3), mode="report_only", cause="told")
    async with asyncio.timeout(60):
        while (listed := json.loads(await run("routes", "-o", "json")))[1:2] == [] or listed[1]["agent"] != "running":
            pass

    table = [line.split() for line in (await run("routes")).splitlines()]
    assert table[0][:5] == ["HOST", "NETWORKS", "AGENT", "MODE", "CAUSE"]
    assert [line[:7] for line in table[1:]] == [
        ["a", "10.44.1.0/24", "running", "manage", "-", "1", "1"],
        ["b", "10.44.2.0/24", "running", "report_only", "told", "2", "0"],
        ["c", "10.44.3.0/24", "absent", "-", "-", "0", "2"],
    ]
    assert [row["host"] for row in json.loads(await run("routes", "--problems", "-o", "json"))] == ["a", "c"]

    of_a = (await run("routes", "a")).splitlines()
    assert of_a[0] == "agent running, mode manage"
    assert [line.split()[:4] for line in of_a[2:]] == [
        ["b", "10.44.2.0/24", "192.168.5.2", "ok"],
        ["c", "10.44.3.0/24", "192.168.5.3", "conflict"],
    ]
    assert why in of_a[3]
    assert "agent running, mode report_only: told" in await run("routes", "b")
    shown = json.loads(await run("routes", "a", "--problems", "-o", "json"))
    assert [cell["host"] for cell in shown["routes"]] == ["c"]
    assert "there is no host 'nowhere'" in await run("routes", "nowhere", code=1)
