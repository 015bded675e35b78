"""How a volume is, and why it is not as it should be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from slipway.cluster import EVENT, STORAGE_CLASS, Obj, WatchCache, event_time
from slipway.labels import BY_ABOUT, VOLUME
from slipway.reasons import Reason
from slipway.volumes.claims import bytes_of, capacity_of, class_of, is_default, is_going, label_of, size_of
from slipway.volumes.texts import tell

FAILING = ("class_missing", "class_unset", "provisioning_failed", "lost", "resize_failed")
"""Reasons that do not pass by themselves in a moment."""


class VolumeState(StrEnum):
    """Derived, never stored."""

    PENDING = "pending"
    BOUND = "bound"
    GROWING = "growing"
    LOST = "lost"
    DELETING = "deleting"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a claim's reason is judged by, besides the claim."""

    classes: Mapping[str, Obj]
    warnings: Sequence[Obj] = ()
    """About the claim, oldest first."""
    used: bool = False
    """Whether a pod wants it."""


def around(cache: WatchCache, claim: Obj, *, used: bool) -> Surroundings:
    """Return what surrounds a claim."""
    warnings = sorted(cache.find(EVENT, BY_ABOUT, claim["metadata"]["uid"]), key=event_time)
    return Surroundings({each["metadata"]["name"]: each for each in cache.all(STORAGE_CLASS)}, warnings, used)


def state_of(claim: Obj) -> VolumeState:
    """Return the state of a claim."""
    if is_going(claim):
        return VolumeState.DELETING
    phase = (claim.get("status") or {}).get("phase")
    if phase == "Lost":
        return VolumeState.LOST
    if phase != "Bound":
        return VolumeState.PENDING
    return VolumeState.GROWING if bytes_of(capacity_of(claim)) < bytes_of(size_of(claim)) else VolumeState.BOUND


def reason_of(claim: Obj, surroundings: Surroundings) -> Reason | None:
    """Return why a claim is not simply bound; None when it is."""
    params = {
        "volume": label_of(claim, VOLUME) or claim["metadata"]["name"],
        "size": size_of(claim),
        "class_name": class_of(claim) or "",
        "known": ", ".join(sorted(surroundings.classes)) or "-",
    }
    match state_of(claim):
        case VolumeState.DELETING:
            return tell("deleting_used" if surroundings.used else "deleting", params)
        case VolumeState.LOST:
            return tell("lost", params, _said(surroundings, "ClaimLost", "ClaimMisbound"))
        case VolumeState.GROWING:
            return _growing(claim, surroundings, params)
        case VolumeState.PENDING:
            return _pending(claim, surroundings, params)
    return None


def _growing(claim: Obj, surroundings: Surroundings, params: dict[str, str]) -> Reason:
    conditions = (claim.get("status") or {}).get("conditions") or ()
    if any(each.get("type") == "FileSystemResizePending" and each.get("status") == "True" for each in conditions):
        return tell("resize_pending", params)
    said = _said(surroundings, "VolumeResizeFailed", "FileSystemResizeFailed")
    return tell("resize_failed" if said else "growing", params, said)


def _pending(claim: Obj, surroundings: Surroundings, params: dict[str, str]) -> Reason:
    name = class_of(claim)
    chosen = surroundings.classes.get(name or "")
    if name and chosen is None:
        return tell("class_missing", params)
    if not name and not any(is_default(each) for each in surroundings.classes.values()):
        return tell("class_unset", params)
    if said := _said(surroundings, "ProvisioningFailed"):
        return tell("provisioning_failed", params, said)
    waits = chosen is not None and chosen["volumeBindingMode"] == "WaitForFirstConsumer" and not surroundings.used
    return tell("waits_for_user" if waits else "provisioning", params)


def _said(surroundings: Surroundings, *reasons: str) -> str:
    """Return the last that was warned of for one of these reasons."""
    found = [str(each.get("message") or "") for each in surroundings.warnings if each.get("reason") in reasons]
    return found[-1] if found else ""
