"""Read the cluster's pods as a service's replicas and their containers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from slipway.cluster import ContainerRef, Obj
from slipway.containers.labels import REVISION
from slipway.containers.schemas import ContainerOut
from slipway.errors import Conflict, NotFound

State = Literal["waiting", "running", "terminated"]


@dataclass(frozen=True, slots=True)
class Replica:
    """One container of one pod. Each restart is another run of it."""

    ref: ContainerRef
    pod: Obj
    spec: Obj
    status: Obj

    @property
    def state(self) -> State:
        """Which of Kubernetes' three states it is in."""
        found: Obj = self.status.get("state") or {}
        if "running" in found:
            return "running"
        return "terminated" if "terminated" in found else "waiting"

    @property
    def details(self) -> Obj:
        """What the cluster tells of its state."""
        return (self.status.get("state") or {}).get(self.state) or {}

    @property
    def ready(self) -> bool:
        """Whether it takes traffic."""
        return bool(self.status.get("ready"))

    @property
    def restarts(self) -> int:
        """How often it was started again."""
        return int(self.status.get("restartCount") or 0)

    @property
    def run(self) -> str:
        """The id of the newest run, which may have ended; empty before the first."""
        ended: Obj = (self.status.get("lastState") or {}).get("terminated") or {}
        return str(self.status.get("containerID") or ended.get("containerID") or "")

    @property
    def ran_before(self) -> bool:
        """Whether there is a log of a run before this one."""
        return bool(self.status.get("restartCount") or (self.status.get("lastState") or {}).get("terminated"))


def replicas_of(pods: Iterable[Obj]) -> list[Replica]:
    """Return all containers of pods, in their order."""
    found: list[Replica] = []
    for pod in pods:
        metadata, status = pod["metadata"], pod.get("status") or {}
        by_name = {each["name"]: each for each in status.get("containerStatuses") or []}
        for spec in pod["spec"]["containers"]:
            ref = ContainerRef(metadata["namespace"], metadata["name"], spec["name"])
            found.append(Replica(ref, pod, spec, by_name.get(spec["name"]) or {}))
    return found


def in_order(pods: Iterable[Obj]) -> list[Replica]:
    """Return all containers of pods, by namespace, pod and container."""
    return sorted(replicas_of(pods), key=lambda each: (each.ref.namespace, each.ref.pod, str(each.ref.container)))


def shown(replica: Replica) -> ContainerOut:
    """Show one container."""
    metadata, status = replica.pod["metadata"], replica.pod.get("status") or {}
    details = replica.details
    revision = (metadata.get("labels") or {}).get(REVISION, "")
    return ContainerOut(
        pod=metadata["name"],
        container=replica.spec["name"],
        image=replica.spec["image"],
        host=replica.pod["spec"].get("nodeName"),
        address=status.get("podIP"),
        state=replica.state,
        reason="Terminating" if "deletionTimestamp" in metadata else details.get("reason") or _unplaced(status),
        ready=replica.ready,
        restarts=replica.restarts,
        started_at=details.get("startedAt"),
        revision=int(revision) if revision.isdigit() else None,
    )


def choose(replicas: Sequence[Replica], pod: str | None, container: str | None) -> Replica:
    """Return the container that is asked for: by default the first that runs and stays."""
    if pod is not None:
        replicas = [each for each in replicas if each.ref.pod == pod]
        if not replicas:
            raise NotFound("container.no_such_pod", {"pod": pod}, field="pod")
    if container is not None:
        replicas = [each for each in replicas if each.ref.container == container]
        if not replicas:
            raise NotFound("container.no_such_container", {"container": container}, field="container")
    running = [each for each in replicas if each.state == "running"]
    if pod is None and not running:
        raise Conflict("container.none_running")
    if pod is not None:
        return replicas[0]
    return min(running, key=lambda each: "deletionTimestamp" in each.pod["metadata"])


def _unplaced(status: Obj) -> str | None:
    """Return why a pod has no host yet, or why all of it has failed."""
    for condition in status.get("conditions") or []:
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return str(condition.get("reason") or "Unschedulable")
    reason: str | None = status.get("reason")
    return reason
