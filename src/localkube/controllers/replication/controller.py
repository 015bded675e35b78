"""Keeps as many pods of a template as wanted, for replica sets and replication controllers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localkube.controllers import pods
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import BY_CONTROLLER, Wanted, claim, index_owners
from localkube.controllers.replication.ranking import first_to_go
from localkube.controllers.replication.status import FAILURE, Failure, next_available_in, status_of
from localkube.controllers.settings import Settings
from localkube.controllers.template import pod_from
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import condition, controller_of

MOST_PER_TURN = 16
"""Pods created in one turn of the loop; the rest follows in the next, so that the first ones start meanwhile."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """What differs between the two kinds."""

    resource: str
    kind: str
    component: str
    selector: Callable[[Obj], Obj | None]

    def wanted(self, owner: Obj) -> Wanted:
        """The pods that ``owner`` controls."""
        return Wanted("pods", self.selector(owner), considers=pods.is_active)


def _label_selector(owner: Obj) -> Obj | None:
    selector: Obj = owner["spec"]["selector"]
    return selector


def _map_selector(owner: Obj) -> Obj | None:
    labels = owner["spec"].get("selector")
    return {"matchLabels": labels} if labels else None


REPLICA_SET = Flavour("replicasets.apps", "ReplicaSet", "replicaset-controller", _label_selector)
REPLICATION_CONTROLLER = Flavour(
    "replicationcontrollers", "ReplicationController", "replication-controller", _map_selector
)


def replica_sets(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``apps/v1`` replica sets."""
    return Replication(view, REPLICA_SET).loop


def replication_controllers(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``v1`` replication controllers."""
    return Replication(view, REPLICATION_CONTROLLER).loop


class Replication:
    """One flavour's controller."""

    def __init__(self, view: View, flavour: Flavour) -> None:
        self._view = view
        self._flavour = flavour
        self._owners = view.cache(flavour.resource)
        self._pods = view.cache("pods")
        quotas = view.cache("resourcequotas")
        self.loop = Loop(flavour.resource, self._reconcile, (self._owners, self._pods))
        index_owners(self._owners)
        index_owners(self._pods)
        self._owners.index(BY_NAMESPACE, by_namespace)
        self._owners.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._pods.subscribe(self._pod_changed)
        quotas.subscribe(self._quota_changed)

    # What makes an owner due

    def _pod_changed(self, change: Change) -> None:
        for pod in (change.old, change.new):
            controller = controller_of(pod) if pod else None
            if pod is not None and controller is not None and controller["kind"] == self._flavour.kind:
                self.loop.queue.add((pod["metadata"]["namespace"], controller["name"]))
        pod = change.new
        if pod is None or controller_of(pod) is not None or not pods.is_active(pod):
            return
        for owner in self._owners.by(BY_NAMESPACE, pod["metadata"]["namespace"]):
            if self._flavour.wanted(owner).matches(pod):
                self.loop.queue.add(name_of(owner))

    def _quota_changed(self, change: Change) -> None:
        for owner in self._owners.by(BY_NAMESPACE, change.obj["metadata"]["namespace"]):
            if condition(owner, FAILURE):
                self.loop.queue.add(name_of(owner))

    # What is done about it

    def _reconcile(self, key: Name) -> float | None:
        owner = self._view.access.find(self._flavour.resource, *key)
        if owner is None:
            return None
        wanted = self._flavour.wanted(owner)
        active = claim(self._view, self._flavour.resource, owner, wanted)
        missing = owner["spec"].get("replicas", 1) - len(active)
        failure: Failure | None = None
        if not owner["metadata"].get("deletionTimestamp") and missing:
            failure = self._create(owner, missing) if missing > 0 else self._delete(owner, active, -missing)
        mine = self._pods.by(BY_CONTROLLER, owner["metadata"]["uid"])
        active = [pod for pod in mine if pods.is_active(pod) and wanted.matches(pod)]
        now = self._view.now()
        self._write_status(owner, status_of(owner, active, failure, now))
        if failure is not None:
            raise ApiError(failure.message)
        return 0.0 if missing > MOST_PER_TURN else next_available_in(owner, active, now)

    def _create(self, owner: Obj, count: int) -> Failure | None:
        """Create up to ``count`` pods. The first refusal ends it: the others would be refused as well."""
        namespace = owner["metadata"]["namespace"]
        if self._view.is_leaving(namespace):
            return None
        for _ in range(min(count, MOST_PER_TURN)):
            try:
                pod = self._view.create("pods", namespace, pod_from(owner))
            except ApiError as error:
                self._event(owner, "Warning", "FailedCreate", f"Error creating: {error.message}")
                return Failure("FailedCreate", error.message)
            self._event(owner, "Normal", "SuccessfulCreate", f"Created pod: {pod['metadata']['name']}")
        return None

    def _delete(self, owner: Obj, active: Sequence[Obj], count: int) -> Failure | None:
        for pod in first_to_go(active, self._crowd(owner), self._view.now())[:count]:
            name = pod["metadata"]["name"]
            try:
                self._view.delete("pods", pod)
            except NotFound:
                continue
            except ApiError as error:
                self._event(owner, "Warning", "FailedDelete", f"Error deleting: {error.message}")
                return Failure("FailedDelete", error.message)
            self._event(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")
        return None

    def _crowd(self, owner: Obj) -> Counter[str]:
        """Active pods per node of this owner and its siblings (during a rolling update: both versions)."""
        controller = controller_of(owner)
        siblings = self._owners.by(BY_CONTROLLER, controller["uid"]) if controller else [owner]
        return Counter(
            pods.node_of(pod)
            for sibling in siblings
            for pod in self._pods.by(BY_CONTROLLER, sibling["metadata"]["uid"])
            if pods.is_active(pod)
        )

    def _write_status(self, owner: Obj, status: Obj) -> None:
        uid = owner["metadata"]["uid"]

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] == uid:
                current["status"] = status

        self._view.mutate(
            self._flavour.resource, owner["metadata"]["namespace"], owner["metadata"]["name"], change, "status"
        )

    def _event(self, owner: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(owner, event_type, reason, message, self._flavour.component)
