"""One container looked at closely, replaced, and deleted."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.server import Platform
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

Obj = dict[str, Any]
PASSWORD = "hunter2-in-the-cluster"


def path_of(web: Web, name: str = "web-a") -> str:
    """The address of a pod's containers."""
    return f"/api/v1/containers/{web.tenant.id}/{name}"


def rich(web: Web) -> Obj:
    """A pod with something of everything."""
    pod = web.manifest("web-a", restartCount=1, started=True, lastState={"terminated": _ended(137, "OOMKilled")})
    pod["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "web-1", "controller": True}]
    pod["spec"] |= {
        "initContainers": [{"name": "prepare", "image": "prepare:1"}],
        "volumes": [
            {"name": "data", "persistentVolumeClaim": {"claimName": "web-data"}},
            {"name": "tmp", "emptyDir": {}},
        ],
    }
    pod["spec"]["containers"][0] |= {
        "args": ["--database", f"mysql://root:{PASSWORD}@db/shop"],
        "env": [
            {"name": "COLOUR", "value": "blue"},
            {"name": "DB_PASSWORD", "value": PASSWORD},
            {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "web-env", "key": "KEY"}}},
            {"name": "ME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        ],
        "envFrom": [{"secretRef": {"name": "more"}}],
        "volumeMounts": [
            {"name": "data", "mountPath": "/data", "readOnly": True},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 5},
        "livenessProbe": {"exec": {"command": ["true"]}},
    }
    pod["status"] |= {
        "initContainerStatuses": [{"name": "prepare", "ready": True, "state": {"terminated": _ended(0, "Completed")}}],
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-02T03:04:06Z"}],
    }
    return pod


def _ended(code: int, reason: str) -> Obj:
    return {
        "exitCode": code,
        "reason": reason,
        "startedAt": "2026-01-02T03:00:00Z",
        "finishedAt": "2026-01-02T03:04:00Z",
    }


async def note(web: Web, name: str, reason: str, message: str, about: str = "web-a") -> None:
    """Have the cluster note something about a pod."""
    pod = web.kubernetes.find(f"/api/v1/namespaces/{web.tenant.namespace}/pods/{about}")
    assert pod is not None
    event = {
        "involvedObject": {
            "kind": "Pod",
            "namespace": web.tenant.namespace,
            "name": about,
            "uid": pod["metadata"]["uid"],
        },
        "type": "Warning" if reason == "Unhealthy" else "Normal",
        "reason": reason,
        "message": message,
        "count": 3,
        "lastTimestamp": "2026-01-02T03:05:00Z",
    }
    await web.kubernetes.put(f"/api/v1/namespaces/{web.tenant.namespace}/events/{name}", event)


async def test_a_container_is_shown_with_its_past_and_surroundings(web: Web, developer: httpx.AsyncClient) -> None:
    """Runs, init containers, mounts, probes, conditions and what the cluster noted about its pod, and no other."""
    await put(web, rich(web), "web-a")
    await put(web, web.manifest("web-b"), "web-b")
    await note(web, "one", "Unhealthy", "Readiness probe failed: HTTP 503")
    await note(web, "two", "Pulled", "of another", about="web-b")

    shown = (await developer.get(f"{path_of(web)}/web")).json()

    assert (shown["id"], shown["state"], shown["restarts"]) == (f"{web.tenant.id}/web-a/web", "running", 1)
    assert shown["controller"] == {"kind": "ReplicaSet", "name": "web-1"}
    assert (shown["history"]["current"]["state"], shown["history"]["last"]["exit_code"]) == ("running", 137)
    assert [(each["name"], each["current"]["reason"]) for each in shown["init_containers"]] == [
        ("prepare", "Completed")
    ]
    assert [(each["path"], each["read_only"], each["source"]["name"]) for each in shown["mounts"]] == [
        ("/data", True, "web-data"), ("/tmp", False, ""),
    ]  # fmt: skip
    assert [(each["kind"], each["check"], each["state"]) for each in shown["probes"]] == [
        ("readiness", "http://:8080/ready", "passing"), ("liveness", "true", "passing"),
    ]  # fmt: skip
    assert shown["probes"][0]["last_failure"]["message"] == "Readiness probe failed: HTTP 503"
    assert [each["type"] for each in shown["conditions"]] == ["Ready"]
    assert [(each["reason"], each["count"]) for each in shown["events"]] == [("Unhealthy", 3)]
    assert shown["events_complete"] is True


async def test_secrets_are_not_shown(web: Web, developer: httpx.AsyncClient) -> None:
    """Neither those of the cluster nor what looks like one; everything else is."""
    await put(web, rich(web), "web-a")

    answer = await developer.get(f"{path_of(web)}/web")

    assert PASSWORD not in answer.text
    variables = {each["name"]: each for each in answer.json()["environment"]}
    assert (variables["COLOUR"]["value"], variables["COLOUR"]["masked"]) == ("blue", False)
    assert (variables["DB_PASSWORD"]["value"], variables["DB_PASSWORD"]["masked"]) == ("***", True)
    assert (variables["KEY"]["value"], variables["KEY"]["masked"]) == (None, True)
    assert variables["KEY"]["source"] == {"kind": "secret", "name": "web-env", "key": "KEY"}
    assert variables["ME"]["value"] == "web-a"
    assert (variables["*"]["source"]["name"], variables["*"]["masked"]) == ("more", True)


async def test_a_cluster_that_does_not_answer_leaves_what_is_known(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """And the answer says that its events are not all."""
    await put(web, rich(web), "web-a")
    kubernetes.failures.extend([500, 500])  # when asked for what is used, and for events

    shown = (await developer.get(f"{path_of(web)}/web")).json()

    assert (shown["pod"], shown["events_complete"]) == ("web-a", False)


async def test_what_is_not_there_or_anothers_is_not_found(
    web: Web, developer: httpx.AsyncClient, factory: Factory, address: str, kubernetes: Kubernetes
) -> None:
    """With the same answer, and nothing happens to it."""
    other = await factory.tenant("other")
    await put(web, web.manifest("web-a"), "web-a")
    await put(web, web.manifest("web-o"), "web-o", other.namespace)
    own, foreign = path_of(web, "web-o"), f"/api/v1/containers/{other.id}/web-o"

    async def code(method: str, path: str) -> tuple[int, str]:
        answer = await developer.request(method, path)
        return answer.status_code, answer.json()["error"]["code"]

    assert await code("GET", f"{path_of(web)}/side") == (404, "container.not_found")
    for method, end in (("GET", "/web"), ("POST", "/restart"), ("DELETE", "")):
        assert await code(method, f"{own}{end}") == (404, "container.pod_not_found")
        assert await code(method, f"{foreign}{end}") == (404, "tenant.not_found")
        assert await code(method, f"/api/v1/containers/unknown/web-o{end}") == (404, "tenant.not_found")
    assert kubernetes.find(f"/api/v1/namespaces/{other.namespace}/pods/web-o") is not None


async def replica_set(web: Web, replicas: int, name: str = "web-1") -> None:
    """Have the cluster hold a replica set."""
    path = f"/apis/apps/v1/namespaces/{web.tenant.namespace}/replicasets/{name}"
    await web.kubernetes.put(path, {"spec": {"replicas": replicas}, "status": {"replicas": replicas}})


async def test_a_restart_has_the_pod_replaced(web: Web, developer: httpx.AsyncClient, platform: Platform) -> None:
    """By what made it, which is told and kept in the operation log."""
    await put(web, rich(web), "web-a")
    await replica_set(web, 2)

    answer = await developer.post(f"{path_of(web)}/restart")

    assert (answer.status_code, answer.json()) == (
        202,
        {"tenant_id": web.tenant.id, "pod": "web-a", "replaced_by": {"kind": "ReplicaSet", "name": "web-1"}},
    )
    assert web.kubernetes.find(f"/api/v1/namespaces/{web.tenant.namespace}/pods/web-a") is None
    assert await _operations(platform) == [("container.restart", "web-a", "ok", web.tenant.id)]


@pytest.mark.parametrize("made_by", ["nobody", "a replica set of none", "a replica set that is gone"])
async def test_a_restart_without_a_replacement_is_refused(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform, made_by: str
) -> None:
    """Because it would be a deletion; the pod stays, and a deletion says that nothing replaces it."""
    await put(web, web.manifest("web-a") if made_by == "nobody" else rich(web), "web-a")
    if made_by == "a replica set of none":
        await replica_set(web, 0)

    refused = await developer.post(f"{path_of(web)}/restart")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "container.not_replaced")
    assert kubernetes.find(f"/api/v1/namespaces/{web.tenant.namespace}/pods/web-a") is not None

    deleted = await developer.delete(path_of(web))

    assert (deleted.status_code, deleted.json()["replaced_by"]) == (202, None)
    assert kubernetes.find(f"/api/v1/namespaces/{web.tenant.namespace}/pods/web-a") is None
    assert await _operations(platform) == [("container.delete", "web-a", "ok", web.tenant.id)]


async def test_a_pod_that_ends_already_is_left_alone(web: Web, developer: httpx.AsyncClient) -> None:
    """It is on its way."""
    ending = web.manifest("web-a")
    ending["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:06Z"
    await put(web, ending, "web-a")

    answer = await developer.delete(path_of(web))

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "container.ending")


async def test_a_removal_that_fails_is_kept_with_its_reason(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, platform: Platform
) -> None:
    """Nobody takes it for done."""
    await put(web, web.manifest("web-a"), "web-a")
    kubernetes.failures.append(500)

    answer = await developer.delete(path_of(web))

    assert answer.status_code == 503
    assert await _operations(platform) == [("container.delete", "web-a", "cluster.unavailable", web.tenant.id)]


async def test_viewers_look_and_do_not_touch(web: Web, factory: Factory) -> None:
    """The permission table says so."""
    viewer = await factory.client(Role.VIEWER, web.tenant)
    await put(web, web.manifest("web-a"), "web-a")

    assert (await viewer.get(f"{path_of(web)}/web")).status_code == 200
    for method, end in (("POST", "/restart"), ("DELETE", "")):
        assert (await viewer.request(method, f"{path_of(web)}{end}")).status_code == 403


async def _operations(platform: Platform) -> list[tuple[str, str, str, str | None]]:
    async with platform.database.read() as session:
        rows = await session.scalars(
            select(Operation).where(Operation.object_kind == "container").order_by(Operation.seq)
        )
        return [(row.action, row.object_name, row.outcome, row.tenant_id) for row in rows]
