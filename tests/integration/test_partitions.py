"""Partitions on a real localkube of three nodes: who lands where, what stays, and what is said without room."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes import config

from tests.conformance import image
from tests.conformance.waiting import eventually
from tests.running import Api, Localkube, PlatformProcess, free_ranges

pytestmark = pytest.mark.engine

Json = dict[str, Any]
SECONDS = 120
LABEL = "slipway.io/partition"


class Ground:
    """The cluster's side and the platform's."""

    def __init__(self, core: kube.CoreV1Api, api: Api) -> None:
        self.core, self.api = core, api
        made = api.post("/tenants", json={"name": "acme", "quota": {"cpu": "64", "memory": "64Gi", "pods": 200}})
        self.tenant_id = str(made.json()["id"])
        self.nodes = [node.metadata.name for node in core.list_node().items]

    def partition(self, name: str, *hosts: str) -> Json:
        """A partition that the tenant may use."""
        made: Json = self.api.post("/partitions", json={"name": name}).json()
        for path in (*(f"hosts/{host}" for host in hosts), f"tenants/{self.tenant_id}"):
            answer = self.api.put(f"/partitions/{made['id']}/{path}")
            assert answer.status_code == 200, answer.text
        return made

    def publish(self, name: str, *services: Json) -> str:
        """Publish an application of services that sleep."""
        sleeping = [
            {"image": image.IMAGE, "command": ["sleep", "1000000"], "stop_grace_seconds": 0, **service}
            for service in services
        ]
        body = {"name": name, "tenant_id": self.tenant_id, "services": sleeping}
        return str(self.api.apply(body, publish=True)["id"])

    def placed(self, service: str) -> dict[str, str]:
        """The nodes of a service's pods that live, by the pods' names."""
        selector = f"slipway.io/service={service}"
        found = self.core.list_namespaced_pod("slipway-acme", label_selector=selector).items
        return {pod.metadata.name: pod.spec.node_name for pod in found if not pod.metadata.deletion_timestamp}

    def marks(self, node: str) -> tuple[str | None, list[tuple[str, str]]]:
        """The partition's label of a node, and its taints with our key."""
        found = self.core.read_node(node)
        taints = [(taint.value, taint.effect) for taint in found.spec.taints or [] if taint.key == LABEL]
        return found.metadata.labels.get(LABEL), taints

    def marked(self, node: str, partition: Json) -> Callable[[], bool]:
        """Whether a node is marked for the partition."""
        return lambda: self.marks(node) == (partition["id"], [(partition["id"], "NoSchedule")])

    def reason(self, application_id: str, code: str) -> Json:
        """The reason of an application's only service, once it has that code."""

        def read() -> Json:
            service: Json = self.api.status(application_id)["services"][0]  # type: ignore[index]  # a JSON list
            return service["reason"] or {}

        return eventually(read, lambda reason: reason.get("code") == code, SECONDS)


@pytest.fixture(scope="module")
def ground(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    image.build(docker_host, image.IMAGE)
    directory = tmp_path_factory.mktemp("partitions")
    localkube = Localkube(docker_host, directory, f"p{os.getpid() % 1000000}", free_ranges(), nodes=3)
    try:
        localkube.start()
        address = ("127.0.0.1", localkube.gateway_port)
        process = PlatformProcess(directory, localkube.kubeconfig, "localkube-system/public", address)
        try:
            process.start()
            with config.new_client_from_config(str(localkube.kubeconfig)) as raw, process.client() as api:
                yield Ground(kube.CoreV1Api(raw), api)
        finally:
            process.program.stop()
    finally:
        localkube.purge()


def test_from_the_first_pinned_service_to_the_last(ground: Ground) -> None:
    """One journey, because a cluster of three nodes takes its time to start."""
    first, second, third = ground.nodes
    gold = ground.partition("gold", third)
    eventually(ground.marked(third, gold), bool, SECONDS)

    # who lands where
    small = {"resources": {"cpu": "10m", "memory": "16Mi"}}
    free, pinned = {"name": "free", "replicas": 6, **small}, {"name": "pinned", "replicas": 3, "partition": "gold"}
    ground.api.wait_state(ground.publish("shop", free, {**pinned, **small}), "running", SECONDS)
    assert set(ground.placed("pinned").values()) == {third}
    assert set(ground.placed("free").values()) == {first, second}

    _marks_come_back(ground, gold, third)
    _a_host_that_is_taken_out_keeps_what_runs(ground, gold, third)
    _without_room_the_reason_is_told(ground, gold, third)
    _what_is_let_go_moves_away(ground, gold, {first, second})


def _marks_come_back(ground: Ground, gold: Json, host: str) -> None:
    """When somebody removes them, and when the node itself comes back."""
    ground.core.patch_node(host, {"metadata": {"labels": {LABEL: None}}, "spec": {"taints": None}})
    eventually(ground.marked(host, gold), bool, SECONDS)
    uid = ground.core.read_node(host).metadata.uid
    ground.core.delete_node(host)

    def again() -> bool:
        found = [node for node in ground.core.list_node().items if node.metadata.name == host]
        return bool(found) and found[0].metadata.uid != uid and ground.marked(host, gold)()

    eventually(again, bool, SECONDS)
    eventually(lambda: set(ground.placed("pinned").values()), lambda nodes: nodes == {host}, SECONDS)


def _a_host_that_is_taken_out_keeps_what_runs(ground: Ground, gold: Json, host: str) -> None:
    """And what is pinned finds no place any more when it has to start anew."""
    eventually(lambda: len(ground.placed("pinned")), lambda number: number == 3, SECONDS)
    before = ground.placed("pinned")
    assert ground.api.delete(f"/partitions/{gold['id']}/hosts/{host}").status_code == 200
    eventually(lambda: ground.marks(host), lambda marks: marks == (None, []), SECONDS)
    assert ground.placed("pinned") == before

    lonely = ground.publish("lonely", {"name": "lonely", "partition": "gold"})
    told = ground.reason(lonely, "partition_empty")
    assert told["message"] == "The partition gold has no hosts"

    assert ground.api.put(f"/partitions/{gold['id']}/hosts/{host}").status_code == 200
    ground.api.wait_state(lonely, "running", SECONDS)
    assert set(ground.placed("lonely").values()) == {host}
    assert ground.placed("pinned") == before


def _without_room_the_reason_is_told(ground: Ground, gold: Json, host: str) -> None:
    """With what a replica needs; and once it needs less, it runs."""
    greedy = ground.publish(
        "greedy", {"name": "greedy", "partition": "gold", "resources": {"cpu": "60", "memory": "64Mi"}}
    )
    told = ground.reason(greedy, "partition_full")
    assert "No host of the partition gold has room: a replica needs 60 CPU, 64Mi memory" in told["message"]
    assert "60 CPU、64Mi 内存" in told["message_zh"]
    ground.publish("greedy", {"name": "greedy", "partition": "gold", "resources": {"cpu": "10m", "memory": "16Mi"}})
    ground.api.wait_state(greedy, "running", SECONDS)
    assert set(ground.placed("greedy").values()) == {host}

    refused = ground.api.delete(f"/partitions/{gold['id']}")
    users = ["service greedy/greedy", "service lonely/lonely", "service shop/pinned", f"host {host}", "tenant acme"]
    assert (refused.status_code, refused.json()["error"]["params"]["users"]) == (409, users)


def _what_is_let_go_moves_away(ground: Ground, gold: Json, others: set[str]) -> None:
    """To hosts in no partition, and back; a rename moves nothing."""
    pinned = ground.placed("pinned")
    assert ground.api.patch(f"/partitions/{gold['id']}", json={"name": "platinum"}).status_code == 200
    lonely = ground.publish("lonely", {"name": "lonely"})
    eventually(lambda: set(ground.placed("lonely").values()) <= others, bool, SECONDS)
    ground.api.wait_state(lonely, "running", SECONDS)
    ground.publish("lonely", {"name": "lonely", "partition": "platinum"})
    eventually(lambda: set(ground.placed("lonely").values()).isdisjoint(others), bool, SECONDS)
    ground.api.wait_state(lonely, "running", SECONDS)
    assert ground.placed("pinned") == pinned
