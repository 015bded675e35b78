"""Pods that no host takes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slipway.applications.status.observed import condition, label
from slipway.applications.status.pods.parts import Scene, amount
from slipway.applications.status.texts import RESOURCES, tell
from slipway.cluster import Obj
from slipway.containers import Reason
from slipway.hosts.partitions import LABEL
from slipway.quantities import bytes_in_words, cpus_in_words, parse

_LACKING = re.compile(r"Insufficient (cpu|memory)")


def placing(pod: Obj, scene: Scene) -> Reason | None:
    """Return why the scheduler finds no host."""
    scheduled = condition(pod, "PodScheduled")
    if scheduled is None or scheduled.get("status") != "False":
        return None
    said = str(scheduled.get("message") or "")
    if "persistentvolumeclaim" in said.lower():
        return tell("volume_unbound", detail=said)
    found = set(_LACKING.findall(said))
    lacking = [resource for resource in ("memory", "cpu") if resource in found]
    partition_id = (pod["spec"].get("nodeSelector") or {}).get(LABEL)
    hosts = [host for host in scene.hosts if label(host, LABEL) == partition_id]
    if partition_id is not None:
        return _in_partition(pod, scene.partition or partition_id, hosts, said, full=bool(lacking))
    if scene.hosts and not hosts:
        return tell("unschedulable.all_kept", detail=said)
    if not lacking or not hosts:
        return tell("unschedulable", detail=said)
    return tell("unschedulable.no_room", _room(pod, lacking, hosts), said)


def _in_partition(pod: Obj, partition: str, hosts: Sequence[Obj], said: str, *, full: bool) -> Reason:
    """Say why no host of the partition takes the pod; hosts of others do not matter to it."""
    params: dict[str, str | int] = {"partition": partition}
    if not hosts:
        return tell("partition_empty", params, said)
    if full:
        return tell("partition_full", {**params, **_room(pod, ("cpu", "memory"), hosts)}, said)
    return tell("unschedulable.partition", params, said)


def _room(pod: Obj, lacking: Sequence[str], hosts: Sequence[Obj]) -> dict[str, str | int]:
    """Say what a replica reserves of what is lacking, and what the largest host has of it."""
    asked: dict[str, str] = {}
    largest: dict[str, str] = {}
    for resource in lacking:
        show = bytes_in_words if resource == "memory" else cpus_in_words
        asked[resource] = show(
            str(sum(parse(amount(each, "requests", resource)) for each in pod["spec"]["containers"]))
        )
        largest[resource] = show(str(max(parse(host["status"]["allocatable"].get(resource, "0")) for host in hosts)))
    return {
        "lacking": " and ".join("CPU" if each == "cpu" else each for each in lacking),
        "lacking_zh": "和".join(RESOURCES[each] for each in lacking),
        "asked": _in_english(asked),
        "asked_zh": _in_chinese(asked),
        "largest": _in_english(largest),
        "largest_zh": _in_chinese(largest),
    }


def _in_english(amounts: dict[str, str]) -> str:
    return ", ".join(f"{amount} {'CPU' if name == 'cpu' else name}" for name, amount in amounts.items())


def _in_chinese(amounts: dict[str, str]) -> str:
    return "、".join(f"{amount} {RESOURCES[name]}" for name, amount in amounts.items())
