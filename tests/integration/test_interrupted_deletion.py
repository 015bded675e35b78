"""A tenant's deletion goes on after the platform is killed in the middle of it, however often and wherever."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from lightkube import ApiError, Client, KubeConfig
from lightkube.models.core_v1 import (
    Container,
    PersistentVolumeClaimSpec,
    PersistentVolumeClaimVolumeSource,
    PodSpec,
    Volume,
    VolumeMount,
    VolumeResourceRequirements,
)
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.apps_v1 import Deployment, ReplicaSet
from lightkube.resources.core_v1 import (
    ConfigMap,
    Endpoints,
    LimitRange,
    Namespace,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    ResourceQuota,
    Secret,
    Service,
)
from lightkube.resources.networking_v1 import NetworkPolicy

from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

KINDS = (
    *(Pod, Deployment, ReplicaSet, Service, Endpoints, ConfigMap, Secret),
    *(PersistentVolumeClaim, LimitRange, ResourceQuota, NetworkPolicy),
)
KEPT = frozenset({"operations", "operation_chain", "metering_subjects", "metering_intervals"})
"""Tables of what has happened, which stays."""
QUOTA = {"cpu": "4", "memory": "4Gi", "pods": 20}
LONGEST_LIFE = 5.0
"""Seconds for which the platform runs at most before it is killed; it needs about half of that to start."""


@pytest.fixture
def kubernetes(cluster: ClusterUnderTest) -> Iterator[Client]:
    """The cluster itself, as anybody sees it."""
    with Client(KubeConfig.from_file(cluster.kubeconfig)) as client:
        yield client


@pytest.fixture
def made(api: Api, leaving: list[str]) -> Iterator[list[dict[str, Any]]]:
    """Collects tenants that are to be gone after the tests."""
    tenants: list[dict[str, Any]] = []
    yield tenants
    for tenant in tenants:
        api.delete(f"/tenants/{tenant['id']}", params={"cascade": True, "confirm": tenant["name"]})
        leaving.append(tenant["id"])


def _furnished(api: Api, cluster: ClusterUnderTest, kubernetes: Client, name: str) -> dict[str, Any]:
    """Make a tenant that has something of everything, and runs."""
    answer = api.post("/tenants", json={"name": name, "quota": QUOTA})
    assert answer.status_code == 201, answer.text
    tenant: dict[str, Any] = answer.json()
    service = {
        "image": f"{cluster.image_prefix}web:1",
        "command": ["python3", "-m", "http.server", "8000"],
        "ports": [{"port": 8000}],
        "env": {"DB_PASSWORD": "kept in a secret"},
        "resources": {"cpu": "20m", "memory": "64Mi"},
        "stop_grace_seconds": 1,
    }
    services = [
        {"name": "back", **service},
        {"name": "front", **service, "depends_on": ["back"], "replicas": 2, "domain": name},
    ]
    application = api.apply({"name": "shop", "tenant_id": tenant["id"], "services": services}, publish=True)
    user = {"username": f"{name}-dev", "role": "developer", "tenant_id": tenant["id"], "password": "Some-Password-1"}
    assert api.post("/users", json=user).status_code == 201
    claim = PersistentVolumeClaim(
        metadata=ObjectMeta(name="files", namespace=tenant["namespace"]),
        spec=PersistentVolumeClaimSpec(
            accessModes=["ReadWriteOnce"], resources=VolumeResourceRequirements(requests={"storage": "20Mi"})
        ),
    )
    api.wait_state(application["id"], "running", 120)
    kubernetes.create(claim)
    kubernetes.create(_user_of_the_claim(cluster, tenant["namespace"]))

    def runs() -> bool:
        status = kubernetes.get(Pod, "made-by-hand", namespace=tenant["namespace"]).status
        return status is not None and status.phase == "Running"

    wait_until(runs, 120, "the start of a pod with a volume")
    return tenant


def _user_of_the_claim(cluster: ClusterUnderTest, namespace: str) -> Pod:
    """A pod that the platform knows nothing of, with the claim's volume."""
    container = Container(
        name="main",
        image=f"{cluster.image_prefix}web:1",
        command=["python3", "-m", "http.server", "8000"],
        volumeMounts=[VolumeMount(name="files", mountPath="/files")],
    )
    volume = Volume(name="files", persistentVolumeClaim=PersistentVolumeClaimVolumeSource(claimName="files"))
    return Pod(
        metadata=ObjectMeta(name="made-by-hand", namespace=namespace),
        spec=PodSpec(containers=[container], volumes=[volume], terminationGracePeriodSeconds=1),
    )


def _wait_gone(api: Api, tenant: dict[str, Any]) -> None:
    wait_until(lambda: api.get(f"/tenants/{tenant['id']}/deletion").status_code == 404, 120, "the tenant's end")


def _in_cluster(kubernetes: Client, tenant: dict[str, Any]) -> dict[str, str]:
    """Everything of a tenant with its uid; pods with their state, so that one that was replaced or ended is noticed."""
    namespace, found = tenant["namespace"], {}
    for kind in KINDS:
        for each in kubernetes.list(kind, namespace="*"):
            if each.metadata.namespace == namespace:
                phase = each.status.phase if isinstance(each, Pod) else ""
                found[f"{kind.__name__} {each.metadata.name}"] = f"{each.metadata.uid} {phase}"
    for volume in kubernetes.list(PersistentVolume):
        if volume.spec.claimRef and volume.spec.claimRef.namespace == namespace:
            found[f"PersistentVolume {volume.metadata.name}"] = volume.metadata.uid
    try:
        found["Namespace"] = kubernetes.get(Namespace, namespace).metadata.uid
    except ApiError as error:
        assert error.status.code == 404, error
    return found


def _in_database(platform: PlatformProcess, words: list[str]) -> dict[str, list[Any]]:
    """Every row, by table, in which one of the words stands as a value."""
    found: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(f"file:{platform.directory}/platform/slipway.db?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - KEPT):
            rows = [row for row in database.execute(f'SELECT * FROM "{table}" ORDER BY 1') if set(words) & set(row)]
            if rows:
                found[table] = rows
    return found


def _ids_of(api: Api, tenant: dict[str, Any]) -> list[str]:
    """The ids of a tenant and of all that belongs to it."""
    within = {"tenant_id": tenant["id"]}
    users = [user["id"] for user in api.get("/users", params=within).json()["items"]]
    applications = [each["id"] for each in api.get("/applications", params=within).json()["items"]]
    services = [each["id"] for one in applications for each in api.get(f"/applications/{one}/services").json()]
    return [tenant["id"], *users, *applications, *services]


def _kill_and_start(platform: PlatformProcess, life: float) -> None:
    """Let the platform live on for so many seconds, kill it and start it again, without waiting until it serves."""
    time.sleep(life)
    platform.program.kill9()
    platform.program.start()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_deletion_is_finished_after_kills_at_any_moment(
    api: Api,
    platform: PlatformProcess,
    cluster: ClusterUnderTest,
    kubernetes: Client,
    made: list[dict[str, Any]],
    seed: int,
) -> None:
    """Nothing is left of the tenant in cluster and database, and nothing of its neighbour has changed."""
    moments = random.Random(seed)
    number = time.time_ns() % 10**9
    for name in (f"stays-{number}", f"goes-{number}"):
        made.append(_furnished(api, cluster, kubernetes, name))
    neighbour, doomed = made
    ids, theirs = _ids_of(api, doomed), _ids_of(api, neighbour)
    assert len(ids) == len(theirs) == 5
    before = _in_cluster(kubernetes, neighbour), _in_database(platform, theirs)
    assert {"tenants", "users", "applications", "services", "revisions"} <= set(_in_database(platform, ids))

    answer = api.delete(f"/tenants/{doomed['id']}", params={"cascade": True, "confirm": doomed["name"]})
    assert answer.status_code == 204, answer.text
    _kill_and_start(platform, moments.uniform(0, 1))
    for _ in range(3):
        _kill_and_start(platform, moments.uniform(0, LONGEST_LIFE))
    platform.program.wait_ready(f"{platform.url}/readyz")

    _wait_gone(api, doomed)
    assert _in_database(platform, [*ids, doomed["name"], doomed["namespace"]]) == {}
    wait_until(lambda: _in_cluster(kubernetes, doomed) == {}, 60, "the end of all its objects")
    assert (_in_cluster(kubernetes, neighbour), _in_database(platform, theirs)) == before
