"""What every namespace has from its birth, and emptying it when it is deleted.

Pods go first and with their grace; the rest follows when they are gone, so that what they use (network policies,
secrets, services) outlives them. The last step takes ``kubernetes`` from ``spec.finalizers``: that ends it.
"""

from __future__ import annotations

from localkube.controllers.cache import Change, name_of
from localkube.controllers.custom_kinds import custom_kind
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists, Forbidden, NotFound
from localkube.objects.kinds import DEFINITIONS, KINDS
from localkube.objects.meta import clone, set_condition

ROOT_CA = "kube-root-ca.crt"
FINALIZER = "kubernetes"

_LOOK_AGAIN = 1.0
_MOST_PER_TURN = 100


def namespaces(view: View, settings: Settings) -> Loop[str]:
    """The loop for namespaces."""
    return Namespaces(view, settings).loop


class Namespaces:
    """The controller; keyed by namespace."""

    def __init__(self, view: View, settings: Settings) -> None:
        self._view = view
        self._ca = settings.cluster_ca
        self._namespaces = view.cache("namespaces")
        self.loop: Loop[str] = Loop("namespaces", self._reconcile, (self._namespaces,))
        self._namespaces.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)[1]))
        for resource in ("serviceaccounts", "configmaps"):
            view.cache(resource).subscribe(self._furniture_changed)
        view.cache("pods").subscribe(self._pod_changed)

    def _furniture_changed(self, change: Change) -> None:
        namespace, name = name_of(change.obj)
        if name in ("default", ROOT_CA):
            self.loop.queue.add(namespace)

    def _pod_changed(self, change: Change) -> None:
        """The last pod's end lets a leaving namespace proceed at once."""
        namespace = self._namespaces.get("", name_of(change.obj)[0])
        if change.new is None and namespace is not None and _is_leaving(namespace):
            self.loop.queue.add(namespace["metadata"]["name"])

    def _reconcile(self, name: str) -> float | None:
        namespace = self._view.access.find("namespaces", None, name)
        if namespace is None:
            return None
        if not _is_leaving(namespace):
            self._furnish(name)
            return None
        left = self._empty(name)
        self._report(name, left)
        if left:
            return _LOOK_AGAIN if all(_is_leaving(obj) for objects in left.values() for obj in objects) else 0.0
        self._finalize(namespace)
        return None

    def _furnish(self, namespace: str) -> None:
        wanted: list[tuple[str, Obj]] = [
            ("serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}})
        ]
        if self._ca is not None:
            data = {"ca.crt": self._ca}
            wanted.append(
                ("configmaps", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": ROOT_CA}, "data": data})
            )
        for resource, obj in wanted:
            name = obj["metadata"]["name"]
            present = self._view.access.find(resource, namespace, name)
            if present is None:
                self._create(resource, namespace, obj)
            elif present.get("data") != obj.get("data") and "data" in obj:
                self._view.mutate(resource, namespace, name, lambda current, obj=obj: current.update(data=obj["data"]))  # type: ignore[misc]

    def _create(self, resource: str, namespace: str, obj: Obj) -> None:
        obj["metadata"]["namespace"] = namespace
        try:
            self._view.create(resource, namespace, obj)
        except AlreadyExists:
            return
        except Forbidden:
            if not self._view.is_leaving(namespace):
                raise

    def _empty(self, namespace: str) -> dict[str, list[Obj]]:
        """Ask for the deletion of what comes next in order; returns what is left, by resource."""
        pods = self._delete_all("pods", namespace)
        if pods:
            return {"pods": pods}
        custom = map(custom_kind, self._view.access.list(DEFINITIONS))
        left = {
            kind.resource: self._delete_all(kind.resource, namespace)
            for kind in (*KINDS, *filter(None, custom))
            if kind.namespaced and kind.resource != "pods" and "delete" in kind.verbs
        }
        return {resource: objects for resource, objects in left.items() if objects}

    def _delete_all(self, resource: str, namespace: str) -> list[Obj]:
        """Ask for the deletion of some, to let others work in between; returns what there is still."""
        staying = [obj for obj in self._view.access.list(resource, namespace) if not _is_leaving(obj)]
        for obj in staying[:_MOST_PER_TURN]:
            try:
                self._view.delete(resource, obj)
            except NotFound:
                continue
        return self._view.access.list(resource, namespace)

    def _report(self, name: str, left: dict[str, list[Obj]]) -> None:
        counts = ", ".join(f"{resource} has {len(objects)} resource instances" for resource, objects in left.items())
        finalizers = sorted({f for objects in left.values() for obj in objects for f in _finalizers(obj)})

        def change(namespace: Obj) -> None:
            status = namespace.setdefault("status", {})
            conditions = clone(status.get("conditions") or [])
            if left:
                message = f"Some resources are remaining: {counts}"
                set_condition(conditions, "NamespaceContentRemaining", "True", "SomeResourcesRemain", message)
            else:
                message = "All content successfully removed"
                set_condition(conditions, "NamespaceContentRemaining", "False", "ContentRemoved", message)
            if finalizers:
                message = f"Some content in the namespace has finalizers remaining: {', '.join(finalizers)}"
                set_condition(conditions, "NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", message)
            status["conditions"] = conditions
            status["phase"] = "Terminating"

        self._view.mutate("namespaces", None, name, change, "status")

    def _finalize(self, namespace: Obj) -> None:
        name = namespace["metadata"]["name"]

        def change(current: Obj) -> None:
            spec = current.setdefault("spec", {})
            spec["finalizers"] = [f for f in spec.get("finalizers") or [] if f != FINALIZER]

        try:
            changed = self._view.mutate("namespaces", None, name, change, "finalize")
        except NotFound:
            return
        still = self._view.access.find("namespaces", None, name)
        if still is None or changed["spec"].get("finalizers") or still["metadata"].get("finalizers"):
            return
        self._view.delete("namespaces", still)


def _is_leaving(obj: Obj) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


def _finalizers(obj: Obj) -> list[str]:
    finalizers: list[str] = obj["metadata"].get("finalizers") or []
    return finalizers
