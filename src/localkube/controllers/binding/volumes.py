"""Follows persistent volumes: free, taken, released, and gone when their reclaim policy says so."""

from __future__ import annotations

from localkube.controllers.binding import match
from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.storage import CLAIMS, VOLUMES, is_ours

COMPONENT = "persistentvolume-controller"
PROTECTION = "kubernetes.io/pv-protection"


def volumes(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for persistent volumes."""
    return Volumes(view).loop


class Volumes:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._volumes = view.cache(VOLUMES)
        self._claims = view.cache(CLAIMS)
        self.loop = Loop(VOLUMES, self._reconcile, (self._volumes, self._claims))
        self._volumes.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._claims.subscribe(self._claim_changed)

    def _claim_changed(self, change: Change) -> None:
        """Every volume that the claim has, or that waits for one of its name."""
        for claim in (change.old, change.new):
            if claim is not None and claim["spec"].get("volumeName"):
                self.loop.queue.add(("", claim["spec"]["volumeName"]))
        if change.new is None:
            for volume in self._volumes.all():
                reference = volume["spec"].get("claimRef") or {}
                if (reference.get("namespace"), reference.get("name")) == name_of(change.obj):
                    self.loop.queue.add(name_of(volume))

    def _reconcile(self, key: Name) -> float | None:
        volume = self._view.access.find(VOLUMES, None, key[1])
        if volume is None:
            return None
        reference = volume["spec"].get("claimRef")
        if not reference or not reference.get("uid"):
            self._settle(volume, "Available")
            return None
        claim = self._view.access.find(CLAIMS, reference["namespace"], reference["name"])
        if claim is None or claim["metadata"]["uid"] != reference["uid"]:
            self._reclaim(volume)
        elif claim["spec"].get("volumeName") == volume["metadata"]["name"]:
            self._phase(volume, "Bound")
        elif claim["spec"].get("volumeName"):
            self._free(volume)
        return None

    def _settle(self, volume: Obj, phase: str) -> None:
        """Nobody has the volume: it may go if somebody deleted it."""
        self._phase(volume, phase)
        if volume["metadata"].get("deletionTimestamp"):
            self._unprotect(volume)

    def _reclaim(self, volume: Obj) -> None:
        """Its claim is gone."""
        self._settle(volume, "Released")
        policy = volume["spec"].get("persistentVolumeReclaimPolicy")
        if volume["metadata"].get("deletionTimestamp") or policy not in ("Delete", "Recycle"):
            return
        if policy == "Recycle":
            self._fail(volume, "VolumeFailedRecycle", "no recyclable volume plugin matched")
            return
        if not is_ours(volume):
            message = "error getting deleter volume plugin for volume: no deletable volume plugin matched"
            self._fail(volume, "VolumeFailedDelete", message)
            return
        self._view.delete(VOLUMES, volume)

    def _free(self, volume: Obj) -> None:
        """Its claim took another volume meanwhile: what was made for it is removed, what was found is free again."""
        annotations = volume["metadata"].get("annotations") or {}
        if match.PROVISIONED_BY in annotations:
            self._reclaim(volume)
            return

        def change(current: Obj) -> None:
            current["spec"].pop("claimRef", None)
            (current["metadata"].get("annotations") or {}).pop(match.BOUND_BY_CONTROLLER, None)

        if match.BOUND_BY_CONTROLLER in annotations:
            self._view.mutate(VOLUMES, None, volume["metadata"]["name"], change)
        self._settle(volume, "Available")

    def _fail(self, volume: Obj, reason: str, message: str) -> None:
        """Somebody has to look after it."""
        self._phase(volume, "Failed", message)
        self._view.event(volume, "Warning", reason, message, COMPONENT)

    def _phase(self, volume: Obj, phase: str, message: str = "") -> None:
        def change(current: Obj) -> None:
            if not (phase == "Released" and (current.get("status") or {}).get("phase") == "Failed"):
                current["status"] = {"phase": phase, **({"message": message} if message else {})}

        try:
            self._view.mutate(VOLUMES, None, volume["metadata"]["name"], change, "status")
        except NotFound:
            return

    def _unprotect(self, volume: Obj) -> None:
        def change(current: Obj) -> None:
            present = current["metadata"].get("finalizers") or []
            current["metadata"]["finalizers"] = [name for name in present if name != PROTECTION]

        try:
            self._view.mutate(VOLUMES, None, volume["metadata"]["name"], change)
        except NotFound:
            return
