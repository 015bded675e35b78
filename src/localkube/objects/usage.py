"""What pods and the node use, as who measures it tells it. The kubelet measures; the API and the autoscaler ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ContainerUsage:
    """``cpu_cores``: mean over the window of the pod. ``working_set_bytes``: memory that cannot be taken back."""

    cpu_cores: float
    working_set_bytes: int


@dataclass(frozen=True, slots=True)
class PodUsage:
    """``containers``: those that ran at ``at`` and for the whole ``window`` before it, by name."""

    at: datetime
    window: timedelta
    containers: Mapping[str, ContainerUsage]
    pod_uid: str = ""


@dataclass(frozen=True, slots=True)
class NodeUsage:
    """The machine's, with what is not in pods; of a node that is a part of one, its pods' and a share of the rest."""

    at: datetime
    window: timedelta
    cpu_cores: float
    working_set_bytes: int


class UsageSource(Protocol):
    """The newest samples. None: not measured (yet), since a rate needs two measurements."""

    def pod(self, namespace: str, name: str) -> PodUsage | None:
        """Of the pod that has this name now: of its running containers, and None until each of them has a rate."""
        ...

    def node(self, name: str) -> NodeUsage | None: ...
