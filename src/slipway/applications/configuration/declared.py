"""The sets of a declarative application file: make an application's own as the file says, and write them into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slipway.applications.configuration.change import Why, add_set, change_set, remove_set
from slipway.applications.configuration.entries import Values, told, values_of, visible
from slipway.applications.configuration.givers import given_sets
from slipway.applications.configuration.schemas import SetCreate, SetFile
from slipway.applications.configuration.sets import Content
from slipway.applications.context import Context
from slipway.applications.held import Held
from slipway.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that a file changes."""

    field: str
    before: str | None
    after: str | None


def check_sets(wanted: Sequence[SetFile]) -> list[Values]:
    """Refuse sets that contradict themselves; return their values."""
    names: set[str] = set()
    for index, each in enumerate(wanted):
        if each.name in names:
            raise Invalid("configuration.name_doubled", {"set": each.name}, field=f"configuration[{index}].name")
        names.add(each.name)
    return [values_of(each.entries, f"configuration[{index}].") for index, each in enumerate(wanted)]


async def store_sets(context: Context, held: Held, wanted: Sequence[SetFile]) -> list[Difference]:
    """Add and change the sets of a file, which has none of those that were given to the application."""
    found: list[Difference] = []
    given = await given_sets(context.session, held.application.id)
    for index, (each, values) in enumerate(zip(wanted, check_sets(wanted), strict=True)):
        if each.name in given:
            raise Conflict("configuration.given", {"set": each.name}, field=f"configuration[{index}].name")
        present = held.sets.get(each.name)
        at = f"configuration.{each.name}"
        if present is None:
            new = SetCreate(name=each.name, kind=each.kind)
            await add_set(context, held, new, values, Why())
            found.append(Difference(f"{at}.kind", None, each.kind.value))
            found += [Difference(f"{at}.{key}", None, told(each.kind, key, values[key])) for key in sorted(values)]
        elif present.kind is not each.kind:
            params = {"set": each.name, "kind": present.row.kind}
            raise Conflict("configuration.kind_fixed", params, field=f"configuration[{index}].kind")
        else:
            made = await change_set(context, present, values, Why())
            found += [Difference(f"{at}.{change.key}", change.before, change.after) for change in made]
    return found


async def drop_sets(context: Context, held: Held, wanted: Sequence[SetFile]) -> list[Difference]:
    """Remove the sets that a file does not have and could have; its services are checked afterwards."""
    staying = {each.name for each in wanted} | await given_sets(context.session, held.application.id)
    gone = [held.sets.pop(name) for name in sorted(set(held.sets) - staying)]
    for each in gone:
        await remove_set(context, each)
    return [Difference(f"configuration.{each.row.name}.kind", each.row.kind, None) for each in gone]


def files_of(contents: Mapping[str, Content], *, secrets: bool) -> list[SetFile]:
    """Return sets as a file would declare them; values that are not to be seen are ``***``."""
    return [
        SetFile.model_construct(name=name, kind=each.kind, entries=visible(each.kind, each.values, secrets=secrets))
        for name, each in contents.items()
    ]
