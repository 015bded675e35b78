"""What everybody may ask the platform: its version, where applications are served, and whether it is well."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import text

from slipway import __version__
from slipway.cluster import Cluster
from slipway.db import Database
from slipway.settings import Settings
from slipway.users import PasswordPolicy
from slipway.web import provided

router = APIRouter(tags=["platform"])
probes = APIRouter(include_in_schema=False)

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]

PATIENCE_SECONDS = 2.0


class PasswordRules(BaseModel):
    """How many characters, different ones and kinds of them a password needs, see ``docs/accounts.md``."""

    min_length: int
    different: int
    classes: int


class PlatformOut(BaseModel):
    """Public facts of this installation."""

    version: str
    platform_domain: str
    public_scheme: str
    public_port: int
    engine_reachable: bool
    password_rules: PasswordRules
    token_max_days: int


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


async def _reachable(cluster: Cluster) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await cluster.reachable()
    except TimeoutError:
        return False
