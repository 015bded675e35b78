"""One search over everything that somebody may see, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from slipway.access import SYSTEM, Role
from slipway.applications import Application
from slipway.cluster import NODE, POD, Cluster, WatchCache, Watched
from slipway.containers import BY_TENANT
from slipway.containers.reach import Reach
from slipway.containers.seek import words_of
from slipway.server import Platform
from slipway.tenants import Home, Tenant
from slipway.web import Sought, best_of
from tests.slipway.containers.conftest import Web, put, web
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["settings", "web"]  # fixtures, found by their names
PATH = "/api/v1/search"
Obj = dict[str, Any]


@pytest.fixture
async def platform(platform: Platform) -> Platform:
    """The platform once it sees its cluster: until then it names the kinds of which it cannot tell."""
    cache = platform.app.state.parts[WatchCache]
    await until(lambda: cache.synced and cache.in_sight, 60)
    return platform


async def names(client: httpx.AsyncClient, q: str, **query: Any) -> dict[str, list[str]]:
    """Return what is found, by kind."""
    answer = await client.get(PATH, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    return {group["kind"]: [item["name"] for item in group["items"]] for group in answer.json()["groups"]}


async def _applications(platform: Platform, tenant: Tenant, *names: str) -> None:
    async with platform.database.session() as session:
        session.add_all([Application(tenant_id=tenant.id, name=name) for name in names])


async def test_everything_is_found_by_name_with_what_it_belongs_to(
    web: Web, factory: Factory, tenant: Tenant, admin: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Applications, services, containers, hosts, users and tenants, in this order, with their states."""
    await put(web, web.manifest("web-a"), "web-a")
    made = await kubernetes.put(node_path("webhost"), node(unschedulable=True))
    await until(lambda: web.cache.get(NODE, "", "webhost") is not None, 30)
    assert made
    user = await factory.user(Role.VIEWER, tenant, "webster")
    await factory.tenant("cobweb")

    groups = (await admin.get(PATH, params={"q": "WEB"})).json()["groups"]

    assert [(group["kind"], [(item["name"], item["state"]) for item in group["items"]]) for group in groups] == [
        ("service", [("web", "publishing")]),
        ("container", [("web-a", "running")]),
        ("host", [("webhost", "unschedulable")]),
        ("user", [("webster", "active")]),
        ("tenant", [("cobweb", "active")]),
        ("image", [("web:1", "")]),
    ]
    service, container, _, person, *_ = (group["items"][0] for group in groups)
    assert service["id"] == web.service.id
    assert (service["within"], service["parent_id"]) == ("shop", web.service.application_id)
    assert (container["id"], container["within"]) == (f"{tenant.id}/web-a/web", "host-1")
    assert (person["id"], person["tenant_name"]) == (user.id, "acme")
    assert await names(admin, "shop") == {"application": ["shop"]}
    assert await names(admin, "10.1.0.7") == {"container": ["web-a"]}
    assert await names(admin, "10.9.8") == {"host": ["webhost"]}


async def test_what_begins_with_the_text_comes_first(
    platform: Platform, factory: Factory, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    """Then what contains it, each by name; ``more`` tells that there is more, and signs of patterns are only signs."""
    await _applications(platform, tenant, "api", "shop-api", "apiary", "my-api", "b_c", "bxc")

    assert await names(admin, "api") == {"application": ["api", "apiary", "my-api", "shop-api"]}
    assert await names(admin, "b_c") == {"application": ["b_c"]}
    assert await names(admin, "%") == {}
    for limit, more in ((3, True), (4, False)):
        (group,) = (await admin.get(PATH, params={"q": "api", "limit": limit})).json()["groups"]
        assert (len(group["items"]), group["more"]) == (limit, more)


async def test_another_tenants_objects_are_never_found(
    web: Web, platform: Platform, factory: Factory, tenant: Tenant
) -> None:
    """By whatever part of their names, whatever the role; ones own are."""
    await put(web, web.manifest("shop-web-a"), "shop-web-a")
    stranger = await factory.tenant("shopping")
    await _applications(platform, stranger, "shop-of-strangers")
    for role in (Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER):
        await factory.user(role, tenant, f"acme-{role}")
        theirs, ours = await factory.client(role, stranger), await factory.client(role, tenant)
        assert await names(theirs, "web") == {}
        assert await names(theirs, "acme") == {}
        assert await names(theirs, "host-1") == {}
        found = await names(theirs, "shop")
        assert found == {"application": ["shop-of-strangers"], "tenant": ["shopping"]}
        assert await names(ours, "shop") == {"application": ["shop"], "container": ["shop-web-a"]}


async def test_images_are_found_with_the_services_that_run_them(
    web: Web, factory: Factory, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    """Once for a service however many replicas it has, each image of one that is being updated, nothing of others."""
    for name, image in (("web-a", "registry:5000/team/web:1"), ("web-b", "registry:5000/team/web:1"), ("web-c", "w:2")):
        pod = web.manifest(name)
        pod["spec"]["containers"][0]["image"] = image
        await put(web, pod, name)
    stray = web.manifest("stray")
    stray["metadata"]["labels"] = {}
    await put(web, stray, "stray")

    (group,) = (await admin.get(PATH, params={"q": "w", "kinds": "image"})).json()["groups"]
    assert [(each["name"], each["within"], each["tenant_name"]) for each in group["items"]] == [
        ("registry:5000/team/web:1", "shop/web", "acme"),
        ("w:2", "shop/web", "acme"),
    ]
    assert {(each["id"], each["parent_id"]) for each in group["items"]} == {
        (web.service.id, web.service.application_id)
    }
    assert await names(admin, "team/web", kinds=["image"]) == {"image": ["registry:5000/team/web:1"]}
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("other"))
    assert await names(stranger, "w", kinds=["image"]) == {}


async def test_kinds_that_one_may_not_read_are_left_out(
    factory: Factory, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    """Users are not for viewers, hosts not for tenants; and one may ask for some kinds only."""
    await factory.user(Role.VIEWER, tenant, "acme-mei")

    assert await names(await factory.client(Role.VIEWER, tenant), "acme") == {"tenant": ["acme"]}
    assert await names(await factory.client(Role.TENANT_ADMIN, tenant), "acme") == {
        "user": ["acme-mei"],
        "tenant": ["acme"],
    }
    assert await names(admin, "acme", kinds=["user", "host"]) == {"user": ["acme-mei"]}


async def test_a_narrow_token_finds_its_applications_only(web: Web, platform: Platform, factory: Factory) -> None:
    """And what is in them, but neither its tenant nor its tenant's users."""
    await put(web, web.manifest("shop-web-a"), "shop-web-a")
    foreign = web.manifest("shop-stray")
    foreign["metadata"]["labels"]["slipway.io/application-id"] = "another"
    await put(web, foreign, "shop-stray")
    await _applications(platform, web.tenant, "shop-two")
    owner = await factory.client(Role.TENANT_ADMIN, web.tenant)
    body = {"name": "narrow", "applications": [web.service.application_id]}
    token = (await owner.post("/api/v1/tokens", json=body)).json()["token"]
    narrow = await factory.anonymous(headers={"Authorization": f"Bearer {token}"})

    assert await names(narrow, "shop") == {"application": ["shop"], "container": ["shop-web-a"]}
    assert await names(narrow, "web") == {"service": ["web"], "container": ["shop-web-a"], "image": ["web:1"]}
    assert await names(narrow, "acme") == {}


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "  "}, {"q": "x" * 101}, {"q": "a", "limit": 9}, {"q": "a", "kinds": "cat"}]
)
async def test_what_cannot_be_searched_is_refused(admin: httpx.AsyncClient, query: Obj) -> None:
    """With the field that is wrong."""
    answer = await admin.get(PATH, params=query)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "request.invalid" and answer.json()["error"]["field"]


def _pod(number: int) -> Obj:
    status = {"containerStatuses": [{"name": "web", "state": {"running": {}}, "ready": True}], "podIP": "10.0.0.1"}
    metadata = {"name": f"web-{number:05}", "namespace": "slipway-acme", "resourceVersion": "1", "labels": {}}
    return {"metadata": metadata, "spec": {"nodeName": "n1", "containers": [{"name": "web"}]}, "status": status}


def test_ten_thousand_containers_are_searched_at_once(tmp_path: Path) -> None:
    """All of them match, and the best few are found in a moment."""
    indexes = ((BY_TENANT, lambda pod: pod["metadata"]["namespace"]),)
    watched = Watched(POD, indexes=indexes)
    cache = WatchCache(Cluster(tmp_path / "none"), [watched])
    cache.listed(watched, [_pod(number) for number in range(10_000)])
    reach = Reach({"slipway-acme": Home("t", "acme", "slipway-acme")}, actor=SYSTEM)
    best: list[float] = []
    for _ in range(5):
        began = time.process_time()
        found = best_of(reach.replicas(cache), words_of, Sought("web", 9))
        best.append(time.process_time() - began)

    assert [each.ref.pod for each in found] == [f"web-{number:05}" for number in range(9)]
    assert min(best) < 0.5
