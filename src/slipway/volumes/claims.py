"""Read volume claims and storage classes as the cluster has them. Plain functions, and the one way to what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from slipway.cluster import STORAGE_CLASS, VOLUME_CLAIM, Obj, WatchCache
from slipway.labels import BY_TENANT, MANAGED_BY, MANAGER, SERVICE
from slipway.quantities import parse
from slipway.volumes.watched import DEFAULT

Access = Literal["single", "shared"]
MODES: Mapping[Access, str] = {"single": "ReadWriteOnce", "shared": "ReadWriteMany"}


def size_of(claim: Obj) -> str:
    """Return how much the claim asks for, as it is written."""
    requests: Obj = ((claim.get("spec") or {}).get("resources") or {}).get("requests") or {}
    return str(requests.get("storage") or "0")


def capacity_of(claim: Obj) -> str | None:
    """Return how much the claim has got; None before it is bound."""
    found: str | None = ((claim.get("status") or {}).get("capacity") or {}).get("storage")
    return found


def bytes_of(quantity: str | None) -> int:
    """Return an amount in bytes; whoever writes claims by hand may write anything."""
    try:
        return int(parse(quantity or "0"))
    except ValueError:
        return 0


def class_of(claim: Obj) -> str | None:
    """Return the name of the claim's storage class; None or empty: it has none (yet)."""
    found: str | None = (claim.get("spec") or {}).get("storageClassName")
    return found


def access_of(claim: Obj) -> Access:
    """Tell whether one host or many may have the volume at the same time."""
    modes = (claim.get("spec") or {}).get("accessModes") or []
    return "shared" if {"ReadWriteMany", "ReadOnlyMany"} & set(modes) else "single"


def label_of(claim: Obj, name: str) -> str | None:
    """Return one label."""
    found: str | None = (claim["metadata"].get("labels") or {}).get(name)
    return found


def belongs_to(claim: Obj, service: str) -> bool:
    """Tell whether the claim is that of a service of this name; names of services are unique in a namespace."""
    return label_of(claim, MANAGED_BY) == MANAGER and label_of(claim, SERVICE) == service


def is_going(claim: Obj) -> bool:
    """Tell whether the claim was told to go."""
    return "deletionTimestamp" in claim["metadata"]


def is_default(storage_class: Obj) -> bool:
    """Tell whether claims that name no class get this one."""
    return bool(storage_class["metadata"]["annotations"][DEFAULT] == "true")


@dataclass(frozen=True, slots=True)
class Claims:
    """What this process knows of claims and classes; nothing is known without a cluster."""

    cache: WatchCache | None = None

    @property
    def known(self) -> bool:
        """Whether everything was seen at least once."""
        return self.cache is not None and self.cache.synced

    def of(self, namespace: str) -> dict[str, Obj] | None:
        """Return a tenant's claims by name; None while they are not known."""
        if self.cache is None or not self.known:
            return None
        return {claim["metadata"]["name"]: claim for claim in self.cache.find(VOLUME_CLAIM, BY_TENANT, namespace)}

    def classes(self) -> dict[str, Obj] | None:
        """Return the storage classes by name; None while they are not known."""
        if self.cache is None or not self.known:
            return None
        return {each["metadata"]["name"]: each for each in self.cache.all(STORAGE_CLASS)}
