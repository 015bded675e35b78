"""Keeps the pods of stateful sets: by number, in order, each with its claims."""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.history import History, Keeper
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import Wanted, claim, index_owners
from localkube.controllers.settings import Settings
from localkube.controllers.stateful_set import identity
from localkube.controllers.stateful_set.plan import plan
from localkube.controllers.stateful_set.status import next_available_in, status_of
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists, ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import controller_of
from localkube.objects.selectors import match_selector

STATEFUL_SETS, CLAIMS = "statefulsets.apps", "persistentvolumeclaims"
COMPONENT = "statefulset-controller"


def stateful_sets(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``apps/v1`` stateful sets."""
    return StatefulSets(view).loop


class StatefulSets:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._sets = view.cache(STATEFUL_SETS)
        self._pods = view.cache("pods")
        self._history = Keeper(view, STATEFUL_SETS)
        self.loop = Loop(STATEFUL_SETS, self._reconcile, (self._sets, self._pods, self._history.cache))
        index_owners(self._pods)
        self._sets.index(BY_NAMESPACE, by_namespace)
        self._sets.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._pods.subscribe(self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        for pod in (change.old, change.new):
            controller = controller_of(pod) if pod else None
            if pod is not None and controller is not None and controller["kind"] == "StatefulSet":
                self.loop.queue.add((pod["metadata"]["namespace"], controller["name"]))
        pod = change.new
        if pod is None or controller_of(pod) is not None:
            return
        for stateful_set in self._sets.by(BY_NAMESPACE, pod["metadata"]["namespace"]):
            if match_selector(stateful_set["spec"]["selector"], pod["metadata"].get("labels")):
                self.loop.queue.add(name_of(stateful_set))

    def _reconcile(self, key: Name) -> float | None:
        stateful_set = self._view.access.find(STATEFUL_SETS, *key)
        if stateful_set is None:
            return None
        if stateful_set["metadata"].get("deletionTimestamp"):
            return None
        history = self._history.sync(stateful_set)
        present = self._mine(stateful_set)
        self._keep_claims(stateful_set, present)
        planned = plan(stateful_set, present, history.name, self._view.now())
        failure: ApiError | None = None
        try:
            for pod in planned.failed:
                self._replace_failed(stateful_set, pod)
            for pod in planned.remove:
                self._delete(stateful_set, pod)
            for ordinal in planned.make:
                self._make(stateful_set, history, ordinal)
        except ApiError as error:
            failure = error
        present = self._mine(stateful_set)
        self._report(stateful_set, list(present.values()), history)
        if failure is not None:
            raise failure
        return next_available_in(stateful_set, list(present.values()), self._view.now())

    def _mine(self, stateful_set: Obj) -> dict[int, Obj]:
        """The pods by their numbers; a pod with a foreign name is none of the set's, whatever its labels say."""
        wanted = Wanted(
            "pods",
            stateful_set["spec"]["selector"],
            considers=lambda pod: identity.ordinal_of(stateful_set, pod) is not None,
        )
        found = claim(self._view, STATEFUL_SETS, stateful_set, wanted)
        return {ordinal: pod for pod in found if (ordinal := identity.ordinal_of(stateful_set, pod)) is not None}

    def _make(self, stateful_set: Obj, history: History, ordinal: int) -> None:
        namespace = stateful_set["metadata"]["namespace"]
        if self._view.is_leaving(namespace):
            return
        pod = identity.new_pod(stateful_set, history, ordinal)
        name, owner = pod["metadata"]["name"], stateful_set["metadata"]["name"]
        self._make_claims(stateful_set, name)
        try:
            self._view.create("pods", namespace, pod)
        except ApiError as error:
            message = f"create Pod {name} in StatefulSet {owner} failed error: {error.message}"
            self._event(stateful_set, "Warning", "FailedCreate", message)
            raise
        message = f"create Pod {name} in StatefulSet {owner} successful"
        self._event(stateful_set, "Normal", "SuccessfulCreate", message)

    def _make_claims(self, stateful_set: Obj, pod_name: str) -> None:
        owner = stateful_set["metadata"]["name"]
        for wanted in identity.new_claims(stateful_set, pod_name):
            name, namespace = wanted["metadata"]["name"], wanted["metadata"]["namespace"]
            present = self._view.access.find(CLAIMS, namespace, name)
            if present is not None:
                if present["metadata"].get("deletionTimestamp"):
                    raise ApiError(f"pvc {name} is being deleted")
                continue
            told = f"Claim {name} Pod {pod_name} in StatefulSet {owner}"
            try:
                self._view.create(CLAIMS, namespace, wanted)
            except AlreadyExists:
                continue
            except ApiError as error:
                message = f"create {told} failed error: {error.message}"
                self._event(stateful_set, "Warning", "FailedCreate", message)
                raise
            self._event(stateful_set, "Normal", "SuccessfulCreate", f"create {told} success")

    def _keep_claims(self, stateful_set: Obj, present: dict[int, Obj]) -> None:
        """Claims belong to whom the retention policy says, and to nobody else."""
        wanted_ordinals = identity.wanted_ordinals(stateful_set)
        for ordinal, pod in present.items():
            surplus = ordinal not in wanted_ordinals
            owners = identity.claim_owners(stateful_set, pod, surplus=surplus)
            ours = {stateful_set["metadata"]["uid"], pod["metadata"]["uid"]}
            for template in identity.claim_templates(stateful_set):
                self._own(
                    stateful_set["metadata"]["namespace"],
                    identity.claim_name(template, pod["metadata"]["name"]),
                    owners,
                    ours,
                )

    def _own(self, namespace: str, name: str, owners: list[Obj], ours: set[str]) -> None:
        def change(claim_: Obj) -> None:
            present = claim_["metadata"].get("ownerReferences") or []
            others = [reference for reference in present if reference["uid"] not in ours]
            if present or owners:
                claim_["metadata"]["ownerReferences"] = [*others, *owners]

        try:
            self._view.mutate(CLAIMS, namespace, name, change)
        except NotFound:
            return

    def _replace_failed(self, stateful_set: Obj, pod: Obj) -> None:
        owner = f"{stateful_set['metadata']['namespace']}/{stateful_set['metadata']['name']}"
        message = f"StatefulSet {owner} is recreating {pods.phase(pod).lower()} Pod {pod['metadata']['name']}"
        self._event(stateful_set, "Warning", "RecreatingFailedPod", message)
        self._delete(stateful_set, pod)

    def _delete(self, stateful_set: Obj, pod: Obj) -> None:
        try:
            self._view.delete("pods", pod)
        except NotFound:
            return
        message = f"delete Pod {pod['metadata']['name']} in StatefulSet {stateful_set['metadata']['name']} successful"
        self._event(stateful_set, "Normal", "SuccessfulDelete", message)

    def _report(self, stateful_set: Obj, mine: list[Obj], history: History) -> None:
        metadata = stateful_set["metadata"]
        status = status_of(stateful_set, mine, history, self._view.now())

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                current["status"] = status

        self._view.mutate(STATEFUL_SETS, metadata["namespace"], metadata["name"], change, "status")
        used = {status["currentRevision"], *(identity.revision_of(pod) for pod in mine)}
        self._history.trim(stateful_set, history, used)

    def _event(self, stateful_set: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(stateful_set, event_type, reason, message, COMPONENT)
