"""Why no node fits, in the sentence that Kubernetes' scheduler writes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from localkube.controllers.scheduling.filters import Reason

NO_NODES = "no nodes available to schedule pods"
NO_VICTIMS = "No preemption victims found for incoming pod"
NOT_HELPFUL = "Preemption is not helpful for scheduling"


def unschedulable(refusals: Sequence[Sequence[Reason]], preemption: str = "") -> str:
    """The message of the condition and the event; ``refusals`` are the reasons of each node.

    ``preemption``: why no room is made for the pod; nothing when it is.
    """
    if not refusals:
        return NO_NODES
    told = none_of([[reason.text for reason in reasons] for reasons in refusals])
    return f"{told} preemption: {preemption}" if preemption else told


def blocked(why: str, nodes: int) -> str:
    """The message when something about the pod itself keeps it from every node."""
    hopeless = none_of([[NOT_HELPFUL]] * nodes)
    return f"0/{nodes} nodes are available: {why}. preemption: {hopeless}"


def none_of(causes: Sequence[Sequence[str]]) -> str:
    """What is said when no node will do, by what speaks against each."""
    counted = Counter(text for texts in causes for text in texts)
    told = sorted(f"{count} {text}" for text, count in counted.items())
    return f"0/{len(causes)} nodes are available: {', '.join(told)}."
