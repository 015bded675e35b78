"""The marks by which the cluster knows a partition's hosts: a label that draws, a taint that repels. Pure.

Pods that are pinned select the label and tolerate the taint; all others meet the taint only. The taint keeps new pods
away and lets those that run go on.
"""

from __future__ import annotations

from collections.abc import Container

from slipway.cluster import Obj

LABEL = "slipway.io/partition"
TAINT_EFFECT = "NoSchedule"


def label_of(node: Obj) -> str | None:
    """Return the id of the partition that a node is labelled with."""
    found: str | None = (node["metadata"].get("labels") or {}).get(LABEL)
    return found


def taints_of(node: Obj) -> list[Obj]:
    """Return all of a node's taints."""
    return (node.get("spec") or {}).get("taints") or []


def marked(node: Obj, partition_id: str | None, ours: Container[str]) -> Obj:
    """Return the node with the marks of its partition, or without any; it is equal to ``node`` when that is in order.

    Of a host in no partition only marks whose value is among ``ours`` are removed: the others are somebody else's.
    """
    labels = dict(node["metadata"].get("labels") or {})
    if partition_id is not None:
        labels[LABEL] = partition_id
    elif labels.get(LABEL, "") in ours:
        labels.pop(LABEL, None)
    taints = _taints(taints_of(node), partition_id, ours)
    return _with(node, labels, taints)


def _taints(taints: list[Obj], partition_id: str | None, ours: Container[str]) -> list[Obj]:
    if partition_id is None:
        return [each for each in taints if not (_is_partition(each) and each.get("value", "") in ours)]
    if any(_is_partition(each) and each.get("value") == partition_id for each in taints):
        return taints
    # A node has no two taints of one key and effect, so another value's has to make room.
    kept = [each for each in taints if not _is_partition(each)]
    return [*kept, {"key": LABEL, "value": partition_id, "effect": TAINT_EFFECT}]


def _is_partition(taint: Obj) -> bool:
    return taint.get("key") == LABEL and taint.get("effect") == TAINT_EFFECT


def _with(node: Obj, labels: dict[str, str], taints: list[Obj]) -> Obj:
    """Change only what differs, so that a node without labels or taints stays as the cluster writes it."""
    metadata, spec = node["metadata"], node.get("spec") or {}
    if labels != (metadata.get("labels") or {}):
        node = {**node, "metadata": {**metadata, "labels": labels}}
    if taints != (spec.get("taints") or []):
        node = {**node, "spec": {**spec, "taints": taints}}
    return node
