"""Volumes over HTTP: who sees which, what may be done to them, and what is refused."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.cluster import VOLUME_CLAIM, Cluster
from slipway.tenants import Tenant
from slipway.volumes import keeper
from tests.slipway.applications.client import SERVICES, URL, Applications, refusal, service
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import address_of
from tests.slipway.volumes.conftest import DATA, World
from tests.slipway.waiting import until

VOLUMES = "/api/v1/volumes"
Json = dict[str, Any]


async def listed(world: World, **query: Any) -> list[str]:
    answer = await world.developer.get(VOLUMES, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"])
    return [each["name"] for each in answer.json()["items"]]


async def have_pod(world: World, name: str = "db-1", claim: str = "db-data") -> None:
    volumes = [{"name": "volume-data", "persistentVolumeClaim": {"claimName": claim}}]
    containers = [{"name": "db", "image": "db:1", "volumeMounts": [{"name": "volume-data", "mountPath": "/data"}]}]
    spec = {"nodeName": "n1", "volumes": volumes, "containers": containers}
    await world.put("pods", name, {"metadata": {}, "spec": spec, "status": {"phase": "Running"}})

    async def seen() -> bool:
        return bool((await world.developer.get(world.at(claim))).json()["pods"])

    await until(seen)


async def test_volumes_are_listed_by_filters(world: World) -> None:
    """Also those that nothing uses any more."""
    assert await listed(world) == ["db-data", "old-data"]
    assert await listed(world, sort="-size") == ["old-data", "db-data"]
    assert await listed(world, used=True) == ["db-data"]
    assert await listed(world, used=False) == ["old-data"]
    assert await listed(world, service="old") == ["old-data"]
    assert await listed(world, application=world.shop["id"], q="DB-") == ["db-data"]
    assert await listed(world, state="pending") == []
    assert await listed(world, tenant="nobody") == []
    answer = await world.developer.get(VOLUMES, params={"sort": "colour"})
    assert refusal(answer) == (422, "request.sort_unknown", "sort")


async def test_a_volume_tells_who_has_it_and_where(world: World) -> None:
    """The service's configuration, the pods, the mounts, and the cluster's events."""
    await have_pod(world)
    claim = world.cache.get(VOLUME_CLAIM, world.tenant.namespace, "db-data")
    assert claim is not None
    about = {"kind": "PersistentVolumeClaim", "name": "db-data", "uid": claim["metadata"]["uid"]}
    event = {"involvedObject": about, "type": "Normal", "reason": "Made", "message": "ok", "metadata": {}}
    await world.put("events", "e1", {**event, "lastTimestamp": "2026-01-02T03:04:05Z"})

    found = (await world.developer.get(world.at("db-data"))).json()

    assert (found["state"], found["size_bytes"], found["capacity"], found["expandable"]) == (
        "bound",
        2**30,
        "1Gi",
        True,
    )
    (use,) = found["used_by"]
    assert (use["service_name"], use["mount_path"], use["published"]) == ("db", "/data", False)
    (pod,) = found["mounted_by"]
    assert (pod["pod"], pod["host"], pod["mounts"][0]["path"]) == ("db-1", "n1", "/data")
    assert found["usage"] is None
    assert [each["reason"] for each in found["events"]] == ["Made"] and found["events_complete"]


async def test_how_full_a_volume_is_comes_from_its_host(world: World) -> None:
    """Where that tells."""
    volume = {"pvcRef": {"name": "db-data", "namespace": world.tenant.namespace}, "usedBytes": 10, "capacityBytes": 40}
    await world.kubernetes.put("/api/v1/nodes/n1", {})
    world.kubernetes.summaries["n1"] = {"pods": [{"volume": [volume]}]}
    await have_pod(world)

    async def told() -> bool:
        found = (await world.developer.get(VOLUMES, params={"q": "db-data"})).json()["items"][0]["usage"]
        return found is not None and (found["used"], found["capacity"]) == (10, 40)

    await until(told, 40)


async def test_a_volume_grows_and_never_shrinks(world: World) -> None:
    """Within the quota, and where its class can do that; the operation log keeps it."""
    answer = await world.developer.patch(world.at("db-data"), json={"size": "2Gi"})
    assert (answer.status_code, answer.json()["size"]) == (200, "2Gi"), answer.text
    claim = world.kubernetes.find(f"/api/v1/namespaces/{world.tenant.namespace}/persistentvolumeclaims/db-data")
    assert claim is not None and claim["spec"]["resources"]["requests"]["storage"] == "2Gi"
    await until(lambda: _size(world, "db-data") == "2Gi")

    for size in ("2Gi", "1Gi"):
        refused = refusal(await world.developer.patch(world.at("db-data"), json={"size": size}))
        assert refused == (422, "volume.not_larger", "size")
    assert refusal(await world.developer.patch(world.at("db-data"), json={"size": "lots"}))[0] == 422
    refused = refusal(await world.developer.patch(world.at("db-data"), json={"size": "98Gi"}))
    assert refused == (422, "quota.exceeded", "size")
    stuck = {"provisioner": "x", "allowVolumeExpansion": False}
    await world.kubernetes.put("/apis/storage.k8s.io/v1/storageclasses/fast", stuck)

    async def fixed() -> bool:
        answer = await world.developer.patch(world.at("old-data"), json={"size": "4Gi"})
        return refusal(answer)[:2] == (409, "volume.not_expandable") if answer.status_code != 200 else False

    await until(fixed)
    kept = (await world.developer.get("/api/v1/operations", params={"action": "volume.grow"})).json()["items"]
    assert [(each["object_name"], each["before"], each["after"]) for each in kept if each["outcome"] == "ok"][-1:] == [
        ("db-data", {"size": "1Gi"}, {"size": "2Gi"})
    ]


def _size(world: World, name: str) -> str:
    claim = world.cache.get(VOLUME_CLAIM, world.tenant.namespace, name)
    assert claim is not None
    return str(claim["spec"]["resources"]["requests"]["storage"])


async def test_only_what_nothing_uses_is_deleted(world: World) -> None:
    """Whoever uses it is named; what is gone is in the operation log."""
    db = world.shop["by_name"]["db"]
    assert (await world.developer.post(f"{SERVICES}/{db['id']}/publish")).status_code == 202
    answer = await world.developer.delete(world.at("db-data"))
    assert refusal(answer)[:2] == (409, "volume.in_use")
    assert answer.json()["error"]["params"]["used_by"] == ["shop/db"]
    await have_pod(world, "stray", "old-data")
    answer = await world.developer.delete(world.at("old-data"))
    assert answer.json()["error"]["params"]["used_by"] == ["stray"]

    await world.kubernetes.finish(f"/api/v1/namespaces/{world.tenant.namespace}/pods/stray")

    async def deleted() -> bool:
        return (await world.developer.delete(world.at("old-data"))).status_code in (204, 404)

    await until(deleted)
    await until(lambda: world.cache.get(VOLUME_CLAIM, world.tenant.namespace, "old-data") is None)
    assert await listed(world) == ["db-data"]
    kept = (await world.developer.get("/api/v1/operations", params={"action": "volume.delete"})).json()["items"]
    assert ("old-data", "ok") in [(each["object_name"], each["outcome"]) for each in kept]


async def test_nobody_publishes_between_the_look_and_the_deletion(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who publishes meanwhile waits: the service would have started with data that is just going."""
    publishing: list[asyncio.Task[httpx.Response]] = []
    early: list[bool] = []
    delete = Cluster.delete

    async def slow(self: Cluster, *given: Any, **named: Any) -> bool:
        url = f"{SERVICES}/{world.shop['by_name']['db']['id']}/publish"
        publishing.append(asyncio.create_task(world.developer.post(url)))
        done, _ = await asyncio.wait(publishing, timeout=0.5)
        early.append(bool(done))
        return await delete(self, *given, **named)

    monkeypatch.setattr(Cluster, "delete", slow)
    assert (await world.developer.delete(world.at("db-data"))).status_code == 204
    assert early == [False]
    assert (await publishing[0]).status_code == 202


async def test_a_deletion_that_the_cluster_does_not_answer_holds_nobody_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up after a moment, and the operation log has it."""

    async def never(self: Cluster, *_: Any, **__: Any) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(Cluster, "delete", never)
    monkeypatch.setattr(keeper, "MOST_HELD_SECONDS", 0.1)
    assert refusal(await world.developer.delete(world.at("db-data")))[:2] == (503, "cluster.unavailable")
    kept = (await world.developer.get("/api/v1/operations", params={"action": "volume.delete"})).json()["items"]
    assert [each["outcome"] for each in kept] == ["cluster.unavailable"]


async def test_a_service_whose_volume_is_going_is_not_published(world: World) -> None:
    """By no way; it is once the volume is gone, and what is published already may be changed."""
    api, db = Applications(world.developer), world.shop["by_name"]["db"]
    address = f"/api/v1/namespaces/{world.tenant.namespace}/persistentvolumeclaims/db-data"
    world.kubernetes.lingering.add(address_of(address).collection)
    assert (await world.developer.delete(world.at("db-data"))).status_code == 204

    def going() -> bool:
        claim = world.cache.get(VOLUME_CLAIM, world.tenant.namespace, "db-data")
        return claim is not None and "deletionTimestamp" in claim["metadata"]

    await until(going)
    for url in (f"{SERVICES}/{db['id']}/publish", f"{URL}/{world.shop['id']}/publish"):
        assert refusal(await world.developer.post(url))[:2] == (409, "volume.going")
    assert not (await api.get(world.shop))["by_name"]["db"]["published"]

    await world.kubernetes.finish(address)
    await until(lambda: world.cache.get(VOLUME_CLAIM, world.tenant.namespace, "db-data") is None)
    await api.publish(world.shop)


async def test_another_tenants_volumes_are_none(world: World, factory: Factory) -> None:
    """Not in lists, not by their address, not by the search; one's own that are not there are told alike."""
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("other"))
    assert (await stranger.get(VOLUMES)).json()["total"] == 0
    for method in ("GET", "DELETE"):
        assert (await stranger.request(method, world.at("db-data"))).status_code == 404
    assert (await stranger.patch(world.at("db-data"), json={"size": "2Gi"})).status_code == 404
    assert (await stranger.get("/api/v1/search", params={"q": "db-data"})).json()["groups"] == []
    assert refusal(await world.developer.get(world.at("nothing")))[:2] == (404, "volume.not_found")


async def test_a_token_for_another_application_finds_none(world: World) -> None:
    """Volumes are of the application that they were made for."""
    other = await Applications(world.developer).create({"name": "blog", "services": [service("blog")]})
    answer = await world.developer.post("/api/v1/tokens", json={"name": "narrow", "applications": [other["id"]]})
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    assert (await world.developer.get(VOLUMES, headers=headers)).json()["total"] == 0
    assert (await world.developer.get(world.at("db-data"), headers=headers)).status_code == 404
    assert (await world.developer.delete(world.at("old-data"), headers=headers)).status_code == 404


async def test_the_search_finds_volumes(world: World) -> None:
    """By name, with what they belong to."""
    (group,) = (await world.developer.get("/api/v1/search", params={"q": "db-d"})).json()["groups"]

    assert group["kind"] == "volume"
    (hit,) = group["items"]
    assert (hit["id"], hit["within"], hit["state"]) == (f"{world.tenant.id}/db-data", "shop/db", "bound")


async def test_kept_volumes_count_when_something_is_published(world: World, platform: Any) -> None:
    """The quota has room for what is there, and not for more."""
    async with platform.database.session() as session:
        tenant = await session.get(Tenant, world.tenant.id)
        tenant.quota_storage = "4Gi"
    api = Applications(world.developer)
    await api.publish(world.shop)  # its volume is there already
    more = await api.create({"name": "more", "services": [service("c", volumes=[DATA])]})

    answer = await world.developer.post(f"{URL}/{more['id']}/publish")

    assert refusal(answer)[:2] == (422, "quota.exceeded")
    words = {"what": "storage", "what_zh": "存储容量"}
    assert answer.json()["error"]["params"] == {**words, "used": "4Gi", "wanted": "5Gi", "limit": "4Gi"}


async def test_each_way_to_a_wrong_volume_names_its_field(world: World) -> None:
    """Nothing is stored."""
    api, db = Applications(world.developer), world.shop["by_name"]["db"]
    before = await api.everything()
    scaled = await world.developer.post(f"{SERVICES}/{db['id']}/scale", json={"replicas": 2})
    assert refusal(scaled) == (422, "volume.single_writer", "replicas")
    many = service("web", volumes=[DATA], replicas=2)
    made = await world.developer.post(f"{URL}/{world.shop['id']}/services", json=many)
    assert refusal(made) == (422, "volume.single_writer", "replicas")
    file = {"name": "shop", "services": [service("db", volumes=[DATA], replicas=3)]}
    assert await api.refused_apply(file) == (422, "volume.single_writer", "services[0].replicas")
    shared = {"image": "db:2", "volumes": [{**DATA, "access": "shared"}]}
    changed = await world.developer.put(f"{SERVICES}/{db['id']}", json={"config": shared})
    assert refusal(changed) == (422, "volume.access_fixed", "config.volumes[0].access")
    unknown = service("web", volumes=[{**DATA, "storage_class": "none"}])
    made = await world.developer.post(f"{URL}/{world.shop['id']}/services", json=unknown)
    assert refusal(made) == (422, "volume.class_unknown", "volumes[0].storage_class")
    await api.create({"name": "a", "services": [service("a-b", volumes=[{**DATA, "name": "c"}])]})
    collides = {"name": "b", "services": [service("a", volumes=[{**DATA, "name": "b-c"}])]}
    assert (await api.refused_apply(collides))[:2] == (409, "volume.names_collide")
    assert await api.get(world.shop) == {**before[0], "by_name": before[0]["by_name"]}


async def test_deleting_a_service_keeps_its_volumes_unless_told_otherwise(world: World) -> None:
    """What goes is named in the operation log; whoever may not delete volumes may not do it so either."""
    db = world.shop["by_name"]["db"]
    answer = await world.developer.delete(f"{SERVICES}/{db['id']}", params={"delete_volumes": True})
    assert answer.status_code == 204

    (kept,) = (await world.developer.get("/api/v1/operations", params={"action": "service.delete"})).json()["items"]
    assert kept["before"]["deleted_volumes"] == ["db-data (1Gi)"]
    assert "old-data" not in json.dumps(kept)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLATFORM_AUDITOR])
async def test_readers_change_nothing(world: World, factory: Factory, role: Role) -> None:
    """They see everything that is theirs to see."""
    reader = await factory.client(role, None if role.of_platform else world.tenant)
    assert (await reader.get(world.at("db-data"))).status_code == 200
    assert (await reader.get("/api/v1/storage-classes")).json()[0]["default"] is True
    assert (await reader.delete(world.at("old-data"))).status_code == 403
    assert (await reader.patch(world.at("old-data"), json={"size": "5Gi"})).status_code == 403
