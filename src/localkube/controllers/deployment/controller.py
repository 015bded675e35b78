"""Rolls deployments out: makes replica sets, moves replicas between them, reports progress."""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.deployment import revisions, rolling, status
from localkube.controllers.deployment.fleet import Fleet, Resize, is_rolling, size
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import BY_CONTROLLER, Wanted, claim, index_owners
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists, ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import condition, controller_of
from localkube.objects.selectors import match_selector

DEPLOYMENTS = "deployments.apps"
REPLICA_SETS = "replicasets.apps"
COMPONENT = "deployment-controller"


def deployments(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``apps/v1`` deployments."""
    return Deployments(view).loop


class Deployments:
    """The controller: what is due, and carrying out what the pure modules beside this one decide."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._deployments = view.cache(DEPLOYMENTS)
        self._sets = view.cache(REPLICA_SETS)
        self._pods = view.cache("pods")
        self.loop = Loop(DEPLOYMENTS, self._reconcile, (self._deployments, self._sets, self._pods))
        self._deployments.index(BY_NAMESPACE, by_namespace)
        index_owners(self._sets)
        index_owners(self._pods)
        self._deployments.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._sets.subscribe(self._set_changed)
        self._pods.subscribe(self._pod_changed)

    # What makes a deployment due

    def _set_changed(self, change: Change) -> None:
        for replica_set in (change.old, change.new):
            self._add_owner(replica_set)
        replica_set = change.new
        if replica_set is None or controller_of(replica_set) is not None:
            return
        labels = replica_set["metadata"].get("labels") or {}
        for deployment in self._deployments.by(BY_NAMESPACE, replica_set["metadata"]["namespace"]):
            if match_selector(deployment["spec"]["selector"], labels):
                self.loop.queue.add(name_of(deployment))

    def _pod_changed(self, change: Change) -> None:
        """A recreation waits for the old pods to be gone."""
        gone = change.new is None or pods.phase(change.new) in pods.FINISHED
        controller = controller_of(change.obj) if gone else None
        if controller is not None and controller["kind"] == "ReplicaSet":
            self._add_owner(self._sets.get(change.obj["metadata"]["namespace"], controller["name"]))

    def _add_owner(self, replica_set: Obj | None) -> None:
        controller = controller_of(replica_set) if replica_set is not None else None
        if replica_set is not None and controller is not None and controller["kind"] == "Deployment":
            self.loop.queue.add((replica_set["metadata"]["namespace"], controller["name"]))

    # What is done about it

    def _reconcile(self, key: Name) -> float | None:
        deployment = self._view.access.find(DEPLOYMENTS, *key)
        if deployment is None:
            return None
        fleet = self._fleet(deployment)
        note = status.paused_note(deployment)
        if deployment["metadata"].get("deletionTimestamp"):
            return self._report(fleet, None, rolling_out=False)
        fleet = self._renumber(fleet)
        if deployment["spec"].get("paused"):
            self._resize(fleet, rolling.rescale(fleet))
            self._clean_up(fleet)
            return self._report(self._fleet(deployment), note, rolling_out=False)
        if rolling.was_scaled(fleet):
            self._resize(fleet, rolling.rescale(fleet))
            return self._report(self._fleet(deployment), note, rolling_out=False)
        return self._roll(fleet, note)

    def _roll(self, fleet: Fleet, note: status.Note | None) -> float | None:
        if not is_rolling(fleet.deployment):
            resizes = rolling.remove_old(fleet)
            if resizes or self._old_pods_run(fleet):
                self._resize(fleet, resizes)
                return self._report(self._fleet(fleet.deployment), note, rolling_out=True)
        if fleet.new is None:
            return self._start(fleet)
        if note is None and condition(fleet.deployment, status.PROGRESSING) is None:
            name = fleet.new["metadata"]["name"]
            note = status.Note("True", status.NEW_FOUND, f'Found new replica set "{name}"')
        wanted = rolling.size_of_new(fleet)
        if wanted != size(fleet.new):
            self._resize(fleet, [Resize(fleet.new, wanted)])
        elif is_rolling(fleet.deployment):
            self._resize(fleet, rolling.shrink_old(fleet))
        return self._report(self._fleet(fleet.deployment), note, rolling_out=True)

    def _fleet(self, deployment: Obj) -> Fleet:
        sets = claim(self._view, DEPLOYMENTS, deployment, Wanted(REPLICA_SETS, deployment["spec"]["selector"]))
        return revisions.sort_fleet(deployment, sets)

    def _renumber(self, fleet: Fleet) -> Fleet:
        """Give the new set (one made now, or an old one that a rollback made new again) the highest revision."""
        new = fleet.new
        if new is None:
            return fleet
        min_ready = fleet.deployment["spec"].get("minReadySeconds", 0)

        def change(replica_set: Obj) -> None:
            metadata = replica_set["metadata"]
            metadata["annotations"] = revisions.annotations_for(fleet, metadata.get("annotations") or {})
            if replica_set["spec"].get("minReadySeconds", 0) != min_ready:
                replica_set["spec"]["minReadySeconds"] = min_ready

        changed = self._view.mutate(REPLICA_SETS, new["metadata"]["namespace"], new["metadata"]["name"], change)
        fleet = Fleet(fleet.deployment, changed, fleet.old)
        return self._mark_revision(fleet, changed)

    def _mark_revision(self, fleet: Fleet, new: Obj) -> Fleet:
        revision = new["metadata"]["annotations"][revisions.REVISION]
        metadata = fleet.deployment["metadata"]

        def change(deployment: Obj) -> None:
            annotations = deployment["metadata"].get("annotations") or {}
            deployment["metadata"]["annotations"] = {**annotations, revisions.REVISION: revision}

        deployment = self._view.mutate(DEPLOYMENTS, metadata["namespace"], metadata["name"], change)
        return Fleet(deployment, new, fleet.old)

    def _start(self, fleet: Fleet) -> float | None:
        """Make the replica set of the current template."""
        deployment, namespace = fleet.deployment, fleet.deployment["metadata"]["namespace"]
        planned = revisions.new_set(fleet, rolling.size_of_new(fleet))
        name = planned["metadata"]["name"]
        try:
            created = self._view.create(REPLICA_SETS, namespace, planned)
        except AlreadyExists:
            self._count_collision(deployment, name)
            raise
        except ApiError as error:
            message = f'Failed to create new replica set "{name}": {error.message}'
            self._event(deployment, "Warning", status.CREATE_ERROR, message)
            self._report(fleet, status.Note("False", status.CREATE_ERROR, error.message), rolling_out=False)
            raise
        if size(created):
            self._event(
                deployment, "Normal", "ScalingReplicaSet", f"Scaled up replica set {name} from 0 to {size(created)}"
            )
        note = status.Note("True", status.NEW_CREATED, f'Created new replica set "{name}"')
        fleet = self._mark_revision(Fleet(deployment, created, fleet.old), created)
        return self._report(fleet, note, rolling_out=True)

    def _count_collision(self, deployment: Obj, name: str) -> None:
        """The name is taken: if not by the very set that is wanted, the next attempt needs another name."""
        metadata = deployment["metadata"]
        taken = self._view.access.find(REPLICA_SETS, metadata["namespace"], name)
        controller = controller_of(taken) if taken is not None else None
        if taken is None or (
            controller and controller["uid"] == metadata["uid"] and revisions.same_template(deployment, taken)
        ):
            return

        def change(current: Obj) -> None:
            found = current.setdefault("status", {})
            found["collisionCount"] = found.get("collisionCount", 0) + 1

        self._view.mutate(DEPLOYMENTS, metadata["namespace"], metadata["name"], change, "status")

    def _resize(self, fleet: Fleet, resizes: list[Resize]) -> None:
        for resize in resizes:
            metadata, before = resize.replica_set["metadata"], size(resize.replica_set)

            def change(replica_set: Obj, wanted: int = resize.size) -> None:
                replica_set["spec"]["replicas"] = wanted
                annotations = replica_set["metadata"].get("annotations") or {}
                replica_set["metadata"]["annotations"] = annotations | revisions.scale_annotations(fleet)

            self._view.mutate(REPLICA_SETS, metadata["namespace"], metadata["name"], change)
            if resize.size != before:
                direction = "up" if resize.size > before else "down"
                message = f"Scaled {direction} replica set {metadata['name']} from {before} to {resize.size}"
                self._event(fleet.deployment, "Normal", "ScalingReplicaSet", message)

    def _clean_up(self, fleet: Fleet) -> None:
        for replica_set in revisions.expendable(fleet):
            try:
                self._view.delete(REPLICA_SETS, replica_set)
            except NotFound:
                continue

    def _old_pods_run(self, fleet: Fleet) -> bool:
        return any(
            pods.phase(pod) not in pods.FINISHED
            for replica_set in fleet.old
            for pod in self._pods.by(BY_CONTROLLER, replica_set["metadata"]["uid"])
        )

    def _report(self, fleet: Fleet, note: status.Note | None, *, rolling_out: bool) -> float | None:
        """Write the status; returns when to look again."""
        now = self._view.now()
        wanted = status.status_of(fleet, note, now, rolling_out=rolling_out)
        metadata = fleet.deployment["metadata"]

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                current["status"] = wanted

        self._view.mutate(DEPLOYMENTS, metadata["namespace"], metadata["name"], change, "status")
        if rolling_out and status.is_complete(fleet, wanted):
            self._clean_up(fleet)
        return status.seconds_to_deadline(fleet, wanted, now)

    def _event(self, deployment: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(deployment, event_type, reason, message, COMPONENT)
