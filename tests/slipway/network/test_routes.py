"""Routes between hosts: reports and nodes of a pretended cluster in, the matrix out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from slipway.access import Role
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["database_url", "settings"]  # fixtures, found by their names

URL = "/api/v1/routes"
PATIENCE = 30.0


async def node(kubernetes: Kubernetes, name: str, number: int) -> None:
    """Have the cluster know a node."""
    addresses = [{"type": "Hostname", "address": name}, {"type": "InternalIP", "address": f"192.168.5.{number}"}]
    network = f"10.44.{number}.0/24"
    spec = {"podCIDR": network, "podCIDRs": [network]}
    await kubernetes.put(f"/api/v1/nodes/{name}", {"spec": spec, "status": {"addresses": addresses}})


def route(host: str, number: int, state: str = "ok", **more: Any) -> dict[str, Any]:
    told = {"by": "noderouter" if state == "ok" else None, "reason": None, "detail": None, **more}
    network, gateway = f"10.44.{number}.0/24", f"192.168.5.{number}"
    changed = "2026-01-02T03:04:05Z"
    return {"host": host, "network": network, "gateway": gateway, "state": state, "changed": changed, **told}


async def report(
    kubernetes: Kubernetes, name: str, *routes: dict[str, Any], namespace: str = "noderouter", **more: Any
) -> None:
    """Have the agent of a node write its report."""
    renewed = datetime.now(UTC).isoformat()
    document = {
        "format": 1, "node": name, "mode": "manage", "cause": None, "cause_detail": None, "networks": [],
        "renewed": renewed, "every": 60.0, "counts": {}, "routes": routes, **more,
    }  # fmt: skip
    labels = {"app.kubernetes.io/name": "noderouter", "app.kubernetes.io/component": "report"}
    path = f"/api/v1/namespaces/{namespace}/configmaps/noderouter-{name}"
    await kubernetes.put(path, {"metadata": {"labels": labels}, "data": {"report.json": json.dumps(document)}})


async def rows(client: httpx.AsyncClient, **query: Any) -> dict[str, dict[str, Any]]:
    """The matrix by host; empty while the platform has not seen the cluster."""
    answer = await client.get(URL, params=query)
    if answer.status_code == 503:
        return {}
    assert answer.status_code == 200, answer.text
    return {row["host"]: row for row in answer.json()["items"]}


async def test_the_matrix_has_every_host_and_every_other_host_s_network(
    admin: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """What no agent told of is unknown; a route to a node that is no more is not shown."""
    for number, name in enumerate(("a", "b", "c"), 1):
        await node(kubernetes, name, number)
    conflict = route("c", 3, "conflict", reason="foreign_route", detail="10.44.3.0/24 via 192.168.5.9 dev eth0")
    await report(kubernetes, "a", route("b", 2), conflict, route("gone", 9))
    await report(kubernetes, "b", route("a", 1))
    await until(lambda: seen(admin, "b", "running"), PATIENCE)

    found = await rows(admin)

    assert {name: [(r["host"], r["state"]) for r in row["routes"]] for name, row in found.items()} == {
        "a": [("b", "ok"), ("c", "conflict")],
        "b": [("a", "ok"), ("c", "unknown")],
        "c": [("a", "unknown"), ("b", "unknown")],
    }
    assert {name: (row["agent"], row["ok"], row["problems"]) for name, row in found.items()} == {
        "a": ("running", 1, 1),
        "b": ("running", 1, 1),
        "c": ("absent", 0, 2),
    }
    assert found["a"]["networks"] == ["10.44.1.0/24"] and found["a"]["addresses"] == ["192.168.5.1"]
    cell = found["a"]["routes"][1]
    assert (cell["gateway"], cell["reason"], cell["detail"]) == ("192.168.5.3", "foreign_route", conflict["detail"])
    assert cell["changed_at"] == "2026-01-02T03:04:05Z"


async def seen(client: httpx.AsyncClient, host: str, agent: str) -> bool:
    return (await rows(client)).get(host, {}).get("agent") == agent


async def test_a_report_that_was_not_renewed_is_late_and_one_of_another_format_unreadable(
    admin: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    for number, name in enumerate(("a", "b"), 1):
        await node(kubernetes, name, number)
    await report(kubernetes, "a", route("b", 2), renewed=(datetime.now(UTC) - timedelta(minutes=4)).isoformat())
    await report(kubernetes, "b", format=2)

    await until(lambda: seen(admin, "a", "late"), PATIENCE)
    await until(lambda: seen(admin, "b", "unreadable"), PATIENCE)
    assert (await rows(admin))["a"]["routes"][0]["state"] == "ok"  # routes outlive their agent


async def test_changes_are_seen_without_asking_the_cluster_again(
    admin: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    await node(kubernetes, "a", 1)
    await report(kubernetes, "a")
    await until(lambda: seen(admin, "a", "running"), PATIENCE)
    await node(kubernetes, "b", 2)
    await report(kubernetes, "a", route("b", 2, "unreachable", reason="not_on_link"))

    async def told() -> bool:
        return [r["reason"] for r in (await rows(admin))["a"]["routes"]] == ["not_on_link"]

    await until(told, PATIENCE)
    assert (await rows(admin))["a"]["mode"] == "manage"
    await kubernetes.finish("/api/v1/namespaces/noderouter/configmaps/noderouter-a")
    await until(lambda: seen(admin, "a", "absent"), PATIENCE)


async def test_reports_of_other_namespaces_are_not_believed(admin: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    await node(kubernetes, "a", 1)
    await node(kubernetes, "b", 2)
    await report(kubernetes, "a", route("b", 2), namespace="slipway-acme")
    await report(kubernetes, "b")
    await until(lambda: seen(admin, "b", "running"), PATIENCE)
    assert (await rows(admin))["a"]["agent"] == "absent"


async def test_only_problems_are_listed_when_asked_for(admin: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    for number, name in enumerate(("a", "b"), 1):
        await node(kubernetes, name, number)
    await report(kubernetes, "a", route("b", 2))
    await report(kubernetes, "b", route("a", 1, "missing", reason="no_route"), mode="report_only", cause="told")
    await until(lambda: seen(admin, "b", "running"), PATIENCE)

    found = await rows(admin, problems="true")
    assert {name: (row["mode"], row["cause"]) for name, row in found.items()} == {"b": ("report_only", "told")}
    assert list(await rows(admin, q="10.44.1")) == ["a"]
    assert (await admin.get(URL, params={"sort": "routes"})).status_code == 422


async def test_routes_are_for_the_platform_s_roles(
    admin: httpx.AsyncClient, factory: Factory, kubernetes: Kubernetes
) -> None:
    await node(kubernetes, "a", 1)
    await until(lambda: seen(admin, "a", "absent"), PATIENCE)
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    assert list(await rows(auditor)) == ["a"]
    for role in (Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER):
        tenant = await factory.tenant(f"t-{role.value.replace('_', '-')}")
        refused = await (await factory.client(role, tenant)).get(URL)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "access.forbidden")
