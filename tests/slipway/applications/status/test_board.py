"""The board over a cluster on the wire: changes are told, crashes are looked into, a lost cluster is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from slipway.applications import labels
from slipway.applications.schemas import Reason, State
from slipway.applications.status import StatusBoard
from slipway.cluster import Cluster, WatchCache
from slipway.followed import followed
from slipway.settings import Settings
from slipway.startup import running
from tests.slipway.applications.status.samples import application, at, deployment, pod, service
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]
NAMESPACE = "slipway-acme"
POD_PATH = f"/api/v1/namespaces/{NAMESPACE}/pods/web-1"
VIEW = application(service())


@pytest.fixture
async def board(
    tmp_path: Path, cluster: Cluster, kubernetes: Kubernetes
) -> AsyncIterator[tuple[StatusBoard, Kubernetes]]:
    settings = Settings(data_dir=tmp_path)
    cache = WatchCache(cluster, followed(settings))
    made = StatusBoard(settings, cluster, cache)
    async with running([made, cache]):
        await until(lambda: made.cache.synced and made.cache.in_sight)
        yield made, kubernetes


def ours(obj: Obj) -> Obj:
    obj["metadata"]["labels"] |= {labels.APPLICATION_ID: "shop-id", labels.SERVICE_ID: "web-id"}
    return obj


def crashed(code: int, container_id: str = "c1") -> Obj:
    ended = {"exitCode": code, "reason": "Error", "containerID": container_id, "finishedAt": at(0)}
    return ours(pod(state={"terminated": ended}))


def reason(board: StatusBoard) -> Reason | None:
    return board.application(VIEW).services[0].reason


async def test_changes_of_one_moment_are_told_once(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, kubernetes = board
    changes = status.changes()
    for number in range(5):
        await kubernetes.put(f"/api/v1/namespaces/{NAMESPACE}/pods/web-{number}", ours(pod()))
    assert await asyncio.wait_for(anext(changes), 30) == "shop-id"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(changes), 0.3)


async def test_settled_status_is_derived_once_until_something_changes(board: tuple[StatusBoard, Kubernetes]) -> None:
    """By the cluster, also when an object is taken out of the service by its labels, or by what should be."""
    status, kubernetes = board
    made = deployment(service()).obj
    made["metadata"]["labels"] = {}
    await kubernetes.put(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web", ours(made))
    await kubernetes.put(POD_PATH, ours(pod(ready=True)))
    await until(lambda: status.application(VIEW).state == State.RUNNING, 30)
    assert status.application(VIEW) is status.application(VIEW)

    scaled = application(service(replicas=2))
    assert status.application(scaled).services[0].desired == 2
    assert status.application(scaled).state != State.RUNNING

    assert status.application(VIEW).state == State.RUNNING
    taken_out = pod(ready=True)
    taken_out["metadata"]["labels"] = {"debug": "yes"}
    await kubernetes.put(POD_PATH, taken_out)
    await until(lambda: status.application(VIEW).state == State.DEGRADED, 30)
    first = status.application(VIEW)
    assert status.application(VIEW) is not first, "a reason may change with time"


async def test_warning_is_a_change_of_its_application(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, kubernetes = board
    made = await kubernetes.put(POD_PATH, ours(pod(state={"waiting": {"reason": "ContainerCreating"}})))
    await until(lambda: status.cache.in_sight and reason(status))
    changes = status.changes()
    about = {"kind": "Pod", "namespace": NAMESPACE, "name": "web-1", "uid": made["metadata"]["uid"]}
    event = {"reason": "FailedCreatePodSandBox", "message": "no address left", "involvedObject": about}
    await kubernetes.put(f"/api/v1/namespaces/{NAMESPACE}/events/e1", event)
    assert await asyncio.wait_for(anext(changes), 30) == "shop-id"
    found = reason(status)
    assert found is not None and found.detail == "no address left"


async def test_last_lines_of_a_crash_are_fetched_once(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, kubernetes = board
    await kubernetes.write(NAMESPACE, "web-1", "no configuration", end=True)
    await kubernetes.put(POD_PATH, crashed(3))
    await until(lambda: (found := reason(status)) is not None and found.code == "crashed")
    found = reason(status)
    assert found is not None and found.log == ["no configuration"]
    await kubernetes.put(POD_PATH, crashed(3))
    await asyncio.sleep(0.2)
    assert sum("/log" in path for _, path in kubernetes.requests) == 1
    await kubernetes.put(POD_PATH, crashed(3, "c2"))
    await until(lambda: sum("/log" in path for _, path in kubernetes.requests) == 2)


async def test_crash_is_told_without_lines_when_there_is_no_log(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, kubernetes = board
    kubernetes.failures.append(400)
    await kubernetes.put(POD_PATH, crashed(3))
    await until(lambda: (found := reason(status)) is not None and found.code == "crashed")


async def test_refusal_is_told_until_the_cluster_accepts(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, _ = board
    status.refusals.note("web-id", "spec.x is wrong")
    found = reason(status)
    assert found is not None and found.code == "rejected"
    assert status.refusals.forget("web-id")
    found = reason(status)
    assert found is not None and found.code == "starting"


async def test_missing_object_is_a_refusal_only_when_it_persists(board: tuple[StatusBoard, Kubernetes]) -> None:
    status, _ = board
    codes = []
    for _ in range(4):
        status.refusals.note("web-id", "namespace not found", patient=True)
        found = reason(status)
        codes.append(found.code if found else None)
    assert codes == ["starting", "starting", "starting", "rejected"]


async def test_cluster_that_is_gone_is_told_and_what_ran_is_still_shown(
    board: tuple[StatusBoard, Kubernetes],
) -> None:
    status, kubernetes = board
    made = deployment(service()).obj
    made["metadata"]["labels"] = {}
    await kubernetes.put(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web", ours(made))
    await kubernetes.put(POD_PATH, ours(pod(ready=True)))
    await until(lambda: status.application(VIEW).state == State.RUNNING)
    await kubernetes.put(POD_PATH, ours(pod()))
    await until(lambda: status.application(VIEW).state == State.DEGRADED)
    kubernetes.down = True
    await kubernetes.end_watches()
    await until(lambda: (found := reason(status)) is not None and found.code == "engine_unreachable")
    kubernetes.down = False
    await until(lambda: (found := reason(status)) is not None and found.code != "engine_unreachable", 10)
