"""Custom kinds' definitions: which names they get, when they are served, and the end of their objects before their own.

Source: "Extend the Kubernetes API with CustomResourceDefinitions", and the conditions as the API reference has them.
"""

from __future__ import annotations

from collections.abc import Iterable

from localkube.controllers.cache import Change, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.custom.definition import CLEANUP
from localkube.objects.errors import NotFound
from localkube.objects.kinds import DEFINITIONS, KINDS
from localkube.objects.meta import clone, condition, set_condition

_LOOK_AGAIN = 0.5
_MOST_PER_TURN = 100
_BUILT_IN = frozenset(kind.resource for kind in KINDS)


def definitions(view: View, _settings: Settings) -> Loop[str]:
    """The loop for custom resource definitions."""
    return Definitions(view).loop


class Definitions:
    """The controller; keyed by definition."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known = view.cache(DEFINITIONS)
        self.loop: Loop[str] = Loop("custom resource definitions", self._reconcile, (self._known,))
        self._known.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        self.loop.queue.add(name_of(change.obj)[1])
        if change.new is None:  # its names are free for others of its group
            group = change.obj["spec"]["group"]
            for crd in self._known.all():
                if crd["spec"]["group"] == group:
                    self.loop.queue.add(name_of(crd)[1])

    def _reconcile(self, name: str) -> float | None:
        crd = self._view.access.find(DEFINITIONS, None, name)
        if crd is None:
            return None
        if "deletionTimestamp" in crd["metadata"] and CLEANUP in (crd["metadata"].get("finalizers") or ()):
            return self._clean_up(crd)
        self._accept(name)
        return None

    def _accept(self, name: str) -> None:
        others = [crd for crd in self._view.access.list(DEFINITIONS) if crd["metadata"]["name"] != name]

        def change(crd: Obj) -> None:
            crd["status"] = accepted(crd, others)

        self._view.mutate(DEFINITIONS, None, name, change, "status")

    def _clean_up(self, crd: Obj) -> float | None:
        """Delete the objects; the definition goes with the last of them."""
        name = crd["metadata"]["name"]
        left = [] if name in _BUILT_IN or not _established(crd) else self._delete_objects(name)
        if left:
            message = f"CustomResource deletion is in progress, {len(left)} instances are left"
            self._tell(name, "True", "InstanceDeletionInProgress", message)
            return _LOOK_AGAIN if all("deletionTimestamp" in obj["metadata"] for obj in left) else 0.0
        self._tell(name, "False", "InstanceDeletionCompleted", "removed all instances")

        def release(current: Obj) -> None:
            finalizers = current["metadata"].get("finalizers") or []
            current["metadata"]["finalizers"] = [each for each in finalizers if each != CLEANUP]

        self._view.mutate(DEFINITIONS, None, name, release)
        return None

    def _delete_objects(self, resource: str) -> list[Obj]:
        staying = [o for o in self._view.access.list(resource) if "deletionTimestamp" not in o["metadata"]]
        for obj in staying[:_MOST_PER_TURN]:
            try:
                self._view.delete(resource, obj)
            except NotFound:
                continue
        return self._view.access.list(resource)

    def _tell(self, name: str, status: str, reason: str, message: str) -> None:
        def change(crd: Obj) -> None:
            set_condition(crd["status"].setdefault("conditions", []), "Terminating", status, reason, message)

        self._view.mutate(DEFINITIONS, None, name, change, "status")


def accepted(crd: Obj, others: Iterable[Obj]) -> Obj:
    """The status of a definition beside ``others``: the names it may use, and whether it is served."""
    status: Obj = clone(crd.get("status") or {})
    wanted: Obj = crd["spec"]["names"]
    held: Obj = status.get("acceptedNames") or {}
    taken = _taken(crd["spec"]["group"], others)
    refused = _conflicts(wanted, taken)
    kept = {name: held[name] for name in refused if held.get(name)}
    status["acceptedNames"] = {"kind": "", "plural": ""} | {
        name: value for name, value in {**clone(wanted), **kept}.items() if name not in refused or name in kept
    }
    conditions: list[Obj] = status.setdefault("conditions", [])
    if refused:
        field, message = list(refused.items())[-1]
        set_condition(conditions, "NamesAccepted", "False", f"{field[0].upper()}{field[1:]}Conflict", message)
    else:
        set_condition(conditions, "NamesAccepted", "True", "NoConflicts", "no conflicts found")
    if condition({"status": status}, "Established") is None or not _established({"status": status}):
        if refused:
            set_condition(conditions, "Established", "False", "NotAccepted", "not all names are accepted")
        else:
            message = "the initial names have been accepted"
            set_condition(conditions, "Established", "True", "InitialNamesAccepted", message)
    return status


def _established(crd: Obj) -> bool:
    found = condition(crd, "Established")
    return found is not None and found.get("status") == "True"


def _taken(group: str, others: Iterable[Obj]) -> tuple[set[str], set[str]]:
    """The resource names and the kind names that a group has given away."""
    resources: set[str] = set()
    kinds: set[str] = set()
    for other in others:
        if other["spec"]["group"] == group:
            names: Obj = (other.get("status") or {}).get("acceptedNames") or {}
            resources |= {names.get("plural", ""), names.get("singular", ""), *(names.get("shortNames") or ())}
            kinds |= {names.get("kind", ""), names.get("listKind", "")}
    return resources - {""}, kinds - {""}


def _conflicts(wanted: Obj, taken: tuple[set[str], set[str]]) -> dict[str, str]:
    """Which names cannot be had, and what is told of each."""
    resources, kinds = taken
    found: dict[str, str] = {}
    for field, used in (("plural", resources), ("singular", resources), ("kind", kinds), ("listKind", kinds)):
        if field == "kind" and (short := next((n for n in wanted.get("shortNames") or () if n in resources), None)):
            found["shortNames"] = f'"{short}" is already in use'
        if wanted.get(field) in used:
            found[field] = f'"{wanted[field]}" is already in use'
    return found
