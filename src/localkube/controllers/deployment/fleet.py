"""A deployment with its replica sets, and how many pods it may have at most and must have at least. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from localkube.controllers.amounts import resolve
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class Bounds:
    """``maxSurge`` and ``maxUnavailable`` as numbers of pods."""

    surge: int
    unavailable: int


@dataclass(frozen=True, slots=True)
class Resize:
    """``replica_set`` shall have ``size`` replicas."""

    replica_set: Obj
    size: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """``new`` has the deployment's current template (None: not made yet), ``old`` are the others, oldest first."""

    deployment: Obj
    new: Obj | None
    old: Sequence[Obj]

    @property
    def all(self) -> list[Obj]:
        """Every replica set."""
        return [*self.old, self.new] if self.new is not None else list(self.old)

    @property
    def active(self) -> list[Obj]:
        """Those that want pods."""
        return [replica_set for replica_set in self.all if size(replica_set) > 0]

    @property
    def wanted(self) -> int:
        """``spec.replicas`` of the deployment."""
        replicas: int = self.deployment["spec"].get("replicas", 1)
        return replicas

    @property
    def most(self) -> int:
        """How many pods there may be at any time."""
        return self.wanted + bounds(self.deployment).surge

    @property
    def least(self) -> int:
        """How many pods must be available at any time."""
        return self.wanted - bounds(self.deployment).unavailable


def size(replica_set: Obj) -> int:
    """How many pods a replica set wants."""
    replicas: int = replica_set["spec"].get("replicas", 1)
    return replicas


def counted(replica_set: Obj, field: str) -> int:
    """A number in a replica set's status."""
    value: int = (replica_set.get("status") or {}).get(field) or 0
    return value


def total(sets: Sequence[Obj]) -> int:
    """How many pods these replica sets want together."""
    return sum(size(replica_set) for replica_set in sets)


def is_rolling(deployment: Obj) -> bool:
    """Whether old and new pods may run side by side."""
    kind: str = deployment["spec"].get("strategy", {}).get("type", "RollingUpdate")
    return kind == "RollingUpdate"


def bounds(deployment: Obj) -> Bounds:
    """Percentages of the replicas: surge rounded up, unavailable rounded down; not both zero, or nothing could move."""
    replicas: int = deployment["spec"].get("replicas", 1)
    if not is_rolling(deployment):
        return Bounds(surge=0, unavailable=0)
    rolling = deployment["spec"].get("strategy", {}).get("rollingUpdate") or {}
    surge = resolve(rolling.get("maxSurge", "25%"), replicas, up=True)
    unavailable = resolve(rolling.get("maxUnavailable", "25%"), replicas, up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return Bounds(surge, min(unavailable, replicas))
