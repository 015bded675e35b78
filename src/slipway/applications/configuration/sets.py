"""Load sets and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from slipway.applications.configuration.entries import Values, opened
from slipway.applications.configuration.models import ConfigurationSet, ConfigurationVersion
from slipway.applications.configuration.schemas import SetKind
from slipway.db import Obj, Session
from slipway.errors import NotFound

_CURRENT = and_(
    ConfigurationVersion.set_id == ConfigurationSet.id, ConfigurationVersion.number == ConfigurationSet.version
)


@dataclass(slots=True)
class HeldSet:
    """One set with the outline of its current version."""

    row: ConfigurationSet
    keys: Obj
    changed_by: str

    @property
    def kind(self) -> SetKind:
        """Whether its values are secret."""
        return SetKind(self.row.kind)


@dataclass(frozen=True, slots=True)
class Content:
    """One set with its current values, as manifests need them."""

    kind: SetKind
    version: int
    values: Values


async def sets_of(session: Session, application_id: str) -> dict[str, HeldSet]:
    """Return an application's sets by name, sorted."""
    columns = (ConfigurationSet, ConfigurationVersion.keys, ConfigurationVersion.created_by)
    query = select(*columns).join(ConfigurationVersion, _CURRENT)
    query = query.where(ConfigurationSet.application_id == application_id).order_by(ConfigurationSet.name)
    return {row.name: HeldSet(row, keys, changed_by) for row, keys, changed_by in await session.execute(query)}


async def contents_of(session: Session, application_id: str, names: Iterable[str] | None = None) -> dict[str, Content]:
    """Return the current values of all sets, or of those that are named."""
    query = select(ConfigurationSet, ConfigurationVersion.entries).join(ConfigurationVersion, _CURRENT)
    query = query.where(ConfigurationSet.application_id == application_id).order_by(ConfigurationSet.name)
    if names is not None:
        query = query.where(ConfigurationSet.name.in_(list(names)))
    rows = await session.execute(query)
    return {row.name: Content(SetKind(row.kind), row.version, opened(entries)) for row, entries in rows}


async def values_of_version(session: Session, held: HeldSet, number: int | None = None) -> Values:
    """Return the values of a version, by default the current one."""
    return opened((await version_of(session, held, number)).entries)


async def version_of(session: Session, held: HeldSet, number: int | None = None) -> ConfigurationVersion:
    """Return a version, by default the current one, or raise NotFound."""
    wanted = held.row.version if number is None else number
    query = select(ConfigurationVersion).where(
        ConfigurationVersion.set_id == held.row.id, ConfigurationVersion.number == wanted
    )
    found = await session.scalar(query)
    if found is None:
        raise NotFound("configuration.version_unknown", {"set": held.row.name, "version": wanted})
    return found


def set_among(sets: dict[str, HeldSet], name: str) -> HeldSet:
    """Return the set of that name, or raise NotFound."""
    if name not in sets:
        raise NotFound("configuration.not_found", {"set": name})
    return sets[name]
