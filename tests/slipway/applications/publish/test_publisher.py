"""The publisher against a real Kubernetes API: order, repair, pruning, deletion, refusals."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial

import pytest

from slipway.applications.configuration.schemas import SetKind
from slipway.cluster import VOLUME_CLAIM
from slipway.startup import running
from tests.slipway.applications.publish.conftest import World, new_world
from tests.slipway.applications.publish.desired import Desired
from tests.slipway.applications.publish.embedded import HANGING, LINGERING, READY, Embedded
from tests.slipway.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
"""A TLS handshake that the end of a test cuts off is closed by nobody: asyncio loses both of its ends."""

NAMESPACE = "slipway-acme"
CLAIMS = "persistentvolumeclaims"
DEPLOYMENTS, REPLICA_SETS, ROUTES = "deployments.apps", "replicasets.apps", "httproutes.gateway.networking.k8s.io"


async def chain(shop: Desired) -> None:
    await shop.add("redis")
    await shop.add("api", depends_on=["redis"])
    await shop.add("web", depends_on=["api"], domain="shop", replicas=2)


async def until_state(world: World, shop: Desired, state: str, seconds: float = 30) -> None:
    async def reached() -> bool:
        return await world.state(shop.id) == state

    await until(reached, seconds)


async def test_services_come_up_after_what_they_depend_on(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    assert kubernetes.made == ["redis", "api", "web"]
    status = await world.status(shop.id)
    assert [(each.name, each.wave, each.ready) for each in status.services] == [
        ("api", 1, 1),
        ("redis", 0, 1),
        ("web", 2, 2),
    ]
    assert status.urls == ["http://shop.apps.localhost/"]


async def test_service_waits_for_a_dependency_and_says_for_which(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    kubernetes.fate["redis"] = HANGING
    await chain(shop)
    await until(lambda: kubernetes.pods(NAMESPACE, "redis"))
    await asyncio.sleep(0.3)
    assert kubernetes.names(DEPLOYMENTS, NAMESPACE) == {"redis"}
    api, redis, web = (await world.status(shop.id)).services
    assert (api.state, redis.state, web.state) == ("publishing",) * 3
    assert api.reason is not None and api.reason.code == "waiting_for_dependency"
    assert "redis" in api.reason.message and "redis" in api.reason.message_zh
    kubernetes.decide("redis", READY)
    await until_state(world, shop, "running")


async def test_service_waits_for_its_volume_to_be_gone_and_says_so(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    """Then it begins with a new one, instead of with what goes."""
    await shop.add("db", published=False, volumes=[{"name": "data", "mount_path": "/data"}])
    body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    labels = {"app.kubernetes.io/managed-by": "slipway", "slipway.io/application-id": shop.id}
    metadata = {"name": "db-data", "finalizers": ["slipway.io/test"], "labels": {**labels, "slipway.io/service": "db"}}
    old = kubernetes.registry.create(CLAIMS, NAMESPACE, {"metadata": metadata, "spec": body})
    kubernetes.registry.delete(CLAIMS, NAMESPACE, "db-data")
    going = partial(world.board.cache.get, VOLUME_CLAIM, NAMESPACE, "db-data")
    await until(lambda: "deletionTimestamp" in (going() or {"metadata": {}})["metadata"])

    await shop.set("db", published=True)
    await asyncio.sleep(0.3)

    assert kubernetes.names(DEPLOYMENTS, NAMESPACE) == set()
    (db,) = (await world.status(shop.id)).services
    assert db.reason is not None and db.reason.code == "volume_unbound" and "is deleted" in db.reason.message
    kubernetes.registry.mutate(CLAIMS, NAMESPACE, "db-data", lambda claim: claim["metadata"].pop("finalizers"))
    await until_state(world, shop, "running")
    assert kubernetes.registry.get(CLAIMS, NAMESPACE, "db-data")["metadata"]["uid"] != old["metadata"]["uid"]


async def test_dependency_that_breaks_later_takes_nothing_down(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    kubernetes.decide("redis", HANGING)
    await until_state(world, shop, "degraded")
    await shop.set("api", replicas=2)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "api")) == 2)
    assert kubernetes.names(DEPLOYMENTS, NAMESPACE) == {"redis", "api", "web"}


async def test_unpublish_goes_in_reverse_order_and_leaves_nothing(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    kubernetes.fate["web"] = LINGERING
    await shop.set(published=False)
    await until(lambda: "web" not in kubernetes.names(DEPLOYMENTS, NAMESPACE))
    await asyncio.sleep(0.3)
    assert kubernetes.names(DEPLOYMENTS, NAMESPACE) == {"redis", "api"}
    assert await world.state(shop.id) == "unpublishing"
    kubernetes.decide("web", READY)
    await until_state(world, shop, "draft")
    for resource in (DEPLOYMENTS, REPLICA_SETS, "pods", "services", ROUTES):
        assert not kubernetes.names(resource, NAMESPACE)


async def test_published_again_while_going_down_comes_up(world: World, shop: Desired) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    await shop.set(published=False)
    await asyncio.sleep(0.05)
    await shop.set(published=True)
    await until_state(world, shop, "running")


async def test_new_revision_rolls_and_rollout_is_told(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web", replicas=2)
    await until_state(world, shop, "running")
    kubernetes.fate["web"] = HANGING
    await shop.revise("web", image="web:2")
    await until(lambda: len(kubernetes.pods(NAMESPACE, "web")) == 3)
    web = (await world.status(shop.id)).services[0]
    assert web.rollout is not None
    assert (web.rollout.revision, web.rollout.updated, web.rollout.old, web.rollout.done) == (2, 1, 2, False)
    kubernetes.decide("web", READY)
    await until_state(world, shop, "running")
    web = (await world.status(shop.id)).services[0]
    assert web.rollout is not None and web.rollout.done and web.rollout.revision == 2
    assert {pod["spec"]["containers"][0]["image"] for pod in kubernetes.pods(NAMESPACE, "web")} == {"web:2"}


async def test_returning_from_an_update_keeps_the_replicas_that_serve(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    """The old replica set is taken again, with its pods; later revisions have pods of their own again."""
    await shop.add("web", replicas=2)
    await until_state(world, shop, "running")
    old = {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")}
    kubernetes.fate["web"] = HANGING
    await shop.revise("web", image="web:2")
    await until(lambda: len(kubernetes.pods(NAMESPACE, "web")) == 3)

    await shop.revise("web", runs_as=1)
    await until_state(world, shop, "running")

    assert {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")} == old
    web = (await world.status(shop.id)).services[0]
    assert web.rollout is not None
    assert (web.rollout.revision, web.rollout.runs_as, web.rollout.previous) == (3, 1, None)
    kubernetes.decide("web", READY)
    await shop.revise("web", image="web:3")
    await until(
        lambda: {each["spec"]["containers"][0]["image"] for each in kubernetes.pods(NAMESPACE, "web")} == {"web:3"}
    )


async def test_paused_update_stands_still_until_it_is_resumed(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", replicas=2)
    await until_state(world, shop, "running")
    kubernetes.fate["web"] = HANGING
    await shop.revise("web", image="web:2")
    await until(lambda: len(kubernetes.pods(NAMESPACE, "web")) == 3)
    await shop.set("web", paused=True)
    await until(lambda: _is_paused(kubernetes, "web"))
    kubernetes.decide("web", READY)
    await asyncio.sleep(0.5)
    web = (await world.status(shop.id)).services[0]
    assert web.rollout is not None
    assert (web.rollout.updated, web.rollout.old, web.rollout.paused, web.rollout.previous) == (1, 2, True, 1)
    await shop.set("web", paused=False)
    await until_state(world, shop, "running")
    assert {pod["spec"]["containers"][0]["image"] for pod in kubernetes.pods(NAMESPACE, "web")} == {"web:2"}


async def test_pause_that_somebody_takes_away_comes_back(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web")
    await until_state(world, shop, "running")
    await shop.set("web", paused=True)
    await until(lambda: _is_paused(kubernetes, "web"))
    live = kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, "web")
    kubernetes.registry.update(DEPLOYMENTS, NAMESPACE, "web", {**live, "spec": {**live["spec"], "paused": False}})
    await until(lambda: _is_paused(kubernetes, "web"))


def _is_paused(kubernetes: Embedded, name: str) -> bool:
    return bool(kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, name)["spec"].get("paused"))


async def test_scaling_replaces_no_pod(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web", replicas=1)
    await until_state(world, shop, "running")
    (first,) = kubernetes.pods(NAMESPACE, "web")
    await shop.set("web", replicas=3)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "web")) == 3)
    assert first["metadata"]["uid"] in {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")}


async def test_restart_replaces_all_pods_without_a_new_revision(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web")
    await until_state(world, shop, "running")
    (before,) = kubernetes.pods(NAMESPACE, "web")
    await shop.set("web", restarted_at=datetime.now(UTC))

    async def restarted() -> bool:
        uids = {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")}
        return before["metadata"]["uid"] not in uids and await world.state(shop.id) == "running"

    await until(restarted, 10)
    rollout = (await world.status(shop.id)).services[0].rollout
    assert rollout is not None and rollout.revision == 1 and rollout.done


def _uids(kubernetes: Embedded, *names: str) -> dict[str, set[str]]:
    return {name: {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, name)} for name in names}


async def test_a_restarting_application_goes_wave_by_wave(world: World, shop: Desired, kubernetes: Embedded) -> None:
    """A wave that does not run again holds up the later ones, which say for what they wait, and serve as before."""
    await chain(shop)
    await until_state(world, shop, "running")
    before = _uids(kubernetes, "redis", "api", "web")
    kubernetes.fate["redis"] = HANGING
    await shop.set(restarted_at=datetime.now(UTC), restarts_in_turn=True)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "redis")) == 2)
    await asyncio.sleep(0.5)

    assert _uids(kubernetes, "api", "web") == {name: before[name] for name in ("api", "web")}
    api, redis, web = (await world.status(shop.id)).services
    assert (api.state, redis.state, web.state) == ("publishing",) * 3
    assert [each.reason.code for each in (api, web) if each.reason] == ["waiting_to_restart"] * 2
    assert api.reason is not None and "redis" in api.reason.message and "redis" in api.reason.message_zh
    assert web.reason is not None and web.reason.message == api.reason.message
    assert (web.ready, web.desired, web.rollout and web.rollout.updated) == (2, 2, 0)

    kubernetes.fate["api"] = HANGING
    kubernetes.decide("redis", READY)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "api")) == 2)
    await asyncio.sleep(0.3)
    assert _uids(kubernetes, "web") == {"web": before["web"]}
    kubernetes.decide("api", READY)
    await until_state(world, shop, "running")
    after = _uids(kubernetes, "redis", "api", "web")
    assert all(not before[name] & after[name] for name in after)


async def test_a_restart_goes_on_in_another_process_and_repeats_nothing(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    """Between two waves the first process ends; the next one takes what has restarted as done."""
    await chain(shop)
    await until_state(world, shop, "running")
    kubernetes.fate["redis"] = HANGING
    await shop.set(restarted_at=datetime.now(UTC), restarts_in_turn=True)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "redis")) == 2)
    leader = world.parts[-1]
    await leader.stop()
    kubernetes.decide("redis", READY)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "redis")) == 1)
    between = _uids(kubernetes, "redis", "api", "web")

    successor = new_world(world.settings, world.database, world.signals, kubernetes)
    async with running(successor.parts):
        await until_state(successor, shop, "running")
        await asyncio.sleep(0.3)
    await leader.start()

    after = _uids(kubernetes, "redis", "api", "web")
    assert after["redis"] == between["redis"]
    assert all(not between[name] & after[name] for name in ("api", "web"))


async def test_a_second_restart_replaces_who_waited_once(world: World, shop: Desired, kubernetes: Embedded) -> None:
    """Nobody is replaced for the first one any more."""
    await shop.add("redis")
    await shop.add("api", depends_on=["redis"])
    await until_state(world, shop, "running")
    kubernetes.fate["redis"] = HANGING
    for _ in range(2):
        await shop.set(restarted_at=datetime.now(UTC), restarts_in_turn=True)
        await until(lambda: len(kubernetes.pods(NAMESPACE, "redis")) == 2)
    kubernetes.decide("redis", READY)
    await until_state(world, shop, "running")
    sets = [each for each in kubernetes.all(REPLICA_SETS, NAMESPACE) if each["metadata"]["name"].startswith("api-")]
    assert len(sets) == 2


async def test_what_somebody_deletes_or_changes_comes_back(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    kubernetes.registry.delete("services", NAMESPACE, "redis")
    kubernetes.registry.delete(ROUTES, NAMESPACE, "web")
    kubernetes.registry.mutate(DEPLOYMENTS, NAMESPACE, "api", lambda obj: obj["spec"].update(replicas=5))

    def repaired() -> bool:
        api = kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, "api")
        return (
            "redis" in kubernetes.names("services", NAMESPACE)
            and "web" in kubernetes.names(ROUTES, NAMESPACE)
            and api["spec"]["replicas"] == 1
        )

    await until(repaired)


async def test_route_and_service_go_when_domain_and_ports_are_given_up(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", domain="shop")
    await until(lambda: kubernetes.names(ROUTES, NAMESPACE) and kubernetes.names("services", NAMESPACE))
    await shop.revise("web", domain=None)
    await until(lambda: not kubernetes.names(ROUTES, NAMESPACE))
    assert kubernetes.names("services", NAMESPACE) == {"web"}
    await shop.revise("web", ports=[])
    await until(lambda: not kubernetes.names("services", NAMESPACE))


async def test_secret_of_the_old_revision_goes_after_its_last_replica(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", env={"DB_PASSWORD": "one"})
    await until_state(world, shop, "running")
    (old,) = kubernetes.names("secrets", NAMESPACE)
    kubernetes.fate["web"] = HANGING
    await shop.revise("web", env={"DB_PASSWORD": "two"})
    await until(lambda: len(kubernetes.names("secrets", NAMESPACE)) == 2)
    await asyncio.sleep(0.2)
    assert old in kubernetes.names("secrets", NAMESPACE)
    kubernetes.decide("web", READY)
    await until(lambda: len(kubernetes.names("secrets", NAMESPACE)) == 1)
    assert old not in kubernetes.names("secrets", NAMESPACE)


async def test_deleted_service_goes_from_cluster_and_database(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    await shop.delete("web")

    async def gone() -> bool:
        return await shop.rows() == (1, 2)

    await until(gone)
    assert kubernetes.names(DEPLOYMENTS, NAMESPACE) == {"redis", "api"}


async def test_deleted_application_goes_from_cluster_and_database(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await chain(shop)
    await until_state(world, shop, "running")
    await shop.delete()

    async def gone() -> bool:
        return await shop.rows() == (0, 0)

    await until(gone, 10)
    for resource in (DEPLOYMENTS, "pods", "services", ROUTES):
        assert not kubernetes.names(resource, NAMESPACE)


async def test_application_deleted_at_once_leaves_nothing(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await chain(shop)
    await shop.delete()

    async def gone() -> bool:
        return await shop.rows() == (0, 0)

    await until(gone, 10)
    await asyncio.sleep(0.2)
    assert not kubernetes.names(DEPLOYMENTS, NAMESPACE)


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.1, 0.3])
async def test_another_process_finishes_what_one_began(
    world: World, shop: Desired, kubernetes: Embedded, moment: float
) -> None:
    await chain(shop)
    await asyncio.sleep(moment)
    leader = world.parts[-1]
    await leader.stop()
    successor = new_world(world.settings, world.database, world.signals, kubernetes)
    async with running(successor.parts):
        await until_state(successor, shop, "running")
    await leader.start()


async def test_refusal_of_the_cluster_is_told_and_forgotten_once_accepted(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", env={"BROKEN": "x"}, probes={"readiness": {"tcp": True, "port": 80}})
    await until_state(world, shop, "running")
    await shop.add("taken", resources={"cpu": "1", "cpu_limit": "500m"})

    async def refused() -> bool:
        taken = (await world.status(shop.id)).services[0]
        return taken.reason is not None and taken.reason.code == "rejected"

    await until(refused)
    reason = (await world.status(shop.id)).services[0].reason
    assert reason is not None and "cpu" in reason.message
    await shop.revise("taken")
    await until_state(world, shop, "running")


async def test_quota_that_leaves_no_room_is_told(world: World, shop: Desired, kubernetes: Embedded) -> None:
    kubernetes.registry.create(
        "resourcequotas", NAMESPACE, {"metadata": {"name": "slipway"}, "spec": {"hard": {"requests.memory": "100Mi"}}}
    )
    await shop.add("web", resources={"memory": "64Mi"}, replicas=2)

    async def told() -> bool:
        web = (await world.status(shop.id)).services[0]
        return web.reason is not None and web.reason.code == "quota_exceeded"

    await until(told)
    reason = (await world.status(shop.id)).services[0].reason
    assert reason is not None and "memory" in reason.message and "内存" in reason.message_zh


async def test_full_quota_still_lets_a_service_roll(world: World, shop: Desired, kubernetes: Embedded) -> None:
    kubernetes.registry.create(
        "resourcequotas", NAMESPACE, {"metadata": {"name": "slipway"}, "spec": {"hard": {"pods": "2"}}}
    )
    await shop.add("web", replicas=2)
    await until_state(world, shop, "running")
    await shop.revise("web", image="web:2")

    async def rolled() -> bool:
        web = (await world.status(shop.id)).services[0]
        return web.rollout is not None and web.rollout.done and web.rollout.revision == 2

    await until(rolled, 15)


async def test_namespace_that_comes_late_is_waited_for(world: World, shop: Desired, kubernetes: Embedded) -> None:
    kubernetes.registry.delete("namespaces", None, NAMESPACE)
    await until(lambda: kubernetes.registry.find("namespaces", None, NAMESPACE) is None)
    await shop.add("web")
    await asyncio.sleep(0.3)
    reason = (await world.status(shop.id)).services[0].reason
    assert reason is not None and reason.code == "starting"
    kubernetes.registry.create("namespaces", None, {"metadata": {"name": NAMESPACE}})
    await until_state(world, shop, "running")


async def test_nothing_is_sent_twice(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web")
    await until_state(world, shop, "running")
    revisions = {
        name: kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, name)["metadata"]["generation"] for name in ["web"]
    }
    requests: list[str] = []
    send = world.parts[0].apply  # type: ignore[attr-defined]  # the cluster is the first part

    async def counted(manifests: list[dict[str, object]]) -> object:
        requests.append(str(manifests[0]["kind"]))
        return await send(manifests)

    world.parts[0].apply = counted  # type: ignore[attr-defined]
    world.signals.changed(shop.id)
    await asyncio.sleep(0.3)
    assert requests == []
    assert revisions == {"web": 1}


async def test_a_changed_set_rolls_those_that_use_it_and_nobody_else(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.configure("settings", LEVEL="info")
    await shop.configure("db", SetKind.SECRET, password="geheim")
    await shop.add("web", env_from=[{"set": "settings"}], files=[{"set": "db", "mount_path": "/run/db"}])
    await shop.add("api")
    await until_state(world, shop, "running")
    before = {name: kubernetes.pods(NAMESPACE, name)[0]["metadata"]["uid"] for name in ("web", "api")}
    assert kubernetes.names("secrets", NAMESPACE) == {"web.settings.v1", "web.db.v1"}

    await shop.configure("settings", LEVEL="debug")

    def rolled() -> bool:
        pods = kubernetes.pods(NAMESPACE, "web")
        return len(pods) == 1 and pods[0]["metadata"]["uid"] != before["web"]

    await until(rolled)
    await until(lambda: kubernetes.names("secrets", NAMESPACE) == {"web.settings.v2", "web.db.v1"})
    await until_state(world, shop, "running")
    (web,) = kubernetes.pods(NAMESPACE, "web")
    assert web["spec"]["containers"][0]["envFrom"] == [{"secretRef": {"name": "web.settings.v2"}}]
    assert [pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "api")] == [before["api"]]


async def test_sets_go_from_the_cluster_with_the_service(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.configure("settings", LEVEL="info")
    await shop.add("web", env_from=[{"set": "settings"}])
    await until_state(world, shop, "running")
    await shop.set("web", published=False)
    await until_state(world, shop, "draft")
    await until(lambda: kubernetes.names("secrets", NAMESPACE) == set())
