"""Make, change, restore and remove sets: every change is a new version, which reaches all services that use the set."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from slipway.access import Action
from slipway.applications.configuration.entries import MOST_BYTES, Values, changes, kept, outline, told, values_of
from slipway.applications.configuration.models import ConfigurationSet, ConfigurationVersion
from slipway.applications.configuration.schemas import (
    MOST_KEYS,
    EntryChange,
    SetCreate,
    SetMerge,
    SetReplace,
    SetRestore,
)
from slipway.applications.configuration.sets import HeldSet, set_among, values_of_version
from slipway.applications.configuration.uses import problems, used_sets
from slipway.applications.context import Context
from slipway.applications.held import Held, hold_application
from slipway.audit import Target, record
from slipway.db import new_id, utcnow
from slipway.errors import Conflict, Invalid, Param

MOST_SETS = 100
MOST_VERSIONS = 50
"""Of a set, the newest are kept."""


@dataclass(frozen=True, slots=True)
class Why:
    """What a version was made for: somebody's words, or the version that it returns to."""

    note: str = ""
    restored_from: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did, or would do."""

    held: Held
    changes: list[EntryChange]
    restarts: list[str]


async def create_set(context: Context, application_id: str, wanted: SetCreate) -> Held:
    """Add a set to an application."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    if wanted.name in held.sets:
        raise Conflict("configuration.name_taken", {"set": wanted.name}, field="name")
    values = values_of(wanted.entries, "")
    found = await add_set(context, held, wanted, values, Why(wanted.note))
    entries = {key: told(wanted.kind, key, values[key]) for key in sorted(values)}
    after = {"kind": wanted.kind.value, "version": 1, "entries": entries}
    record(context.session, context.actor, "configuration.create", _target(held, found), after=after)
    context.changed(held.application)
    return held


async def replace_set(
    context: Context, application_id: str, name: str, wanted: SetReplace, *, dry_run: bool
) -> Changed:
    """Replace all entries."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    found = set_among(held.sets, name)
    refuse_old(found, wanted.version)
    return await _change(context, held, found, values_of(wanted.entries, ""), Why(wanted.note), dry_run=dry_run)


async def merge_set(context: Context, application_id: str, name: str, wanted: SetMerge, *, dry_run: bool) -> Changed:
    """Change, add and remove some entries."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    found = set_among(held.sets, name)
    refuse_old(found, wanted.version)
    new = values_of({key: entry for key, entry in wanted.entries.items() if entry is not None}, "")
    old = await values_of_version(context.session, found)
    values = {key: value for key, value in {**old, **new}.items() if wanted.entries.get(key, "") is not None}
    if len(values) > MOST_KEYS:
        raise Invalid("configuration.too_many_keys", {"limit": MOST_KEYS}, field="entries")
    if sum(told["size"] for told in outline(values).values()) > MOST_BYTES:
        raise Invalid("configuration.too_large", {"limit": f"{MOST_BYTES // 1024} KiB"}, field="entries")
    return await _change(context, held, found, values, Why(wanted.note), dry_run=dry_run)


async def restore_set(
    context: Context, application_id: str, name: str, wanted: SetRestore, *, dry_run: bool
) -> Changed:
    """Return to an earlier version, as a new one."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    found = set_among(held.sets, name)
    values = await values_of_version(context.session, found, wanted.version)
    return await _change(context, held, found, values, Why(restored_from=wanted.version), dry_run=dry_run)


async def delete_set(context: Context, application_id: str, name: str) -> None:
    """Remove a set with its history, unless a service uses it."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    found = set_among(held.sets, name)
    del held.sets[name]
    refuse_broken(held)
    await remove_set(context, found)
    before = {"kind": found.row.kind, "version": found.row.version, "keys": sorted(found.keys)}
    record(context.session, context.actor, "configuration.delete", _target(held, found), before=before)
    context.changed(held.application)


def refuse_old(found: HeldSet, version: int | None) -> None:
    """Refuse to change what is no longer as the asker has seen it."""
    if version is not None and version != found.row.version:
        params: dict[str, Param] = {"set": found.row.name, "version": version, "current": found.row.version}
        raise Conflict("configuration.changed_meanwhile", params, field="version")


def refuse_broken(held: Held) -> None:
    """Refuse a change with which a service of the application could not use what it names any more."""
    for service, member in sorted(held.members.items()):
        for problem in problems(member.config, held.outlines()):
            if problem.key is None:
                users = users_of(held, problem.set)
                raise Conflict("configuration.in_use", {"set": problem.set, "users": users})
            params: dict[str, Param] = {"set": problem.set, "key": problem.key, "service": service}
            raise Conflict("configuration.key_in_use", params)


def users_of(held: Held, name: str, *, published: bool = False) -> list[str]:
    """Return the names of the services that use a set; only the published ones where that is asked."""
    return sorted(
        service
        for service, member in held.members.items()
        if name in used_sets(member.config) and (member.row.published or not published)
    )


async def add_set(context: Context, held: Held, wanted: SetCreate, values: Values, why: Why) -> HeldSet:
    """Store a set whose name is free, with its first version."""
    if len(held.sets) >= MOST_SETS:
        raise Conflict("configuration.full", {"name": held.application.name, "limit": MOST_SETS})
    row = ConfigurationSet(
        id=new_id(),
        application_id=held.application.id,
        tenant_id=held.tenant.id,
        name=wanted.name,
        kind=wanted.kind.value,
        version=1,
    )
    context.session.add(row)
    await context.session.flush()
    found = held.sets[wanted.name] = HeldSet(row, outline(values), context.actor.name)
    await _freeze(context, found, values, why)
    return found


async def change_set(context: Context, found: HeldSet, values: Values, why: Why) -> list[EntryChange]:
    """Store other values as the set's next version; nothing happens when they are the present ones."""
    made = changes(found.kind, await values_of_version(context.session, found), values)
    if made:
        found.row.version += 1
        found.row.updated_at = utcnow()
        found.keys = outline(values)
        found.changed_by = context.actor.name
        await _freeze(context, found, values, why)
    return made


async def remove_set(context: Context, found: HeldSet) -> None:
    """Remove a set with its versions."""
    await context.session.delete(found.row)
    await context.session.flush()


async def _change(context: Context, held: Held, found: HeldSet, values: Values, why: Why, *, dry_run: bool) -> Changed:
    if dry_run:
        made = changes(found.kind, await values_of_version(context.session, found), values)
        found.keys = outline(values)
    else:
        made = await change_set(context, found, values, why)
    refuse_broken(held)
    if made and not dry_run:
        _record(context, held, found, made, why)
        context.changed(held.application)
    return Changed(held, made, users_of(held, found.row.name, published=True) if made else [])


def _record(context: Context, held: Held, found: HeldSet, made: list[EntryChange], why: Why) -> None:
    action = "configuration.rollback" if why.restored_from else "configuration.change"
    before = {"version": found.row.version - 1, "entries": {each.key: each.before for each in made}}
    after = {"version": found.row.version, "entries": {each.key: each.after for each in made}}
    record(context.session, context.actor, action, _target(held, found), before, after)


async def _freeze(context: Context, found: HeldSet, values: Values, why: Why) -> None:
    context.session.add(
        ConfigurationVersion(
            set_id=found.row.id,
            tenant_id=found.row.tenant_id,
            number=found.row.version,
            keys=found.keys,
            entries=kept(values),
            note=why.note,
            restored_from=why.restored_from,
            created_by=context.actor.name,
        )
    )
    await context.session.flush()
    old = (
        ConfigurationVersion.set_id == found.row.id,
        ConfigurationVersion.number <= found.row.version - MOST_VERSIONS,
    )
    await context.session.execute(delete(ConfigurationVersion).where(*old))


def _target(held: Held, found: HeldSet) -> Target:
    return Target("configuration", found.row.id, f"{held.application.name}/{found.row.name}", held.tenant.id)
