"""Why no node fits, in the sentence that Kubernetes' scheduler writes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from localkube.controllers.scheduling.filters import Reason
from localkube.objects.access import Obj

NO_NODES = "no nodes available to schedule pods"


def unschedulable(pod: Obj, refusals: Sequence[Sequence[Reason]]) -> str:
    """The message of the condition and the event; ``refusals`` are the reasons of each node."""
    if not refusals:
        return NO_NODES
    count = len(refusals)
    causes = Counter(reason.text for reasons in refusals for reason in reasons)
    return f"{_none_of(count, causes)} preemption: {_preemption(pod, refusals)}"


def blocked(why: str, nodes: int) -> str:
    """The message when something about the pod itself keeps it from every node."""
    hopeless = _none_of(nodes, {"Preemption is not helpful for scheduling": nodes})
    return f"0/{nodes} nodes are available: {why}. preemption: {hopeless}"


def _preemption(pod: Obj, refusals: Sequence[Sequence[Reason]]) -> str:
    if pod["spec"].get("preemptionPolicy") == "Never":
        return "not eligible due to preemptionPolicy=Never."
    helpless = sum(1 for reasons in refusals if not all(reason.helped_by_preemption for reason in reasons))
    causes = {
        "No preemption victims found for incoming pod": len(refusals) - helpless,
        "Preemption is not helpful for scheduling": helpless,
    }
    return _none_of(len(refusals), causes)


def _none_of(nodes: int, causes: dict[str, int]) -> str:
    return f"0/{nodes} nodes are available: {', '.join(_sorted(causes.items()))}."


def _sorted(causes: Iterable[tuple[str, int]]) -> list[str]:
    return sorted(f"{count} {text}" for text, count in causes if count)
