"""What changes of a node are called in the events about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from localkube.objects.access import Obj
from localkube.objects.meta import condition

_REASONS = {
    "MemoryPressure": {"True": "NodeHasInsufficientMemory", "False": "NodeHasSufficientMemory"},
    "DiskPressure": {"True": "NodeHasDiskPressure", "False": "NodeHasNoDiskPressure"},
    "PIDPressure": {"True": "NodeHasInsufficientPID", "False": "NodeHasSufficientPID"},
    "Ready": {"True": "NodeReady", "False": "NodeNotReady"},
}


def subject(node: Obj) -> Obj:
    """What events of a kubelet about its node refer to: as with all kubelets, its name stands for its uid.

    Older kubectl look for these events by that.
    """
    return {**node, "metadata": {**node["metadata"], "uid": node["metadata"]["name"]}}


def changes(before: Obj, after: Obj) -> Iterator[str]:
    """The reasons of events, one for each condition that has another status. ``before`` may be empty."""
    for kind, reasons in _REASONS.items():
        was, is_now = ((condition(node, kind) or {}).get("status", "") for node in (before, after))
        if was != is_now and is_now in reasons:
            yield reasons[is_now]


def is_rebooted(before: Obj, after: Obj) -> bool:
    """Whether the machine started anew in between."""
    was, is_now = (((node.get("status") or {}).get("nodeInfo") or {}).get("bootID", "") for node in (before, after))
    return bool(was and is_now and was != is_now)


def schedulable(node: Obj) -> str:
    """The reason of the event that tells whether the node takes new pods."""
    return "NodeNotSchedulable" if (node.get("spec") or {}).get("unschedulable") else "NodeSchedulable"
