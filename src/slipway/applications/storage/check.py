"""The rules for volumes of services. Plain decisions: what the cluster has is handed in.

``at`` is the place of the configuration in the request's body (``services[0].``), so that errors name the field.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.applications.storage.names import claim_name, writes_alone
from slipway.applications.storage.schemas import ServiceVolume
from slipway.cluster import Obj
from slipway.errors import Conflict, Invalid, Param
from slipway.quantities import parse
from slipway.volumes import MODES, belongs_to, class_of, is_going, size_of

if TYPE_CHECKING:
    from slipway.applications.schemas import ServiceConfig

LEAST_SIZE = "16Mi"
"""Less holds no file system that is worth it."""
RESERVED = ("/proc", "/sys", "/dev")


@dataclass(frozen=True, slots=True)
class Live:
    """What the cluster has in a tenant's namespace: claims by name, and storage classes. None: nobody knows now."""

    claims: Mapping[str, Obj] | None = None
    classes: Mapping[str, Obj] | None = None


def check_volumes(config: ServiceConfig, at: str) -> None:
    """Refuse volumes that contradict each other, or the files of the service."""
    names: set[str] = set()
    taken = [files.mount_path.rstrip("/") for files in config.files if files.key is None]
    for index, volume in enumerate(config.volumes):
        field = f"{at}volumes[{index}]"
        if volume.name in names:
            raise Invalid("volume.name_doubled", {"name": volume.name}, field=f"{field}.name")
        names.add(volume.name)
        if parse(volume.size) < parse(LEAST_SIZE):
            params: dict[str, Param] = {"field": f"{field}.size", "value": volume.size, "least": LEAST_SIZE}
            raise Invalid("service.quantity_too_small", params, field=f"{field}.size")
        taken.append(_checked_path(volume.mount_path, taken, f"{field}.mount_path"))


def check_replicas(name: str, config: ServiceConfig, replicas: int, field: str) -> None:
    """Refuse several replicas of a service that has a volume for one only."""
    if replicas > 1 and writes_alone(config):
        alone = [each.name for each in config.volumes if each.access == "single" and not each.read_only]
        raise Invalid("volume.single_writer", {"name": name, "replicas": replicas, "volumes": alone}, field=field)


def check_live(service: str, config: ServiceConfig, before: ServiceConfig | None, live: Live, at: str) -> None:
    """Refuse what the volumes that are there already cannot become, and classes that the cluster does not have."""
    old = {each.name: each for each in before.volumes} if before else {}
    for index, volume in enumerate(config.volumes):
        field, claim = f"{at}volumes[{index}]", (live.claims or {}).get(claim_name(service, volume.name))
        if live.claims is None or claim is not None:
            _refuse_shrinking(volume, old.get(volume.name), claim, field)
        if claim is not None:
            _refuse_other(service, volume, claim, field)
        if claim is None or class_of(claim) != volume.storage_class:
            _check_class(volume, live, field)
        if claim is not None:
            _refuse_fixed_size(volume, claim, live, field)


def check_staying(service: str, config: ServiceConfig, live: Live) -> None:
    """Refuse to publish a service while a volume of it is being deleted: it would start with the data that goes."""
    for volume in config.volumes:
        claim = (live.claims or {}).get(claim_name(service, volume.name))
        if claim is not None and is_going(claim):
            raise Conflict("volume.going", {"name": service, "volume": volume.name})


def grown(config: ServiceConfig, now: ServiceConfig) -> ServiceConfig:
    """Return an earlier configuration with the sizes that its volumes have by now: volumes never shrink."""
    sizes = {each.name: each.size for each in now.volumes}
    volumes = [
        each.model_copy(update={"size": max(each.size, sizes.get(each.name, each.size), key=parse)})
        for each in config.volumes
    ]
    return config.model_copy(update={"volumes": volumes})


def _checked_path(path: str, taken: list[str], field: str) -> str:
    place = path.rstrip("/")
    if posixpath.normpath(path) != place or any(place == one or place.startswith(f"{one}/") for one in RESERVED):
        raise Invalid("volume.path_invalid", {"path": path}, field=field)
    for other in taken:
        if place == other or place.startswith(f"{other}/") or other.startswith(f"{place}/"):
            raise Invalid("volume.path_taken", {"path": place, "other": other}, field=field)
    return place


def _refuse_shrinking(volume: ServiceVolume, old: ServiceVolume | None, claim: Obj | None, field: str) -> None:
    """A file that has never known of a larger volume leaves it as it is; one that asks for less than before does not.

    A claim that was made by hand to be larger, or was grown by itself, stays so.
    """
    if old is None or parse(volume.size) >= parse(old.size):
        return
    if claim is None or parse(volume.size) < parse(size_of(claim)):
        params: dict[str, Param] = {"volume": volume.name, "size": size_of(claim) if claim else old.size}
        raise Invalid("volume.shrinks", {**params, "wanted": volume.size}, field=f"{field}.size")


def _refuse_other(service: str, volume: ServiceVolume, claim: Obj, field: str) -> None:
    name = claim["metadata"]["name"]
    if not belongs_to(claim, service):
        raise Conflict("volume.claim_taken", {"volume": volume.name, "claim": name}, field=f"{field}.name")
    has = class_of(claim) or ""
    if volume.storage_class is not None and has and volume.storage_class != has:
        params: dict[str, Param] = {"volume": volume.name, "has": has, "wanted": volume.storage_class}
        raise Invalid("volume.class_fixed", params, field=f"{field}.storage_class")
    if MODES[volume.access] not in (claim["spec"].get("accessModes") or []):
        raise Invalid("volume.access_fixed", {"volume": volume.name}, field=f"{field}.access")


def _check_class(volume: ServiceVolume, live: Live, field: str) -> None:
    if volume.storage_class is not None and live.classes is not None and volume.storage_class not in live.classes:
        params: dict[str, Param] = {"name": volume.storage_class, "known": sorted(live.classes) or ["-"]}
        raise Invalid("volume.class_unknown", params, field=f"{field}.storage_class")


def _refuse_fixed_size(volume: ServiceVolume, claim: Obj, live: Live, field: str) -> None:
    chosen = (live.classes or {}).get(class_of(claim) or "")
    if parse(volume.size) > parse(size_of(claim)) and chosen is not None and not chosen["allowVolumeExpansion"]:
        params: dict[str, Param] = {"volume": volume.name, "size": size_of(claim), "class_name": class_of(claim)}
        raise Invalid("volume.not_expandable", params, field=f"{field}.size")
