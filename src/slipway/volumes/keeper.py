"""Look at one volume closely, let it grow, and delete it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from slipway.access import Action, Actor, require
from slipway.audit import Target, record, record_refusal
from slipway.cluster import EVENT, STORAGE_CLASS, VOLUME_CLAIM, Cluster, Obj, event_time
from slipway.db import Database, Session
from slipway.errors import Conflict, Hidden, Invalid, NotFound, SlipwayError, Unavailable
from slipway.labels import APPLICATION_ID, BY_ABOUT, BY_TENANT, SERVICE
from slipway.quantities import parse
from slipway.tenants import Demand, Home, check_quota, locked_tenant, tenant_by_id
from slipway.volumes.claims import class_of, is_going, label_of, size_of
from slipway.volumes.inventory import Inventory, Uses
from slipway.volumes.schemas import VolumeDetail, VolumeEvent, VolumeMount, VolumePod, VolumeRow

MOST_EVENTS = 50
MOST_HELD_SECONDS = 3.0
"""How long others may wait for a deletion that the cluster does not answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that the actor may know of, and whose it is."""

    home: Home
    claim: Obj

    @property
    def name(self) -> str:
        """The claim's name."""
        return str(self.claim["metadata"]["name"])

    @property
    def target(self) -> Target:
        """How the operation log names it."""
        return Target("volume", str(self.claim["metadata"]["uid"]), self.name, self.home.id)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Finds, shows and changes volumes for one actor. No transaction stays open while the cluster is asked."""

    actor: Actor
    database: Database
    cluster: Cluster
    show: Inventory

    async def detail(self, tenant_id: str, name: str) -> VolumeDetail:
        """Show one volume. Raises NotFound."""
        found = await self._find(tenant_id, name, Action.VOLUME_READ)
        row = await self._row(found)
        told = await self._events(found)
        warnings = self.show.cache.find(EVENT, BY_ABOUT, found.claim["metadata"]["uid"])
        pods = [
            VolumePod(
                pod=pod.name,
                host=pod.host,
                mounts=[VolumeMount(container=m.container, path=m.path, read_only=m.read_only) for m in pod.mounts],
            )
            for pod in self.show.pods(found.claim)
        ]
        return VolumeDetail(
            **dict(row),
            persistent_volume=found.claim["spec"].get("volumeName") or None,
            access_modes=found.claim["spec"].get("accessModes") or [],
            mounted_by=pods,
            events=_shown(told if told is not None else warnings)[:MOST_EVENTS],
            events_complete=told is not None,
        )

    async def grow(self, tenant_id: str, name: str, size: str) -> VolumeDetail:
        """Give a volume a larger size, which its storage brings about. Raises Invalid and Conflict."""
        found = await self._find(tenant_id, name, Action.VOLUME_MANAGE)
        before = size_of(found.claim)
        self._refuse_growth(found, size)
        await self._check_quota(found, size)
        change: Obj = {"spec": {"resources": {"requests": {"storage": size}}}}
        try:
            grown = await self.cluster.patch(VOLUME_CLAIM, name, change, found.home.namespace)
        except SlipwayError as error:
            await self._refused(found, "volume.grow", error)
            if error.code == "cluster.rejected":
                said = str(error.params["reason"])
                raise Invalid("volume.rejected", {"volume": name, "said": said}, field="size") from error
            raise
        async with self.database.session() as session:
            record(session, self.actor, "volume.grow", found.target, {"size": before}, {"size": size})
        return await self.detail_of(Found(found.home, grown))

    async def detail_of(self, found: Found) -> VolumeDetail:
        """Show a claim as the cluster has just answered it, before the watch has told of it."""
        row = await self._row(found)
        spec = found.claim["spec"]
        return VolumeDetail(
            **dict(row),
            persistent_volume=spec.get("volumeName") or None,
            access_modes=spec.get("accessModes") or [],
            mounted_by=[],
            events=[],
            events_complete=False,
        )

    async def delete(self, tenant_id: str, name: str) -> None:
        """Delete a volume with its data. Raises Conflict, naming the users, while something uses it."""
        found = await self._find(tenant_id, name, Action.VOLUME_MANAGE)
        if is_going(found.claim):
            raise Conflict("volume.deleting", {"volume": name})
        try:
            async with self.database.session() as session:
                # Whoever publishes holds the tenant as well, so nobody begins to use the volume while it goes. This
                # is the one change for which a transaction waits for the cluster, and it waits for a moment only.
                await locked_tenant(session, found.home.id)
                await self._delete_unused(session, found)
        except SlipwayError as error:
            if error.code != "volume.in_use":
                await self._refused(found, "volume.delete", error)
            raise

    async def _delete_unused(self, session: Session, found: Found) -> None:
        place, service = (found.home.id, found.name), label_of(found.claim, SERVICE)
        uses = (await self.show.uses(session, self.actor, [(found.claim, found.home)])).get(place, [])
        users = [f"{each.application_name}/{each.service_name}" for each in uses if each.published]
        users = users or [pod.name for pod in self.show.pods(found.claim)]
        if users:
            raise Conflict("volume.in_use", {"volume": found.name, "used_by": users})
        await self._take_away(found)
        before = {"size": size_of(found.claim), "storage_class": class_of(found.claim) or None, "service": service}
        record(session, self.actor, "volume.delete", found.target, before)

    async def _take_away(self, found: Found) -> None:
        uid = found.claim["metadata"]["uid"]
        try:
            async with asyncio.timeout(MOST_HELD_SECONDS):
                existed = await self.cluster.delete(VOLUME_CLAIM, found.name, found.home.namespace, uid=uid)
        except TimeoutError as error:
            raise Unavailable("cluster.unavailable") from error
        if not existed:
            raise NotFound("volume.not_found", {"name": found.name})

    async def _find(self, tenant_id: str, name: str, action: Action) -> Found:
        async with self.database.read() as session:
            tenant = await tenant_by_id(session, self.actor, tenant_id)
            home = Home(tenant.id, tenant.name, tenant.namespace)
        require(self.actor, action, home.id)
        self.show.cache.require_synced()
        claim = self.show.cache.get(VOLUME_CLAIM, home.namespace, name)
        if claim is None:
            raise NotFound("volume.not_found", {"name": name})
        if not self.actor.knows(label_of(claim, APPLICATION_ID)):
            raise Hidden("volume.not_found", {"name": name})
        return Found(home, claim)

    async def _row(self, found: Found) -> VolumeRow:
        async with self.database.read() as session:
            uses: Uses = await self.show.uses(session, self.actor, [(found.claim, found.home)])
        return self.show.row(found.claim, found.home, uses, await self.show.spaces([(found.claim, found.home)]))

    def _refuse_growth(self, found: Found, size: str) -> None:
        params = {"volume": found.name, "size": size_of(found.claim)}
        if is_going(found.claim):
            raise Conflict("volume.deleting", params)
        if parse(size) <= parse(params["size"]):
            raise Invalid("volume.not_larger", params, field="size")
        class_name = class_of(found.claim)
        chosen = self.show.cache.get(STORAGE_CLASS, "", class_name) if class_name else None
        if chosen is None or not chosen["allowVolumeExpansion"]:
            raise Conflict("volume.not_expandable", {**params, "class_name": class_name or "-"})

    async def _check_quota(self, found: Found, size: str) -> None:
        """Refuse what the tenant's quota has no room for; two that come at once, the cluster's own quota parts."""
        claims = self.show.cache.find(VOLUME_CLAIM, BY_TENANT, found.home.namespace)
        before = sum((parse(size_of(each)) for each in claims), Decimal(0))
        after = before - parse(size_of(found.claim)) + parse(size)
        async with self.database.read() as session:
            tenant = await tenant_by_id(session, self.actor, found.home.id)
            check_quota(tenant, Demand(storage=before), Demand(storage=after), lambda _: "size")

    async def _refused(self, found: Found, action: str, error: SlipwayError) -> None:
        async with self.database.session() as session:
            record_refusal(session, self.actor, action, found.target, error.code)

    async def _events(self, found: Found) -> list[Obj] | None:
        """Return what the cluster noted about the claim; None when it does not answer."""
        uid = found.claim["metadata"]["uid"]
        try:
            known = await self.cluster.list_all(EVENT, found.home.namespace, fields=f"involvedObject.uid={uid}")
        except SlipwayError:
            return None
        return [each for each in known if each["involvedObject"].get("uid") == uid]


def _shown(events: Sequence[Obj]) -> list[VolumeEvent]:
    shown = [
        VolumeEvent.model_validate(
            {
                "time": event_time(each),
                "type": each.get("type") or "Warning",
                "reason": each.get("reason") or "",
                "message": each.get("message") or "",
                "count": int((each.get("series") or {}).get("count") or each.get("count") or 1),
            }
        )
        for each in events
        if event_time(each)
    ]
    return sorted(shown, key=lambda each: each.time, reverse=True)
