"""What everybody may ask the platform: its version, where applications are served, and whether it is well."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy import text

from slipway import __version__
from slipway.access import Action, require
from slipway.cluster import Cluster, KindState, WatchCache
from slipway.db import Database
from slipway.settings import Settings
from slipway.users import PasswordPolicy
from slipway.web import CurrentActor, provided

router = APIRouter(tags=["platform"])
probes = APIRouter(include_in_schema=False)

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]

PATIENCE_SECONDS = 2.0


class PasswordRules(BaseModel):
    """How many characters, different ones and kinds of them a password needs, see ``docs/accounts.md``."""

    min_length: int
    different: int
    classes: int
    remembered: int = Field(description="how many of one's last passwords one cannot choose again")


class PlatformOut(BaseModel):
    """Public facts of this installation."""

    version: str
    platform_domain: str
    public_scheme: str
    public_port: int
    engine_reachable: bool
    password_rules: PasswordRules
    token_max_days: int


class WatchOut(BaseModel):
    """How it stands with one kind of object that this process follows. Counters begin with the process."""

    kind: str
    in_sight: bool = Field(description="the cluster answers for this kind")
    objects: int
    bytes: int = Field(description="of the objects as JSON, as far as they are kept")
    lists: int = Field(description="how often everything was listed")
    resumes: int = Field(description="how often a watch went on where the one before had ended, without a list")
    events: int = Field(description="changes that were heard")
    breaks: int = Field(description="how often the way to the cluster broke, or the cluster refused")
    silent_seconds: float | None = Field(description="since the cluster said anything, be it that nothing has changed")
    lag_seconds: float | None = Field(
        description="longest delay among the last changes, by the cluster's clock, which tells whole seconds"
    )


class PlatformHealth(BaseModel):
    """How well the answering process knows the cluster, see ``docs/health.md``."""

    status: Literal["ok", "starting", "out_of_sight"]
    sync_seconds: float | None = Field(description="from the process's start until everything was listed")
    objects: int
    bytes: int
    watches: list[WatchOut]


class Health(BaseModel):
    """Says ``ok``."""

    status: str = "ok"


@probes.get("/healthz")
async def healthz() -> Health:
    """Tell that the process answers."""
    return Health()


@probes.get("/readyz")
async def readyz(database: DatabasePart) -> Health:
    """Tell that requests can be served: the database answers. The cluster may be away; applications run without us."""
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    return Health()


@router.get("/platform")
async def get_platform(settings: SettingsPart, cluster: ClusterPart) -> PlatformOut:
    """Tell public facts of this installation; needs no login."""
    return PlatformOut(
        version=__version__,
        platform_domain=settings.platform_domain,
        public_scheme=settings.public_scheme,
        public_port=settings.public_port,
        engine_reachable=await _reachable(cluster),
        password_rules=PasswordRules.model_validate(PasswordPolicy.of(settings), from_attributes=True),
        token_max_days=settings.token_max_days,
    )


@router.get("/platform/health")
async def get_platform_health(actor: CurrentActor, cache: CachePart) -> PlatformHealth:
    """Tell how well this process knows the cluster: what it follows, and how fresh that is."""
    require(actor, Action.PLATFORM_READ)
    watches = [_watch(each) for each in sorted(cache.kinds(), key=lambda each: each.kind.name)]
    return PlatformHealth(
        status=sight_of(cache),
        sync_seconds=_rounded(cache.sync_seconds),
        objects=sum(each.objects for each in watches),
        bytes=sum(each.bytes for each in watches),
        watches=watches,
    )


def sight_of(cache: WatchCache) -> Literal["ok", "starting", "out_of_sight"]:
    """Tell how well this process knows the cluster."""
    if cache.synced and cache.in_sight:
        return "ok"
    broken = any(each.tally.breaks and not each.in_sight for each in cache.kinds())
    return "out_of_sight" if broken or cache.synced else "starting"


def unseen_kinds(cache: WatchCache) -> list[str]:
    """Name the kinds for which the cluster does not answer."""
    return sorted(each.kind.name for each in cache.kinds() if not each.in_sight)


def _watch(state: KindState) -> WatchOut:
    tally = state.tally
    return WatchOut(
        kind=state.kind.name,
        in_sight=state.in_sight,
        objects=state.objects,
        bytes=state.size,
        lists=tally.lists,
        resumes=tally.resumes,
        events=tally.events,
        breaks=tally.breaks,
        silent_seconds=_rounded(tally.silence),
        lag_seconds=_rounded(tally.lag),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


async def _reachable(cluster: Cluster) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await cluster.reachable()
    except TimeoutError:
        return False
