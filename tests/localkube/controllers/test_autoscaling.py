"""The autoscaler's controller over the real store, with samples that the test gives and a clock that it moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from localkube.apiserver import Registry
from localkube.controllers import Controllers, Settings
from localkube.controllers.autoscaling import autoscalers
from localkube.controllers.definitions import definitions
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.usage import ContainerUsage, NodeUsage, PodUsage
from localkube.store import Store
from tests.localkube.controllers.conftest import Until

AUTOSCALERS = "horizontalpodautoscalers.autoscaling"
TEMPLATE = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "main", "image": "web:1", "resources": {"requests": {"cpu": "1"}}}]},
}
SELECTOR = {"matchLabels": {"app": "web"}}
SCALED = {
    "deployments.apps": ("apps/v1", "Deployment", {"selector": SELECTOR, "template": TEMPLATE}),
    "replicasets.apps": ("apps/v1", "ReplicaSet", {"selector": SELECTOR, "template": TEMPLATE}),
    "statefulsets.apps": ("apps/v1", "StatefulSet", {"selector": SELECTOR, "template": TEMPLATE, "serviceName": "a"}),
    "replicationcontrollers": ("v1", "ReplicationController", {"selector": {"app": "web"}, "template": TEMPLATE}),
}
FLEET = {
    "metadata": {"name": "fleets.example.org"},
    "spec": {
        "group": "example.org",
        "scope": "Namespaced",
        "names": {"plural": "fleets", "singular": "fleet", "kind": "Fleet"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "properties": {"size": {"type": "integer", "maximum": 3}},
                            },
                            "status": {
                                "type": "object",
                                "properties": {"size": {"type": "integer"}, "pods": {"type": "string"}},
                            },
                        },
                    }
                },
                "subresources": {
                    "scale": {
                        "specReplicasPath": ".spec.size",
                        "statusReplicasPath": ".status.size",
                        "labelSelectorPath": ".status.pods",
                    }
                },
            }
        ],
    },
}


class World:
    """A namespace shop with pods of the label ``app: web``, and what they use."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.time = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.cores: dict[str, float] = {}

    def now(self) -> datetime:
        return self.time

    def pass_time(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def pod(self, namespace: str, name: str) -> PodUsage | None:
        if name not in self.cores:
            return None
        used = ContainerUsage(self.cores[name], 64 << 20)
        return PodUsage(self.time, timedelta(seconds=15), {"main": used})

    def node(self, name: str) -> NodeUsage | None:
        return None

    def scaled(self, resource: str = "deployments.apps", replicas: int = 2) -> None:
        api_version, kind, spec = SCALED[resource]
        obj = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}}
        self.registry.create(resource, "shop", {**obj, "spec": {**spec, "replicas": replicas}})

    def pods(self, *names: str, cores: float) -> None:
        for name in names:
            metadata = {"name": name, "labels": {"app": "web"}}
            spec = {**TEMPLATE["spec"], "nodeName": "n1"}
            self.registry.create(
                "pods", "shop", {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
            )
            self.registry.mutate("pods", "shop", name, self._run, "status")
            self.cores[name] = cores

    def _run(self, pod: Obj) -> None:
        ago = (self.time - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        ready = {"type": "Ready", "status": "True", "lastTransitionTime": ago}
        pod["status"] = {"phase": "Running", "startTime": ago, "conditions": [ready]}

    def autoscale(self, name: str = "web", kind: str = "Deployment", api_version: str = "apps/v1", **spec: Any) -> None:
        reference = {"apiVersion": api_version, "kind": kind, "name": "web"}
        target = {"type": "Utilization", "averageUtilization": 50}
        metrics = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
        full = {"scaleTargetRef": reference, "maxReplicas": 10, "metrics": metrics, **spec}
        body = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name}}
        self.registry.create(AUTOSCALERS, "shop", {**body, "spec": full})

    def replicas(self, resource: str = "deployments.apps") -> int:
        replicas: int = self.registry.get(resource, "shop", "web")["spec"]["replicas"]
        return replicas

    def status(self, name: str = "web") -> Obj:
        status: Obj = self.registry.get(AUTOSCALERS, "shop", name).get("status") or {}
        return status

    def told(self, kind: str, name: str = "web") -> tuple[str, str]:
        """Status and reason of a condition."""
        found = condition(self.registry.get(AUTOSCALERS, "shop", name), kind) or {}
        return found.get("status", ""), found.get("reason", "")

    def events(self) -> dict[str, str]:
        """Messages of the autoscalers' events by reason."""
        listed = self.registry.list("events", "shop")
        mine = [event for event in listed if event["source"]["component"] == "horizontal-pod-autoscaler"]
        return {event["reason"]: event["message"] for event in mine}


@pytest.fixture
def measured() -> bool:
    """Whether anybody measures."""
    return True


@pytest.fixture
async def world(tmp_path: Path, measured: bool) -> AsyncIterator[World]:
    store = Store(tmp_path / "objects.sqlite")
    registry = Registry(store, "10.96.0.0/16")
    registry.create("namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
    registry.create("serviceaccounts", "shop", account)
    made = World(registry)
    settings = Settings(autoscaling_period=0.01, usage=made if measured else None)
    controllers = Controllers(registry, settings, catalogue=(autoscalers, definitions), clock=made.now)
    await controllers.start()
    yield made
    await controllers.stop()
    store.close()


async def test_after_a_restart_there_is_time_to_measure(tmp_path: Path, until: Until) -> None:
    store = Store(tmp_path / "objects.sqlite")
    registry = Registry(store, "10.96.0.0/16")
    registry.create("namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    world = World(registry)
    world.autoscale("known")
    before = {"desiredReplicas": 2, "currentReplicas": 2}
    registry.mutate(AUTOSCALERS, "shop", "known", lambda known: known.update(status=before), "status")
    world.autoscale("new")
    controllers = Controllers(registry, Settings(usage=world), catalogue=(autoscalers,), clock=world.now)

    await controllers.start()
    await until(lambda: world.told("AbleToScale", "new") == ("False", "FailedGetScale"))

    assert world.status("known") == before
    await controllers.stop()
    store.close()


@pytest.mark.parametrize("resource", list(SCALED))
async def test_load_above_the_target_adds_replicas(world: World, until: Until, resource: str) -> None:
    world.scaled(resource)
    world.pods("web-1", "web-2", cores=0.8)

    world.autoscale(kind=SCALED[resource][1], api_version=SCALED[resource][0])

    await until(lambda: world.replicas(resource) == 4)
    await until(lambda: world.status().get("desiredReplicas") == 4)
    status = world.status()
    current = {"averageUtilization": 80, "averageValue": "800m"}
    assert status["currentMetrics"] == [{"type": "Resource", "resource": {"name": "cpu", "current": current}}]
    assert (status["observedGeneration"], status["lastScaleTime"]) == (1, "2026-01-01T12:00:00Z")
    message = "New size: 4; reason: cpu resource utilization (percentage of request) above target"
    assert world.events()["SuccessfulRescale"] == message
    assert world.told("ScalingActive") == ("True", "ValidMetricFound")


async def test_less_load_removes_replicas_once_it_lasts(world: World, until: Until) -> None:
    world.scaled(replicas=4)
    world.pods("web-1", "web-2", "web-3", "web-4", cores=0.1)
    world.autoscale(behavior={"scaleDown": {"stabilizationWindowSeconds": 60}})

    await until(lambda: world.told("AbleToScale") == ("True", "ScaleDownStabilized"))
    assert world.replicas() == 4
    world.pass_time(61)

    await until(lambda: world.replicas() == 1)
    await until(lambda: world.events().get("SuccessfulRescale") == "New size: 1; reason: All metrics below target")


async def test_load_near_the_target_changes_nothing(world: World, until: Until) -> None:
    world.scaled()
    world.pods("web-1", "web-2", cores=0.53)

    world.autoscale()

    await until(lambda: world.told("ScalingLimited") == ("False", "DesiredWithinRange"))
    assert (world.replicas(), world.status()["desiredReplicas"]) == (2, 2)
    assert world.events() == {}


async def test_policies_slow_it_down_and_bounds_end_it(world: World, until: Until) -> None:
    world.scaled()
    world.pods("web-1", "web-2", cores=9)
    slowly = {"scaleUp": {"policies": [{"type": "Pods", "value": 3, "periodSeconds": 60}]}}
    world.autoscale(behavior=slowly, maxReplicas=7)

    await until(lambda: world.replicas() == 5)
    await until(lambda: world.told("ScalingLimited") == ("True", "ScaleUpLimit"))
    world.pass_time(61)

    await until(lambda: world.replicas() == 7)
    await until(lambda: world.told("ScalingLimited") == ("True", "TooManyReplicas"))


@pytest.mark.parametrize(("replicas", "brought"), [(9, 6), (1, 3)])
async def test_replicas_beyond_the_bounds_are_brought_back(
    world: World, until: Until, replicas: int, brought: int
) -> None:
    world.scaled(replicas=replicas)

    world.autoscale(minReplicas=3, maxReplicas=6)

    await until(lambda: world.replicas() == brought)


async def test_no_replicas_mean_no_scaling(world: World, until: Until) -> None:
    world.scaled(replicas=0)

    world.autoscale()

    await until(lambda: world.told("ScalingActive") == ("False", "ScalingDisabled"))
    assert world.replicas() == 0


async def test_a_target_that_comes_later_is_found(world: World, until: Until) -> None:
    world.pods("web-1", "web-2", cores=0.8)
    world.autoscale()
    await until(lambda: world.told("AbleToScale") == ("False", "FailedGetScale"))
    assert world.events()["FailedGetScale"] == 'deployments.apps "web" not found'

    world.scaled()

    await until(lambda: world.replicas() == 4)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("Boat", 'no matches for kind "Boat" in group "apps"'),
        ("DaemonSet", "the server could not find the requested resource"),
    ],
)
async def test_what_cannot_be_scaled_is_told(world: World, until: Until, kind: str, message: str) -> None:
    world.autoscale(kind=kind)

    await until(lambda: world.events().get("FailedGetScale") == message)


@pytest.mark.parametrize("measured", [False])
async def test_without_measurements_nothing_is_scaled(world: World, until: Until) -> None:
    world.scaled()
    world.pods("web-1", "web-2", cores=0.8)

    world.autoscale()

    await until(lambda: world.told("ScalingActive") == ("False", "FailedGetResourceMetric"))
    await until(lambda: "FailedComputeMetricsReplicas" in world.events())
    assert world.events()["FailedGetResourceMetric"] == (
        "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource"
        " metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
    )
    assert (world.replicas(), world.status()["currentReplicas"]) == (2, 2)


async def test_metrics_of_other_apis_fail_as_without_an_adapter(world: World, until: Until) -> None:
    world.scaled()
    world.pods("web-1", "web-2", cores=0.8)
    target = {"type": "AverageValue", "averageValue": "10"}

    world.autoscale(metrics=[{"type": "Pods", "pods": {"metric": {"name": "hits"}, "target": target}}])

    await until(lambda: world.told("ScalingActive") == ("False", "FailedGetPodsMetric"))


async def test_pods_of_two_autoscalers_are_left_alone(world: World, until: Until) -> None:
    world.autoscale("one")
    world.autoscale("two")
    world.scaled()
    world.pods("web-1", "web-2", cores=0.8)

    await until(lambda: world.told("ScalingActive", "one") == ("False", "AmbiguousSelector"))
    await until(lambda: world.told("ScalingActive", "two") == ("False", "AmbiguousSelector"))
    assert world.events()["AmbiguousSelector"] == (
        "pods by selector app=web are controlled by multiple HPAs: [shop/one shop/two]"
    )


async def test_custom_kinds_with_a_scale_are_scaled_and_may_refuse(world: World, until: Until) -> None:
    world.registry.create("customresourcedefinitions.apiextensions.k8s.io", None, FLEET)
    await until(lambda: any(kind.kind == "Fleet" for kind in world.registry.kinds.kinds()))
    fleet = {"apiVersion": "example.org/v1", "kind": "Fleet", "metadata": {"name": "web"}, "spec": {"size": 2}}
    world.registry.create("fleets.example.org", "shop", {**fleet, "status": {"size": 2, "pods": "app=web"}})
    world.pods("web-1", "web-2", cores=0.7)

    world.autoscale(kind="Fleet", api_version="example.org/v1")

    await until(lambda: world.registry.get("fleets.example.org", "shop", "web")["spec"]["size"] == 3)
    world.pods("web-3", cores=0.8)
    await until(lambda: world.told("AbleToScale") == ("False", "FailedUpdateScale"))
    assert "should be less than or equal to 3" in world.events()["FailedRescale"]
