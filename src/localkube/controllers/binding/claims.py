"""Binds claims to volumes, and makes volumes for those that find none."""

from __future__ import annotations

from localkube.controllers.binding import match
from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.uses import Uses
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists
from localkube.objects.events import EventType
from localkube.objects.meta import clone
from localkube.objects.storage import CLAIMS, CLASSES, PROVISIONER, VOLUMES

COMPONENT = "persistentvolume-controller"
PROTECTION = "kubernetes.io/pvc-protection"
_NO_PROVISIONER = "kubernetes.io/no-provisioner"


def claims(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for claims."""
    return Claims(view).loop


class Claims:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._claims = view.cache(CLAIMS)
        self._volumes = view.cache(VOLUMES)
        self._classes = view.cache(CLASSES)
        self._uses = Uses(view)
        needs = (self._claims, self._volumes, self._classes, self._uses.pods)
        self.loop = Loop(CLAIMS, self._reconcile, needs)
        self._claims.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._volumes.subscribe(self._volume_changed)
        self._classes.subscribe(lambda _change: self._add_unbound())
        self._uses.pods.subscribe(self._pod_changed)

    def _volume_changed(self, change: Change) -> None:
        for volume in (change.old, change.new):
            reference = volume["spec"].get("claimRef") if volume is not None else None
            if reference:
                self.loop.queue.add((reference.get("namespace", ""), reference.get("name", "")))
        if change.new is not None and not change.new["spec"].get("claimRef"):
            self._add_unbound()

    def _add_unbound(self) -> None:
        for claim in self._claims.all():
            if not claim["spec"].get("volumeName"):
                self.loop.queue.add(name_of(claim))

    def _pod_changed(self, change: Change) -> None:
        """A claim that is being deleted waits for the pods that use it."""
        for name in self._uses.claims_of(change.obj):
            claim = self._claims.get(*name)
            if claim is not None and claim["metadata"].get("deletionTimestamp"):
                self.loop.queue.add(name)

    def _reconcile(self, key: Name) -> float | None:
        claim = self._view.access.find(CLAIMS, *key)
        if claim is None:
            return None
        if claim["metadata"].get("deletionTimestamp") and not self._uses.any_of(claim):
            self._unprotect(claim)
            return None
        if (claim["metadata"].get("annotations") or {}).get(match.BIND_COMPLETED):
            self._keep(claim)
        elif claim["spec"].get("volumeName"):
            self._bind_named(claim)
        else:
            self._find(claim)
        return None

    def _unprotect(self, claim: Obj) -> None:
        def change(current: Obj) -> None:
            present = current["metadata"].get("finalizers") or []
            current["metadata"]["finalizers"] = [name for name in present if name != PROTECTION]

        self._view.mutate(CLAIMS, claim["metadata"]["namespace"], claim["metadata"]["name"], change)

    def _keep(self, claim: Obj) -> None:
        """A bound claim stays with its volume; without it, it is lost for good."""
        volume = self._view.access.find(VOLUMES, None, claim["spec"].get("volumeName") or "")
        if volume is None:
            self._lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!")
        elif volume["spec"].get("claimRef") is None:
            self._bind(claim, volume)
        elif not match.is_reserved_for(volume, claim):
            message = "Two claims are bound to the same volume, this one is bound incorrectly"
            self._lose(claim, "ClaimMisbound", message)
        else:
            self._bind(claim, volume)

    def _lose(self, claim: Obj, reason: str, message: str) -> None:
        if (claim.get("status") or {}).get("phase") != "Lost":
            self._status(claim, {"phase": "Lost"})
            self._event(claim, "Warning", reason, message)

    def _bind_named(self, claim: Obj) -> None:
        """The user named the volume."""
        volume = self._view.access.find(VOLUMES, None, claim["spec"]["volumeName"])
        if volume is None or volume["metadata"].get("deletionTimestamp"):
            return
        reference = volume["spec"].get("claimRef")
        if reference is None or match.is_reserved_for(volume, claim):
            if match.fits(volume, claim):
                self._bind(claim, volume)
            else:
                message = f'Cannot bind to requested volume "{volume["metadata"]["name"]}": it does not fit the claim'
                self._event(claim, "Warning", "VolumeMismatch", message)
        else:
            message = f'volume "{volume["metadata"]["name"]}" already bound to a different claim.'
            self._event(claim, "Warning", "FailedBinding", message)

    def _find(self, claim: Obj) -> None:
        volume = match.best(self._volumes.all(), claim)
        storage_class = self._classes.get("", match.class_of(claim))
        annotations = claim["metadata"].get("annotations") or {}
        waits = storage_class is not None and storage_class.get("volumeBindingMode") == "WaitForFirstConsumer"
        reserved = volume is not None and match.is_reserved_for(volume, claim)
        if waits and match.SELECTED_NODE not in annotations and not reserved:
            message = "waiting for first consumer to be created before binding"
            self._event(claim, "Normal", "WaitForFirstConsumer", message)
        elif volume is not None:
            self._bind(claim, volume)
        elif storage_class is not None:
            self._provision(claim, storage_class)
        elif match.class_of(claim):
            message = f'storageclass.storage.k8s.io "{match.class_of(claim)}" not found'
            self._event(claim, "Warning", "ProvisioningFailed", message)
        else:
            message = "no persistent volumes available for this claim and no storage class is set"
            self._event(claim, "Normal", "FailedBinding", message)

    def _provision(self, claim: Obj, storage_class: Obj) -> None:
        provisioner = storage_class["provisioner"]
        if provisioner == _NO_PROVISIONER:
            message = "no persistent volumes available for this claim and its storage class makes none"
            self._event(claim, "Normal", "FailedBinding", message)
            return
        if provisioner != PROVISIONER:
            message = (
                f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by"
                " the system administrator. If volume creation is delayed, please verify that the provisioner is"
                " running and correctly registered."
            )
            self._event(claim, "Normal", "ExternalProvisioning", message)
            return
        if claim["spec"].get("volumeMode") == "Block" or claim["spec"].get("dataSource"):
            message = "block volumes and volumes made from other volumes are not supported by volumes.localkube"
            self._event(claim, "Warning", "ProvisioningFailed", message)
            return
        planned = match.provisioned(claim, storage_class)
        try:
            volume = self._view.create(VOLUMES, None, planned)
        except AlreadyExists:
            volume = self._view.access.get(VOLUMES, None, planned["metadata"]["name"])
        else:
            message = f"Successfully provisioned volume {planned['metadata']['name']}"
            self._event(claim, "Normal", "ProvisioningSucceeded", message)
        self._bind(claim, volume)

    def _bind(self, claim: Obj, volume: Obj) -> None:
        """The volume's side first: from then on it is nobody else's."""
        volume = self._take(claim, volume)
        name, spec = volume["metadata"]["name"], volume["spec"]
        metadata = claim["metadata"]

        def change(current: Obj) -> None:
            annotations = dict(current["metadata"].get("annotations") or {})
            if current["spec"].get("volumeName") != name:
                current["spec"]["volumeName"] = name
                annotations[match.BOUND_BY_CONTROLLER] = "yes"
            annotations[match.BIND_COMPLETED] = "yes"
            current["metadata"]["annotations"] = annotations

        bound = self._view.mutate(CLAIMS, metadata["namespace"], metadata["name"], change)
        if (bound.get("status") or {}).get("phase") != "Bound":
            status = {"phase": "Bound", "accessModes": spec["accessModes"], "capacity": clone(spec["capacity"])}
            self._status(bound, status)

    def _take(self, claim: Obj, volume: Obj) -> Obj:
        reference = match.reference_to(claim)

        def reserve(current: Obj) -> None:
            present = current["spec"].get("claimRef") or {}
            if present.get("uid") == reference["uid"]:
                return
            if not present:
                annotations = dict(current["metadata"].get("annotations") or {})
                current["metadata"]["annotations"] = {**annotations, match.BOUND_BY_CONTROLLER: "yes"}
            current["spec"]["claimRef"] = reference

        def bound(current: Obj) -> None:
            current["status"] = {**(current.get("status") or {}), "phase": "Bound"}

        name = volume["metadata"]["name"]
        self._view.mutate(VOLUMES, None, name, reserve)
        return self._view.mutate(VOLUMES, None, name, bound, "status")

    def _status(self, claim: Obj, status: Obj) -> None:
        def change(current: Obj) -> None:
            current["status"] = {**(current.get("status") or {}), **status}

        self._view.mutate(CLAIMS, claim["metadata"]["namespace"], claim["metadata"]["name"], change, "status")

    def _event(self, claim: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(claim, event_type, reason, message, COMPONENT)
