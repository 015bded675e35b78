"""The list of all volumes that somebody may see, read off the watch cache; only the asked page is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from slipway.access import Actor
from slipway.cluster import STORAGE_CLASS, Obj, WatchCache
from slipway.db import Session
from slipway.labels import APPLICATION, APPLICATION_ID, SERVICE, SERVICE_ID, VOLUME
from slipway.tenants import Home
from slipway.volumes.claims import access_of, bytes_of, capacity_of, class_of, label_of, size_of
from slipway.volumes.directory import Owner, Place, VolumeDirectory
from slipway.volumes.reach import Reach
from slipway.volumes.schemas import VolumePage, VolumeRow, VolumeUse
from slipway.volumes.space import LiveSpace, Spaces
from slipway.volumes.state import around, reason_of, state_of
from slipway.volumes.users import UsingPod, users_in
from slipway.web import PageRequest, sort_of

Field = Callable[[Obj], str | int | None]
FIELDS: Mapping[str, Field] = {
    "name": lambda claim: str(claim["metadata"]["name"]),
    "application_name": lambda claim: label_of(claim, APPLICATION),
    "service_name": lambda claim: label_of(claim, SERVICE),
    "state": lambda claim: state_of(claim).value,
    "size": lambda claim: bytes_of(size_of(claim)),
    "storage_class": class_of,
    "created_at": lambda claim: claim["metadata"].get("creationTimestamp"),
}
TENANT_NAME = "tenant_name"
SORT = (*FIELDS, TENANT_NAME)
SEARCH = ("name", "application_name", "service_name", "storage_class")
Uses = Mapping[Place, list[VolumeUse]]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Shows volumes as rows."""

    cache: WatchCache
    directory: VolumeDirectory
    space: LiveSpace

    async def page(self, session: Session, reach: Reach, paging: PageRequest) -> VolumePage:
        """Return the asked page. Raises Unavailable when nobody knows the cluster yet."""
        self.cache.require_synced()
        name, descending = sort_of(paging, SORT)
        found = _search(reach.claims(self.cache), reach, paging.q.casefold())
        uses: Uses | None = None
        if reach.wanted.used is not None:
            uses = await self.uses(session, reach.actor, [(claim, reach.home(claim)) for claim in found])
            used = reach.wanted.used
            found = [each for each in found if self._is_used(each, reach.home(each), uses) == used]
        ordered = _ordered(found, _field(name, reach), descending=descending)
        first = (paging.page - 1) * paging.page_size
        shown = [(claim, reach.home(claim)) for claim in ordered[first : first + paging.page_size]]
        if uses is None:
            uses = await self.uses(session, reach.actor, shown)
        spaces = await self.spaces(shown)
        rows = [self.row(claim, home, uses, spaces) for claim, home in shown]
        return VolumePage(items=rows, total=len(ordered), page=paging.page, page_size=paging.page_size)

    async def uses(self, session: Session, actor: Actor, claims: Iterable[tuple[Obj, Home]]) -> Uses:
        """Return which services have these claims."""
        owners: set[Owner] = {(home.id, service) for claim, home in claims if (service := label_of(claim, SERVICE))}
        return await self.directory.uses(session, actor, owners) if owners else {}

    async def spaces(self, claims: Iterable[tuple[Obj, Home]]) -> Spaces:
        """Return how full these claims' volumes are, where a host has them mounted and tells."""
        pods = [pod for claim, _ in claims for pod in self.pods(claim)]
        return await self.space.ask({pod.host for pod in pods if pod.host})

    def pods(self, claim: Obj) -> list[UsingPod]:
        """Return the pods that use a claim."""
        metadata = claim["metadata"]
        return users_in(self.cache, metadata["namespace"]).get(metadata["name"], [])

    def row(self, claim: Obj, home: Home, uses: Uses, spaces: Spaces) -> VolumeRow:
        """Show one volume."""
        metadata, pods = claim["metadata"], self.pods(claim)
        used_by = uses.get((home.id, metadata["name"]), [])
        capacity, class_name = capacity_of(claim), class_of(claim) or None
        chosen = self.cache.get(STORAGE_CLASS, "", class_name) if class_name else None
        return VolumeRow(
            id=f"{home.id}/{metadata['name']}",
            name=metadata["name"],
            volume=label_of(claim, VOLUME),
            tenant_id=home.id,
            tenant_name=home.name,
            application_id=label_of(claim, APPLICATION_ID),
            application_name=label_of(claim, APPLICATION),
            service_id=label_of(claim, SERVICE_ID),
            service_name=label_of(claim, SERVICE),
            state=state_of(claim),
            reason=reason_of(claim, around(self.cache, claim, used=bool(pods))),
            size=size_of(claim),
            size_bytes=bytes_of(size_of(claim)),
            capacity=capacity,
            capacity_bytes=bytes_of(capacity) if capacity else None,
            storage_class=class_name,
            access=access_of(claim),
            expandable=chosen is not None and chosen["allowVolumeExpansion"],
            usage=spaces.get((home.namespace, metadata["name"])),
            used=bool(used_by or pods),
            used_by=used_by,
            pods=[pod.name for pod in pods],
            created_at=metadata["creationTimestamp"],
        )

    def _is_used(self, claim: Obj, home: Home, uses: Uses) -> bool:
        return bool(self.pods(claim)) or (home.id, claim["metadata"]["name"]) in uses


def _field(name: str, reach: Reach) -> Field:
    return (lambda claim: reach.home(claim).name) if name == TENANT_NAME else FIELDS[name]


def _ordered(claims: list[Obj], value: Field, *, descending: bool) -> list[Obj]:
    """Sort by one field; what has none comes last."""
    keyed = [(value(each), each) for each in claims]
    known = [pair for pair in keyed if pair[0] not in (None, "")]
    known.sort(key=lambda pair: pair[0], reverse=descending)  # type: ignore[arg-type, return-value]  # one field's values
    return [each for _, each in known] + [each for key, each in keyed if key in (None, "")]


def _search(claims: list[Obj], reach: Reach, text: str) -> list[Obj]:
    if not text:
        return claims
    fields = [FIELDS[name] for name in SEARCH]
    return [
        claim
        for claim in claims
        if text in reach.home(claim).name.casefold()
        or any(text in str(field(claim) or "").casefold() for field in fields)
    ]
