"""What API server and scheduler agree on about priority classes. Pure.

Source: "Pod Priority and Preemption" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj

PRIORITY_CLASSES = "priorityclasses.scheduling.k8s.io"

PREEMPT, NEVER = "PreemptLowerPriority", "Never"
POLICIES = (NEVER, PREEMPT)

HIGHEST = 1_000_000_000
"""The highest priority that users may give."""

SYSTEM_PREFIX = "system-"
SYSTEM_CLASSES = {"system-cluster-critical": 2 * HIGHEST, "system-node-critical": 2 * HIGHEST + 1000}


def priority_of(pod: Obj) -> int:
    """A pod from before there were priorities has priority 0."""
    return int(pod["spec"].get("priority") or 0)


def default_class(classes: Iterable[Obj]) -> Obj | None:
    """The class of pods that name none; of several the lowest, as some cluster may have got into that state."""
    marked = [each for each in classes if each.get("globalDefault")]
    return min(marked, key=lambda each: (each.get("value", 0), each["metadata"]["name"]), default=None)


def system_classes() -> list[Obj]:
    """The classes that every cluster has."""
    uses = ("but can be moved to another node if necessary.", "that must not be moved from their current node.")
    descriptions = (
        f"Used for system critical pods that must run in the cluster, {uses[0]}",
        f"Used for system critical pods {uses[1]}",
    )
    return [
        {"metadata": {"name": name}, "value": value, "description": description, "preemptionPolicy": PREEMPT}
        for (name, value), description in zip(SYSTEM_CLASSES.items(), descriptions, strict=True)
    ]
