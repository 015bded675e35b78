"""HTTP routes of configuration sets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import select

from slipway.access import Action, may
from slipway.applications.configuration import change
from slipway.applications.configuration.entries import changes, keys_out, opened, visible
from slipway.applications.configuration.models import ConfigurationVersion
from slipway.applications.configuration.schemas import (
    LARGEST_VERSION,
    EntryChange,
    SetChanged,
    SetCreate,
    SetDetail,
    SetKind,
    SetMerge,
    SetOut,
    SetReplace,
    SetRestore,
    VersionDetail,
    VersionOut,
)
from slipway.applications.configuration.sets import HeldSet, set_among, sets_of, values_of_version, version_of
from slipway.applications.configuration.uses import used_sets
from slipway.applications.find import application_view
from slipway.applications.parts import CurrentContext
from slipway.applications.views import ApplicationView
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["configuration"], prefix="/applications/{application_id}/configuration")

SetName = Annotated[str, Path(max_length=64)]
DryRun = Annotated[bool, Query(description="only tell what would change, and which services would restart")]
Number = Annotated[int, Path(ge=1, le=LARGEST_VERSION)]
OtherNumber = Annotated[int | None, Query(ge=1, le=LARGEST_VERSION, description="the present version without it")]


@router.get("")
async def list_sets(actor: CurrentActor, session: DbSession, application_id: str) -> list[SetOut]:
    """List an application's configuration sets, without their values, sorted by name."""
    view = await application_view(session, actor, application_id)
    return [_out(view, held) for held in (await sets_of(session, view.id)).values()]


@router.post("", status_code=201)
async def create_set(context: CurrentContext, application_id: str, body: SetCreate) -> SetDetail:
    """Add a set of plain or secret values."""
    held = await change.create_set(context, application_id, body)
    return await _current(context.actor, context.session, held.application.id, body.name)


@router.get("/{set_name}")
async def get_set(actor: CurrentActor, session: DbSession, application_id: str, set_name: SetName) -> SetDetail:
    """Show one set; values that the asker may not see are ``***``."""
    return await _current(actor, session, application_id, set_name)


@router.put("/{set_name}")
async def replace_set(
    context: CurrentContext, application_id: str, set_name: SetName, body: SetReplace, dry_run: DryRun = False
) -> SetChanged:
    """Replace all entries of a set: a new version; published services that use it restart one replica at a time."""
    return await _answer(
        context, set_name, await change.replace_set(context, application_id, set_name, body, dry_run=dry_run)
    )


@router.patch("/{set_name}")
async def merge_set(
    context: CurrentContext, application_id: str, set_name: SetName, body: SetMerge, dry_run: DryRun = False
) -> SetChanged:
    """Set some entries and remove those that are null: a new version, as with all of them."""
    return await _answer(
        context, set_name, await change.merge_set(context, application_id, set_name, body, dry_run=dry_run)
    )


@router.delete("/{set_name}", status_code=204)
async def delete_set(context: CurrentContext, application_id: str, set_name: SetName) -> None:
    """Remove a set with its history; refused while a service uses it."""
    await change.delete_set(context, application_id, set_name)


@router.post("/{set_name}/restore")
async def restore_set(
    context: CurrentContext, application_id: str, set_name: SetName, body: SetRestore, dry_run: DryRun = False
) -> SetChanged:
    """Return to the entries of an earlier version, as a new version."""
    return await _answer(
        context, set_name, await change.restore_set(context, application_id, set_name, body, dry_run=dry_run)
    )


@router.get("/{set_name}/versions")
async def list_versions(
    actor: CurrentActor, session: DbSession, application_id: str, set_name: SetName
) -> list[VersionOut]:
    """List a set's versions without their values, newest first; the last 50 are kept."""
    view = await application_view(session, actor, application_id)
    held = set_among(await sets_of(session, view.id), set_name)
    columns = (
        ConfigurationVersion.number,
        ConfigurationVersion.keys,
        ConfigurationVersion.note,
        ConfigurationVersion.restored_from,
        ConfigurationVersion.created_at,
        ConfigurationVersion.created_by,
    )
    query = select(*columns).where(ConfigurationVersion.set_id == held.row.id)
    rows = await session.execute(query.order_by(ConfigurationVersion.number.desc()))
    return [
        VersionOut(**{**row._mapping, "keys": keys_out(row.keys)}, current=row.number == held.row.version)
        for row in rows
    ]


@router.get("/{set_name}/versions/{number}")
async def get_version(
    actor: CurrentActor, session: DbSession, application_id: str, set_name: SetName, number: Number
) -> VersionDetail:
    """Show one version; values that the asker may not see are ``***``."""
    view = await application_view(session, actor, application_id)
    held = set_among(await sets_of(session, view.id), set_name)
    row = await version_of(session, held, number)
    return VersionDetail(
        number=row.number,
        keys=keys_out(row.keys),
        note=row.note,
        restored_from=row.restored_from,
        created_at=row.created_at,
        created_by=row.created_by,
        current=row.number == held.row.version,
        entries=visible(held.kind, opened(row.entries), secrets=_sees_secrets(actor, view)),
    )


@router.get("/{set_name}/versions/{number}/changes")
async def list_changes(
    actor: CurrentActor,
    session: DbSession,
    application_id: str,
    set_name: SetName,
    number: Number,
    to: OtherNumber = None,
) -> list[EntryChange]:
    """Compare a version with another one, by default the current one. Secret values are masked for everybody."""
    view = await application_view(session, actor, application_id)
    held = set_among(await sets_of(session, view.id), set_name)
    before = await values_of_version(session, held, number)
    return changes(held.kind, before, await values_of_version(session, held, to))


async def _answer(context: CurrentContext, name: str, done: change.Changed) -> SetChanged:
    shown = await _current(context.actor, context.session, done.held.application.id, name)
    return SetChanged(set=shown, changes=done.changes, restarts=done.restarts)


async def _current(actor: CurrentActor, session: DbSession, application_id: str, name: str) -> SetDetail:
    view = await application_view(session, actor, application_id)
    held = set_among(await sets_of(session, view.id), name)
    values = await values_of_version(session, held)
    shown = visible(held.kind, values, secrets=_sees_secrets(actor, view))
    return SetDetail(**_out(view, held).model_dump(), entries=shown)


def _out(view: ApplicationView, held: HeldSet) -> SetOut:
    users = [each.name for each in view.services if not each.deleting and held.row.name in used_sets(each.config)]
    return SetOut(
        name=held.row.name,
        kind=SetKind(held.row.kind),
        version=held.row.version,
        keys=keys_out(held.keys),
        used_by=users,
        created_at=held.row.created_at,
        updated_at=held.row.updated_at,
        updated_by=held.changed_by,
    )


def _sees_secrets(actor: CurrentActor, view: ApplicationView) -> bool:
    return may(actor, Action.APPLICATION_SECRETS, view.tenant_id, view.id)
