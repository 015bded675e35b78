"""Deployments over a fake API: whole rollouts."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from localkube.controllers import Controllers
from localkube.controllers.deployment.fleet import bounds
from localkube.controllers.pods import is_active, is_ready, is_terminating
from localkube.objects.access import Event, Obj
from localkube.objects.errors import ApiError, Forbidden
from localkube.objects.meta import condition, controller_of
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import deployment, replica_set
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet

REVISION = "deployment.kubernetes.io/revision"


def pods(access: FakeAccess) -> list[Obj]:
    return [pod for pod in access.list("pods", "shop") if is_active(pod)]


def sets(access: FakeAccess) -> dict[str, Obj]:
    """Replica sets by image."""
    return {s["spec"]["template"]["spec"]["containers"][0]["image"]: s for s in access.list("replicasets.apps", "shop")}


def web(access: FakeAccess) -> Obj:
    return access.get("deployments.apps", "shop", "web")


def change(access: FakeAccess, edit: Callable[[Obj], None]) -> None:
    access.mutate("deployments.apps", "shop", "web", edit)


def set_image(access: FakeAccess, image: str) -> None:
    change(access, lambda d: d["spec"]["template"]["spec"]["containers"][0].update(image=image))


def scale(access: FakeAccess, replicas: int) -> None:
    change(access, lambda d: d["spec"].update(replicas=replicas))


def is_complete(access: FakeAccess, image: str, replicas: int) -> bool:
    found = web(access)
    status = found.get("status") or {}
    return (
        status.get("observedGeneration") == found["metadata"]["generation"]
        and status.get("updatedReplicas", 0) == status.get("replicas", 0) == replicas
        and status.get("availableReplicas", 0) == replicas
        and len(access.list("pods", "shop")) == replicas
        and all(pod["spec"]["containers"][0]["image"] == image for pod in pods(access))
    )


class Progress:
    """Lets the kubelet do what it may do, in random order, one step per look."""

    def __init__(self, access: FakeAccess, kubelet: FakeKubelet, seed: int = 0) -> None:
        self._access, self._kubelet = access, kubelet
        self._random = random.Random(seed)

    def step(self, holds: Callable[[], bool]) -> bool:
        bound = [pod for pod in self._access.list("pods", "shop") if pod["spec"].get("nodeName")]
        due = [pod for pod in bound if is_terminating(pod) or not is_ready(pod)]
        if due and self._random.random() < 0.5:
            pod = self._random.choice(due)
            if is_terminating(pod):
                self._kubelet.end(pod)
            else:
                self._kubelet.run(pod)
        return holds()


@pytest.fixture
def progress(access: FakeAccess, kubelet: FakeKubelet) -> Progress:
    return Progress(access, kubelet)


@pytest.fixture
async def running(access: FakeAccess, controllers: Controllers, progress: Progress, until: Until) -> None:
    """Three replicas of web:1, complete."""
    access.create("deployments.apps", "shop", deployment())
    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 3)))


@pytest.mark.parametrize("seed", range(20))
async def test_a_rolling_update_keeps_within_surge_and_availability(
    seed: int, access: FakeAccess, kubelet: FakeKubelet, controllers: Controllers, until: Until
) -> None:
    chance = random.Random(seed)
    replicas = chance.randint(1, 8)
    surge = chance.choice([0, 1, 2, "25%", "100%"])
    rolling = {"maxSurge": surge, "maxUnavailable": chance.choice([1, "50%"] if surge == 0 else [0, 1, "25%"])}
    wanted = deployment(replicas=replicas, strategy={"type": "RollingUpdate", "rollingUpdate": rolling})
    access.create("deployments.apps", "shop", wanted)
    progress = Progress(access, kubelet, seed)
    await until(lambda: progress.step(lambda: is_complete(access, "web:1", replicas)))
    limits = bounds(web(access))
    broken: list[str] = []

    def check(resource: str, _event: Event) -> None:
        if resource != "pods":
            return
        active = pods(access)
        available = sum(1 for pod in active if is_ready(pod))
        if len(active) > replicas + limits.surge:
            broken.append(f"{len(active)} pods, at most {replicas + limits.surge} allowed")
        if available < replicas - limits.unavailable:
            broken.append(f"{available} available, at least {replicas - limits.unavailable} needed")

    access.on_write = check
    for image in ("web:2", "web:3"):
        set_image(access, image)
        await until(lambda: progress.step(lambda: chance.random() < 0.05))
    await until(lambda: progress.step(lambda: is_complete(access, "web:3", replicas)))

    assert broken == []


async def test_a_new_deployment_reports_available_and_progressed(access: FakeAccess, running: None) -> None:
    found = web(access)

    assert condition(found, "Available") is not None
    assert (condition(found, "Available") or {})["reason"] == "MinimumReplicasAvailable"
    assert (condition(found, "Progressing") or {})["reason"] == "NewReplicaSetAvailable"
    assert found["status"]["readyReplicas"] == 3
    assert found["metadata"]["annotations"][REVISION] == "1"


async def test_pods_and_replica_sets_carry_the_template_hash(access: FakeAccess, running: None) -> None:
    (replica_set,) = access.list("replicasets.apps", "shop")
    value = replica_set["metadata"]["labels"]["pod-template-hash"]

    assert replica_set["metadata"]["name"] == f"web-{value}"
    assert replica_set["spec"]["selector"]["matchLabels"] == {"app": "web", "pod-template-hash": value}
    assert {pod["metadata"]["labels"]["pod-template-hash"] for pod in pods(access)} == {value}


async def test_a_rollback_reuses_the_old_replica_set_with_a_new_revision(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    first = sets(access)["web:1"]["metadata"]["uid"]
    set_image(access, "web:2")
    await until(lambda: progress.step(lambda: is_complete(access, "web:2", 3)))

    set_image(access, "web:1")
    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 3)))

    again = sets(access)["web:1"]
    assert again["metadata"]["uid"] == first
    assert again["metadata"]["annotations"][REVISION] == "3"
    assert again["metadata"]["annotations"]["deployment.kubernetes.io/revision-history"] == "1"
    assert web(access)["metadata"]["annotations"][REVISION] == "3"


async def test_a_restart_by_template_annotation_replaces_every_pod(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    before = {pod["metadata"]["uid"] for pod in pods(access)}

    change(access, lambda d: d["spec"]["template"]["metadata"].update(annotations={"restartedAt": "now"}))
    await until(
        lambda: progress.step(
            lambda: is_complete(access, "web:1", 3) and not before & {p["metadata"]["uid"] for p in pods(access)}
        )
    )

    assert len(access.list("replicasets.apps", "shop")) == 2


async def test_scaling_during_a_stuck_rollout_keeps_proportions(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    scale(access, 10)
    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 10)))
    set_image(access, "web:never-ready")
    await until(lambda: sets(access).get("web:never-ready", {}).get("spec", {}).get("replicas") == 5)
    assert sets(access)["web:1"]["spec"]["replicas"] == 8

    scale(access, 15)

    await until(lambda: sum(s["spec"]["replicas"] for s in sets(access).values()) == 19)
    assert sets(access)["web:1"]["spec"]["replicas"] == 12
    assert sets(access)["web:never-ready"]["spec"]["replicas"] == 7


async def test_scaling_to_zero_removes_all_pods(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    scale(access, 0)

    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 0)))


async def test_recreation_starts_new_pods_only_when_the_old_ones_are_gone(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    mixed: list[set[str]] = []

    def check(resource: str, _event: Event) -> None:
        images = {pod["spec"]["containers"][0]["image"] for pod in access.list("pods", "shop")}
        if resource == "pods" and len(images) > 1:
            mixed.append(images)

    access.on_write = check
    change(access, lambda d: d["spec"].update(strategy={"type": "Recreate"}))
    set_image(access, "web:2")
    await until(lambda: progress.step(lambda: is_complete(access, "web:2", 3)))

    assert mixed == []


async def test_a_paused_deployment_is_scaled_but_not_rolled_out(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    change(access, lambda d: d["spec"].update(paused=True))
    set_image(access, "web:2")
    scale(access, 5)
    await until(lambda: progress.step(lambda: sum(map(is_ready, pods(access))) == 5))
    await until(lambda: (condition(web(access), "Progressing") or {})["reason"] == "DeploymentPaused")
    assert set(sets(access)) == {"web:1"}

    change(access, lambda d: d["spec"].update(paused=False))

    await until(lambda: progress.step(lambda: is_complete(access, "web:2", 5)))


async def test_a_rollout_without_progress_fails_by_its_deadline(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    change(access, lambda d: d["spec"].update(progressDeadlineSeconds=1))

    set_image(access, "web:never-ready")

    await until(lambda: (condition(web(access), "Progressing") or {})["reason"] == "ProgressDeadlineExceeded")
    progressing = condition(web(access), "Progressing")
    assert progressing is not None
    assert progressing["status"] == "False"
    assert progressing["message"].endswith("has timed out progressing.")


async def test_old_replica_sets_beyond_the_history_limit_are_removed(
    access: FakeAccess, running: None, progress: Progress, until: Until
) -> None:
    change(access, lambda d: d["spec"].update(revisionHistoryLimit=1))
    for image in ("web:2", "web:3", "web:4"):
        set_image(access, image)
        await until(lambda image=image: progress.step(lambda: is_complete(access, image, 3)))

    await until(lambda: set(sets(access)) == {"web:3", "web:4"})


async def test_a_refusal_by_quota_shows_on_the_deployment_and_ends_with_the_quota(
    access: FakeAccess, controllers: Controllers, progress: Progress, until: Until
) -> None:
    message = 'pods "web-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1'

    def refuse(resource: str, _obj: Obj) -> ApiError | None:
        return Forbidden(message) if resource == "pods" and len(pods(access)) >= 1 else None

    access.refuse = refuse
    access.create("deployments.apps", "shop", deployment())

    await until(lambda: condition(web(access), "ReplicaFailure") is not None)
    failure = condition(web(access), "ReplicaFailure")
    assert failure is not None
    assert (failure["status"], failure["reason"], failure["message"]) == ("True", "FailedCreate", message)
    (event,) = [e for e in access.list("events", "shop") if e["reason"] == "FailedCreate"]
    assert event["message"] == f"Error creating: {message}"

    access.refuse = lambda _resource, _obj: None
    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 3)))
    assert condition(web(access), "ReplicaFailure") is None


async def test_a_strangers_replica_set_of_the_same_name_makes_another_name(
    access: FakeAccess, controllers: Controllers, progress: Progress, running: None, until: Until
) -> None:
    set_image(access, "web:2")
    await until(lambda: progress.step(lambda: is_complete(access, "web:2", 3)))
    mine = sets(access)["web:1"]
    access.delete("replicasets.apps", "shop", mine["metadata"]["name"])
    stranger = replica_set(mine["metadata"]["name"], 0)
    stranger["spec"]["selector"] = {"matchLabels": {"app": "other"}}
    stranger["spec"]["template"]["metadata"]["labels"] = {"app": "other"}
    access.create("replicasets.apps", "shop", stranger)

    set_image(access, "web:1")

    await until(lambda: progress.step(lambda: is_complete(access, "web:1", 3)))
    owner = controller_of(pods(access)[0])
    assert owner is not None
    assert owner["name"] != mine["metadata"]["name"]
    assert web(access)["status"]["collisionCount"] == 1
