"""Finds what autoscalers scale: any kind with the scale subresource, built-in or custom."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.custom.definition import kinds_of
from localkube.objects.errors import NotFound
from localkube.objects.kinds import DEFINITIONS, KINDS, Kind
from localkube.objects.scale import scale_of, set_replicas


@dataclass(frozen=True, slots=True)
class Target:
    """One object that is scaled. ``selector``: of its pods, in its query-string form; empty when it tells none."""

    kind: Kind
    obj: Obj
    replicas: int
    selector: str


def find_target(view: View, namespace: str, reference: Obj) -> Target:
    """Raises NotFound: no such kind, nothing to scale in that kind, or no such object."""
    group = reference.get("apiVersion", "").rpartition("/")[0]
    kind = _kind(view, group, reference["kind"])
    if kind is None:
        raise NotFound(f'no matches for kind "{reference["kind"]}" in group "{group}"')
    if "scale" not in kind.subresources or not kind.namespaced:
        raise NotFound("the server could not find the requested resource")
    obj = view.access.get(kind.resource, namespace, reference["name"])
    scale = scale_of(kind, obj)
    return Target(kind, obj, scale["spec"]["replicas"], scale["status"].get("selector", ""))


def rescale(view: View, target: Target, replicas: int) -> None:
    """Have the target ask for so many replicas. Raises ApiError."""
    metadata = target.obj["metadata"]

    def change(current: Obj) -> None:
        if current["metadata"]["uid"] == metadata["uid"]:
            set_replicas(target.kind, current, replicas)

    view.mutate(target.kind.resource, metadata["namespace"], metadata["name"], change)


def _kind(view: View, group: str, name: str) -> Kind | None:
    for kind in KINDS:
        if (kind.group, kind.kind) == (group, name):
            return kind
    for definition in view.cache(DEFINITIONS).all():
        if (definition["spec"]["group"], definition["spec"]["names"]["kind"]) == (group, name):
            kinds = kinds_of(definition)
            return next((k for k in kinds if k.definition and k.definition.storage == k.api_version), None)
    return None
