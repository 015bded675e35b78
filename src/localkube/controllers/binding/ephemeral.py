"""Makes the claims of generic ephemeral volumes, which live and die with their pods."""

from __future__ import annotations

from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError
from localkube.objects.meta import clone, owner_reference
from localkube.objects.storage import CLAIMS, claims_of, is_for

COMPONENT = "ephemeral_volume"


def ephemeral_claims(view: View, _settings: Settings) -> Loop[Name]:
    """The loop; keyed by pod."""
    return EphemeralClaims(view).loop


class EphemeralClaims:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        pods = view.cache("pods")
        self.loop = Loop("ephemeral claims", self._reconcile, (pods,))
        pods.subscribe(self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        if change.old is None and any("ephemeral" in volume for volume in change.obj["spec"].get("volumes") or ()):
            self.loop.queue.add(name_of(change.obj))

    def _reconcile(self, key: Name) -> float | None:
        pod = self._view.access.find("pods", *key)
        if pod is None or pod["metadata"].get("deletionTimestamp"):
            return None
        names = claims_of(pod)
        for volume in pod["spec"].get("volumes") or ():
            if "ephemeral" in volume:
                self._have(pod, volume, names[volume["name"]])
        return None

    def _have(self, pod: Obj, volume: Obj, name: str) -> None:
        namespace = pod["metadata"]["namespace"]
        present = self._view.access.find(CLAIMS, namespace, name)
        if present is not None:
            if not is_for(pod, present, volume["name"]):
                raise ApiError(f'PVC "{namespace}/{name}" was not created for pod "{pod["metadata"]["name"]}"')
            return
        template = volume["ephemeral"]["volumeClaimTemplate"]
        metadata = template.get("metadata") or {}
        claim = {
            "metadata": {
                "name": name,
                "namespace": namespace,
                "labels": dict(metadata.get("labels") or {}),
                "annotations": dict(metadata.get("annotations") or {}),
                "ownerReferences": [owner_reference(pod)],
            },
            "spec": clone(template["spec"]),
        }
        self._view.create(CLAIMS, namespace, claim)
