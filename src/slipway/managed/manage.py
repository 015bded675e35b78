"""Open, change, close, start, stop and restart managed services."""

from __future__ import annotations

import secrets

from slipway.access import Action, require
from slipway.applications import (
    ApplicationFile,
    Context,
    Keeper,
    Live,
    SetFile,
    SetKind,
    claim_name,
    hold_tenant,
    labels,
    make_kept,
    mark_removed,
    reconfigure_kept,
    restart_kept,
    service_file,
    switch_kept,
    volumes_of_application,
)
from slipway.audit import record
from slipway.db import Obj, new_id, utcnow
from slipway.errors import Conflict, Invalid
from slipway.managed.engines import ENGINES
from slipway.managed.engines.engine import CREDENTIALS, DATA
from slipway.managed.find import HeldService, hold_managed, plan_of, target_of
from slipway.managed.models import ManagedOffering, ManagedService
from slipway.managed.offerings import offering_by_id, plan_named
from slipway.managed.schemas import EngineKind, ManagedCreate, ManagedPatch, Plan, PlanChange
from slipway.quantities import parse
from slipway.tenants import What
from slipway.volumes import label_of

KEEPER = "managed"
PASSWORD_BYTES = 24


async def open_managed(context: Context, wanted: ManagedCreate) -> ManagedService:
    """Store a managed service, published at once."""
    tenant = await hold_tenant(context, wanted.tenant_id, Action.MANAGED_MANAGE)
    offering = await offering_by_id(context.session, context.actor, wanted.offering_id)
    if not offering.enabled:
        raise Conflict("offering.disabled", {"name": offering.name}, field="offering_id")
    plan = plan_named(offering, wanted.plan)
    _refuse_left_volume(wanted.name, offering.engine, context.live(tenant))
    file = _file(wanted.name, offering, plan)
    held = await make_kept(context, tenant, file, Keeper(KEEPER, offering.engine), _of_plan)
    row = ManagedService(
        id=new_id(),
        tenant_id=tenant.id,
        name=wanted.name,
        offering_id=offering.id,
        engine=offering.engine,
        version=offering.version,
        plan=plan.model_dump(mode="json"),
        application_id=held.application.id,
        description=wanted.description,
        created_by=context.actor.name,
    )
    context.session.add(row)
    await context.session.flush()
    record(context.session, context.actor, "managed.open", target_of(row), after=_snapshot(row, offering))
    return row


async def change_managed(
    context: Context, managed_id: str, wanted: ManagedPatch, *, dry_run: bool
) -> tuple[ManagedService, list[PlanChange], bool]:
    """Change what is given; return what differs, and whether that replaces the container.

    A dry run is the real thing, taken back: it meets the same rules, the quota among them.
    """
    found = await hold_managed(context, managed_id)
    row, image = found.row, found.held.members[found.row.name].config.image
    before = _words(row, image)
    attempt = await context.session.begin_nested()
    if wanted.description is not None:
        row.description = wanted.description
    image, restarts = await _reconfigure(context, found, wanted)
    after = _words(row, image)
    changes = [
        PlanChange(field=key, before=before[key], after=after[key]) for key in after if before[key] != after[key]
    ]
    await (attempt.rollback() if dry_run else attempt.commit())
    await context.session.refresh(row)
    if changes and not dry_run:
        record(context.session, context.actor, "managed.change", found.target, dict(before), dict(after))
        context.changed(found.held.application)
    return row, changes, restarts


async def close_managed(context: Context, managed_id: str, *, delete_volumes: bool) -> None:
    """Mark a managed service as closed; its rows go when the cluster has nothing of it any more.

    What it keeps stays as a volume that nobody uses, unless that is to go with it.
    """
    found = await hold_managed(context, managed_id)
    before = _snapshot(found.row)
    if delete_volumes:
        require(context.actor, Action.VOLUME_MANAGE, found.held.tenant.id, found.held.application.id)
        before["deleted_volumes"] = volumes_of_application(found.held)
    await mark_removed(context, found.held, delete_volumes=delete_volumes)
    found.row.deleted_at = utcnow()
    record(context.session, context.actor, "managed.close", found.target, before=before)


async def start_managed(context: Context, managed_id: str) -> ManagedService:
    """Bring it up again, with what it kept."""
    return await _switch(context, managed_id, on=True)


async def stop_managed(context: Context, managed_id: str) -> ManagedService:
    """Take it down; what it keeps stays."""
    return await _switch(context, managed_id, on=False)


async def restart_managed(context: Context, managed_id: str) -> ManagedService:
    """Replace its container."""
    found = await hold_managed(context, managed_id)
    if not found.held.published():
        raise Conflict("managed.stopped", {"name": found.row.name})
    restart_kept(context, found.held)
    record(context.session, context.actor, "managed.restart", found.target)
    return found.row


async def _switch(context: Context, managed_id: str, *, on: bool) -> ManagedService:
    found = await hold_managed(context, managed_id)
    if bool(found.held.published()) != on:
        await switch_kept(context, found.held, on=on, place=lambda _: None)
        record(context.session, context.actor, f"managed.{'start' if on else 'stop'}", found.target)
    return found.row


async def _reconfigure(context: Context, found: HeldService, wanted: ManagedPatch) -> tuple[str, bool]:
    """Bring it to its offering's plan or version; return its image, and whether its container is replaced."""
    row, member = found.row, found.held.members[found.row.name]
    before = member.config
    if wanted.plan is None and not wanted.update:
        return before.image, False
    offering = await context.session.get_one(ManagedOffering, row.offering_id)
    image = before.image
    if wanted.plan is not None:
        _resize(row, plan_named(offering, wanted.plan))
    if wanted.update:
        row.version, image = offering.version, offering.image
    config = found.engine.config(image, plan_of(row))
    await reconfigure_kept(context, found.held, member.row.name, config, _of_plan)
    # A volume grows as it is.
    same = config.model_copy(update={"volumes": before.volumes}) == before
    return image, member.row.published and not same


def _resize(row: ManagedService, plan: Plan) -> None:
    """Give it another plan, unless that has less storage."""
    if parse(plan.storage) < parse(plan_of(row).storage):
        params = {"name": row.name, "plan": plan.name, "storage": plan.storage, "has": plan_of(row).storage}
        raise Invalid("managed.storage_shrinks", params, field="plan")
    row.plan = plan.model_dump(mode="json")


def _file(name: str, offering: ManagedOffering, plan: Plan) -> ApplicationFile:
    engine = ENGINES[EngineKind(offering.engine)]
    entries = engine.credentials(secrets.token_hex(PASSWORD_BYTES))
    return ApplicationFile(
        name=name,
        configuration=[SetFile(name=CREDENTIALS, kind=SetKind.SECRET, entries=dict(entries))],
        services=[service_file(name, engine.config(offering.image, plan))],
    )


def _refuse_left_volume(name: str, engine: str, live: Live) -> None:
    """Refuse to begin with the volume of an earlier service of that name, unless the same engine can go on with it."""
    claim = (live.claims or {}).get(claim_name(name, DATA))
    if claim is None:
        return
    if label_of(claim, labels.MANAGED) != engine or ENGINES[EngineKind(engine)].password_in_data:
        raise Conflict("managed.volume_left", {"name": name, "volume": claim_name(name, DATA)}, field="name")


def _of_plan(_: What) -> str:
    """Whatever it takes of the quota comes from the plan."""
    return "plan"


def _snapshot(row: ManagedService, offering: ManagedOffering | None = None) -> Obj:
    named = {"offering": offering.name, "image": offering.image} if offering is not None else {}
    return {"name": row.name, "engine": row.engine, **named, "plan": row.plan, "description": row.description}


def _words(row: ManagedService, image: str) -> dict[str, str]:
    plan = plan_of(row)
    return {
        "description": row.description,
        "version": row.version,
        "image": image,
        "plan": plan.name,
        "cpu": plan.cpu,
        "memory": plan.memory,
        "storage": plan.storage,
    }
