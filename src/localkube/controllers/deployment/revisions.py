"""Replica sets as revisions of a deployment: which one is current, their numbers, making a new one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from localkube.controllers.deployment.fleet import Fleet, counted, size
from localkube.objects.access import Obj
from localkube.objects.meta import clone, owner_reference, pod_template_hash

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"

_OWN_ANNOTATIONS = {
    REVISION,
    HISTORY,
    DESIRED,
    MAXIMUM,
    "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
}


def number(obj: Obj, annotation: str) -> int | None:
    """The number in an annotation; None when there is none."""
    text = (obj["metadata"].get("annotations") or {}).get(annotation, "")
    return int(text) if text.isascii() and text.isdigit() else None


def revision(obj: Obj) -> int:
    """The revision that a replica set (or deployment) carries, 0 without one."""
    return number(obj, REVISION) or 0


def sort_fleet(deployment: Obj, sets: Iterable[Obj]) -> Fleet:
    """Tell the set with the current template (the oldest, should there be several) from the others."""
    ordered = sorted(sets, key=lambda s: (s["metadata"]["creationTimestamp"], s["metadata"]["name"]))
    wanted = _comparable(deployment["spec"]["template"])
    new = next((s for s in ordered if _comparable(s["spec"]["template"]) == wanted), None)
    return Fleet(deployment, new, [s for s in ordered if s is not new])


def same_template(deployment: Obj, replica_set: Obj) -> bool:
    """Whether the replica set makes the pods that the deployment asks for."""
    return _comparable(deployment["spec"]["template"]) == _comparable(replica_set["spec"]["template"])


def latest(sets: Sequence[Obj]) -> Obj | None:
    """The set that was made last."""
    return max(sets, key=lambda s: (s["metadata"]["creationTimestamp"], revision(s)), default=None)


def next_revision(fleet: Fleet) -> int:
    """The number for the new set: its own while it is the highest, else one more than all others have."""
    highest = max((revision(old) for old in fleet.old), default=0)
    own = revision(fleet.new) if fleet.new is not None else 0
    return own if own > highest else highest + 1


def new_set(fleet: Fleet, replicas: int) -> Obj:
    """The replica set of the deployment's current template."""
    deployment = fleet.deployment
    metadata, spec = deployment["metadata"], deployment["spec"]
    collisions = (deployment.get("status") or {}).get("collisionCount", 0)
    template = clone(spec["template"])
    template_hash = pod_template_hash({**template, "collisions": collisions} if collisions else template)
    labels = {**(template["metadata"].get("labels") or {}), HASH_LABEL: template_hash}
    template["metadata"]["labels"] = labels
    selector = clone(spec["selector"])
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH_LABEL: template_hash}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{metadata['name']}-{template_hash}",
            "namespace": metadata["namespace"],
            "labels": dict(labels),
            "annotations": annotations_for(fleet, {}) | scale_annotations(fleet),
            "ownerReferences": [owner_reference(deployment)],
        },
        "spec": {
            "replicas": replicas,
            "minReadySeconds": spec.get("minReadySeconds", 0),
            "selector": selector,
            "template": template,
        },
    }


def annotations_for(fleet: Fleet, present: dict[str, str]) -> dict[str, str]:
    """The new set's annotations: the deployment's, its revision, and the revisions that it was before."""
    inherited = {
        key: value
        for key, value in (fleet.deployment["metadata"].get("annotations") or {}).items()
        if key not in _OWN_ANNOTATIONS
    }
    result = {**present, **inherited}
    wanted, had = str(next_revision(fleet)), present.get(REVISION)
    if had != wanted:
        result[REVISION] = wanted
        if had:
            result[HISTORY] = ",".join(filter(None, [present.get(HISTORY), had]))
    return result


def scale_annotations(fleet: Fleet) -> dict[str, str]:
    """What every set remembers of the deployment's size, to scale in proportion later."""
    return {DESIRED: str(fleet.wanted), MAXIMUM: str(fleet.most)}


def expendable(fleet: Fleet) -> list[Obj]:
    """Old sets beyond ``revisionHistoryLimit``, lowest revisions first, as far as they are empty and at rest."""
    limit = fleet.deployment["spec"].get("revisionHistoryLimit", 10)
    staying = sorted((s for s in fleet.old if not s["metadata"].get("deletionTimestamp")), key=revision)
    return [s for s in staying[: max(0, len(staying) - limit)] if _is_at_rest(s)]


def _is_at_rest(replica_set: Obj) -> bool:
    generation = replica_set["metadata"].get("generation", 0)
    return (
        size(replica_set) == 0
        and not counted(replica_set, "replicas")
        and generation <= counted(replica_set, "observedGeneration")
    )


def _comparable(template: Obj) -> Obj:
    """A template without its hash label and without fields that say nothing."""
    copy = clone(template)
    metadata = copy.get("metadata") or {}
    (metadata.get("labels") or {}).pop(HASH_LABEL, None)
    copy["metadata"] = {key: value for key, value in metadata.items() if value}
    pruned = _prune(copy)
    assert isinstance(pruned, dict)
    return pruned


def _prune(value: object) -> object:
    if isinstance(value, dict):
        return {key: _prune(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_prune(item) for item in value]
    return value
