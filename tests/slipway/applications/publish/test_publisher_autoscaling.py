"""Autoscaled services against a real Kubernetes API: who sets the number of replicas, and when it changes hands."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications.schemas import ServiceStatus
from tests.slipway.applications.publish.conftest import World
from tests.slipway.applications.publish.desired import Desired
from tests.slipway.applications.publish.embedded import Embedded
from tests.slipway.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
"""A TLS handshake that the end of a test cuts off is closed by nobody: asyncio loses both of its ends."""

NAMESPACE = "slipway-acme"
DEPLOYMENTS, AUTOSCALERS = "deployments.apps", "horizontalpodautoscalers.autoscaling"
RULES = {"min": 2, "max": 6, "cpu": 70}


async def web_of(world: World, shop: Desired) -> ServiceStatus:
    return (await world.status(shop.id)).services[0]


async def until_running(world: World, shop: Desired, replicas: int) -> None:
    async def reached() -> bool:
        web = await web_of(world, shop)
        return (web.state, web.ready, web.desired) == ("running", replicas, replicas)

    await until(reached, 30)


def spec_of(kubernetes: Embedded) -> dict[str, Any]:
    spec: dict[str, Any] = kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, "web")["spec"]
    return spec


def owners(kubernetes: Embedded) -> set[str]:
    """Who has the deployment's number of replicas."""
    entries = kubernetes.registry.get(DEPLOYMENTS, NAMESPACE, "web")["metadata"]["managedFields"]
    return {entry["manager"] for entry in entries if "f:replicas" in entry["fieldsV1"].get("f:spec", {})}


async def until_left(kubernetes: Embedded) -> None:
    await until(lambda: "slipway" not in owners(kubernetes))


def scale(kubernetes: Embedded, replicas: int) -> None:
    """What an autoscaler does."""
    kubernetes.registry.mutate(DEPLOYMENTS, NAMESPACE, "web", lambda obj: obj["spec"].update(replicas=replicas))


async def test_it_begins_with_the_least_and_then_leaves_the_number_alone(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)
    await until_left(kubernetes)
    assert kubernetes.names(AUTOSCALERS, NAMESPACE) == {"web"}

    scale(kubernetes, 5)

    await until_running(world, shop, 5)
    scaling = (await web_of(world, shop)).scaling
    assert scaling is not None
    assert (scaling.min, scaling.max, scaling.current, scaling.desired) == (2, 6, 5, 5)


async def test_an_upgrade_keeps_the_number_that_was_set(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)
    scale(kubernetes, 4)
    await until_running(world, shop, 4)
    seen: set[int] = set()

    await shop.revise("web", image="web:2")

    def upgraded() -> bool:
        seen.add(spec_of(kubernetes)["replicas"])
        pods = kubernetes.pods(NAMESPACE, "web")
        return len(pods) == 4 and {pod["spec"]["containers"][0]["image"] for pod in pods} == {"web:2"}

    await until(upgraded, 30)
    await until_running(world, shop, 4)
    assert seen == {4}


async def test_a_number_that_was_set_by_hand_is_where_the_autoscaler_begins_and_ends(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", replicas=3)
    await until_running(world, shop, 3)

    await shop.set("web", autoscaling=RULES)
    await until(lambda: kubernetes.names(AUTOSCALERS, NAMESPACE) == {"web"})
    await until_left(kubernetes)
    assert spec_of(kubernetes)["replicas"] == 3

    await shop.set("web", autoscaling=None, replicas=4)
    await until(lambda: not kubernetes.names(AUTOSCALERS, NAMESPACE))
    await until_running(world, shop, 4)
    scale(kubernetes, 1)
    await until(lambda: spec_of(kubernetes)["replicas"] == 4)


async def test_a_service_that_was_scaled_to_nothing_is_woken(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web", replicas=0)
    await until(lambda: kubernetes.names(DEPLOYMENTS, NAMESPACE))

    await shop.set("web", autoscaling=RULES)

    await until_running(world, shop, 2)
    await until_left(kubernetes)


async def test_changed_rules_are_carried_over_and_restart_nothing(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)
    before = {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")}

    await shop.set("web", autoscaling={"min": 2, "max": 9, "memory": 80})

    def changed() -> bool:
        spec = kubernetes.registry.get(AUTOSCALERS, NAMESPACE, "web")["spec"]
        return spec["maxReplicas"] == 9 and [each["resource"]["name"] for each in spec["metrics"]] == ["memory"]

    await until(changed)
    assert {pod["metadata"]["uid"] for pod in kubernetes.pods(NAMESPACE, "web")} == before


async def test_dependents_wait_for_the_least_number_only(world: World, shop: Desired, kubernetes: Embedded) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)
    kubernetes.fate["web"] = "hanging"
    scale(kubernetes, 4)
    await until(lambda: len(kubernetes.pods(NAMESPACE, "web")) == 4)

    await shop.add("worker", depends_on=["web"])

    await until(lambda: "worker" in kubernetes.names(DEPLOYMENTS, NAMESPACE))
    web = await web_of(world, shop)
    assert (web.state, web.ready, web.desired) == ("running", 2, 4)


async def test_unpublishing_and_deleting_take_the_autoscaler_away(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)

    await shop.set("web", published=False)
    await until(lambda: not kubernetes.names(AUTOSCALERS, NAMESPACE) and not kubernetes.names("pods", NAMESPACE))
    await shop.set("web", published=True)
    await until_running(world, shop, 2)
    await shop.delete()
    await until(lambda: not kubernetes.names(AUTOSCALERS, NAMESPACE))


async def test_an_autoscaler_that_somebody_deletes_or_changes_comes_back(
    world: World, shop: Desired, kubernetes: Embedded
) -> None:
    await shop.add("web", autoscaling=RULES)
    await until_running(world, shop, 2)
    kubernetes.registry.mutate(AUTOSCALERS, NAMESPACE, "web", lambda obj: obj["spec"].update(maxReplicas=50))
    await until(lambda: kubernetes.registry.get(AUTOSCALERS, NAMESPACE, "web")["spec"]["maxReplicas"] == 6)

    kubernetes.registry.delete(AUTOSCALERS, NAMESPACE, "web")

    await until(lambda: kubernetes.names(AUTOSCALERS, NAMESPACE) == {"web"})
