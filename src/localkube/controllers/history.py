"""Revisions of a pod template, kept as controller revisions, for daemon sets and stateful sets.

Each revision's data is a patch that brings the owner's template back: ``kubectl rollout undo`` applies it.
"""

from __future__ import annotations

from dataclasses import dataclass

from localkube.controllers.ownership import Wanted, claim, index_owners
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists, NotFound
from localkube.objects.meta import clone, owner_reference, pod_template_hash

REVISIONS = "controllerrevisions.apps"
POD_LABEL = "controller-revision-hash"
HASH_LABEL = "controller.kubernetes.io/hash"

_LONGEST_NAME = 253 - 11


@dataclass(frozen=True, slots=True)
class History:
    """``update``: the revision of the owner's present template; ``all`` in their order."""

    update: Obj
    all: list[Obj]

    @property
    def name(self) -> str:
        """Of the revision that the pods should have."""
        name: str = self.update["metadata"]["name"]
        return name

    def template_of(self, name: str) -> Obj | None:
        """The pod template of a revision."""
        for revision in self.all:
            if revision["metadata"]["name"] == name:
                template: Obj = clone(revision["data"]["spec"]["template"])
                template.pop("$patch", None)
                return template
        return None


def hash_of(revision: Obj) -> str:
    """The hash that a revision's name ends with."""
    value: str = (revision["metadata"].get("labels") or {}).get(POD_LABEL, "")
    return value


class Keeper:
    """The revisions of one kind of owner."""

    def __init__(self, view: View, resource: str) -> None:
        self._view = view
        self._resource = resource
        self.cache = view.cache(REVISIONS)
        index_owners(self.cache)

    def sync(self, owner: Obj) -> History:
        """Have a revision of the present template, as the highest one. Raises ApiError."""
        mine = claim(self._view, self._resource, owner, Wanted(REVISIONS, owner["spec"]["selector"]))
        ordered = sorted(mine, key=_order)
        data = _data(owner)
        same = next((revision for revision in reversed(ordered) if revision["data"] == data), None)
        if same is None:
            made = self._create(owner, data, _next(ordered))
            return History(made, [*ordered, made])
        if same is not ordered[-1]:
            same = self._raise(same, _next(ordered))
            ordered = sorted(
                [r for r in ordered if r["metadata"]["uid"] != same["metadata"]["uid"]] + [same], key=_order
            )
        return History(same, ordered)

    def trim(self, owner: Obj, history: History, used: set[str]) -> None:
        """Delete the oldest revisions beyond the limit that no pod is of."""
        limit = owner["spec"].get("revisionHistoryLimit", 10)
        unused = [r for r in history.all if r is not history.update and r["metadata"]["name"] not in used]
        for revision in unused[: max(0, len(unused) - limit)]:
            try:
                self._view.delete(REVISIONS, revision)
            except NotFound:
                continue

    def _create(self, owner: Obj, data: Obj, number: int) -> Obj:
        metadata = owner["metadata"]
        collisions = (owner.get("status") or {}).get("collisionCount", 0)
        digest = pod_template_hash({"data": data, "collisions": collisions} if collisions else data)
        labels = owner["spec"]["template"].get("metadata", {}).get("labels") or {}
        name = f"{metadata['name'][:_LONGEST_NAME]}-{digest}"
        planned = {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": {
                "name": name,
                "namespace": metadata["namespace"],
                "labels": {**labels, POD_LABEL: digest, HASH_LABEL: digest},
                "annotations": _told(owner),
                "ownerReferences": [owner_reference(owner)],
            },
            "data": data,
            "revision": number,
        }
        try:
            return self._view.create(REVISIONS, metadata["namespace"], planned)
        except AlreadyExists:
            taken = self._view.access.get(REVISIONS, metadata["namespace"], name)
            if taken["data"] == data:
                return taken
            self._count_collision(owner)
            raise

    def _count_collision(self, owner: Obj) -> None:
        def change(current: Obj) -> None:
            status = current.setdefault("status", {})
            status["collisionCount"] = status.get("collisionCount", 0) + 1

        metadata = owner["metadata"]
        self._view.mutate(self._resource, metadata["namespace"], metadata["name"], change, "status")

    def _raise(self, revision: Obj, number: int) -> Obj:
        def change(current: Obj) -> None:
            current["revision"] = number

        metadata = revision["metadata"]
        return self._view.mutate(REVISIONS, metadata["namespace"], metadata["name"], change)


def _data(owner: Obj) -> Obj:
    return {"spec": {"template": {**clone(owner["spec"]["template"]), "$patch": "replace"}}}


def _told(owner: Obj) -> Obj:
    """What people noted about the change."""
    told = owner["metadata"].get("annotations") or {}
    return {key: value for key, value in told.items() if key != "kubectl.kubernetes.io/last-applied-configuration"}


def _order(revision: Obj) -> tuple[int, str, str]:
    metadata = revision["metadata"]
    return revision["revision"], metadata["creationTimestamp"], metadata["name"]


def _next(ordered: list[Obj]) -> int:
    return int(ordered[-1]["revision"]) + 1 if ordered else 1
