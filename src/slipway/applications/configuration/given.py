"""Sets that a room above gives an application: how its services reach something that is not the application's own.

To the application such a set is like any other, so it is versioned, shown and used as one, and a change of it replaces
the containers of those who use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slipway.access import Action
from slipway.applications.configuration.change import create_set, delete_set, merge_set, users_of
from slipway.applications.configuration.schemas import EnvFrom, SetCreate, SetKind, SetMerge
from slipway.applications.configuration.uses import used_sets
from slipway.applications.context import Context
from slipway.applications.held import Held, hold_application
from slipway.applications.revise import Why
from slipway.applications.services import change
from slipway.errors import Invalid


@dataclass(frozen=True, slots=True)
class Gift:
    """A secret set that an application gets."""

    name: str
    values: Mapping[str, str]
    note: str = ""


async def give_set(context: Context, application_id: str, gift: Gift, services: Sequence[str]) -> Held:
    """Add a secret set to an application, and let these services of it have its keys as variables."""
    new = SetCreate(name=gift.name, kind=SetKind.SECRET, entries=dict(gift.values), note=gift.note)
    held = await create_set(context, application_id, new)
    for index, name in enumerate(services):
        await _use(context, held, gift, (name, f"services[{index}]"))
    return held


async def renew_set(context: Context, application_id: str, gift: Gift) -> list[str]:
    """Give the keys of a set other values; whatever else is in it stays. Return whose containers are replaced."""
    new = SetMerge(entries=dict(gift.values), note=gift.note)
    return (await merge_set(context, application_id, gift.name, new, dry_run=False)).restarts


async def take_set(context: Context, application_id: str, name: str, *, release: bool) -> None:
    """Take a set away again. Services that use it refuse that, or with ``release`` go on without it."""
    if release:
        held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
        for service in users_of(held, name):
            member = held.members[service]
            left = {
                "env_from": [each for each in member.config.env_from if each.set != name],
                "files": [each for each in member.config.files if each.set != name],
            }
            await change(context, held, member, "service.change", member.config.model_copy(update=left), Why())
    await delete_set(context, application_id, name)


async def _use(context: Context, held: Held, gift: Gift, place: tuple[str, str]) -> None:
    name, field = place
    member = held.members.get(name)
    if member is None:
        known = sorted(held.members)
        raise Invalid("configuration.service_unknown", {"service": name, "known": known}, field=field)
    if gift.name in used_sets(member.config):
        return
    sources = [*member.config.env_from, EnvFrom(set=gift.name)]
    config = member.config.model_copy(update={"env_from": sources})
    await change(context, held, member, "service.change", config, Why(gift.note))
