"""What the cluster remembers of an autoscaler's changes, in plain words. The reading of its events is pure."""

from __future__ import annotations

import asyncio
import re

from slipway.applications.scaling.schemas import Rescale
from slipway.cluster import AUTOSCALER, EVENT, Cluster, Obj, event_time
from slipway.errors import Unavailable
from slipway.messages import Message

PATIENCE_SECONDS = 3.0
RESCALED = "SuccessfulRescale"
_SAID = re.compile(r"New size: (?P<size>\d+); reason: (?P<why>.*)", re.DOTALL)

WORDS = (
    (re.compile(r"^cpu .*above target"), Message("CPU above its target", "CPU 用量超过目标")),
    (re.compile(r"^memory .*above target"), Message("Memory above its target", "内存用量超过目标")),
    (re.compile(r"^All metrics below target"), Message("All use below its targets", "各项用量均低于目标")),
    (re.compile(r"below Spec.MinReplicas"), Message("There were fewer than the least", "副本数少于下限")),
    (re.compile(r"above Spec.MaxReplicas"), Message("There were more than the most", "副本数多于上限")),
)
"""How Kubernetes words its reasons, and what they mean. What it words otherwise is shown as it stands."""


async def rescales(cluster: Cluster, namespace: str, name: str) -> list[Rescale] | None:
    """Ask the cluster for the changes by the autoscaler of that name, newest first; None when it does not answer."""
    about = {"kind": AUTOSCALER.name, "name": name}
    fields = ",".join([*(f"involvedObject.{key}={value}" for key, value in about.items()), f"reason={RESCALED}"])
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            events = await cluster.list_all(EVENT, namespace, fields=fields)
    except (Unavailable, TimeoutError):
        return None
    return [rescale_of(event) for event in sorted(events, key=event_time, reverse=True)]


def rescale_of(event: Obj) -> Rescale:
    """Read one event."""
    said = str(event.get("message") or "")
    parts = _SAID.fullmatch(said)
    why = parts["why"] if parts else said
    words = next((words for pattern, words in WORDS if pattern.search(why)), Message(why, why))
    return Rescale(at=event_time(event), replicas=int(parts["size"]) if parts else None, why=words.en, why_zh=words.zh)
