"""What everybody may ask the platform: its version, where applications are served, and whether it is well."""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy import text

from slipway import __version__
from slipway.db import Database
from slipway.settings import Settings
from slipway.web import part_if_any, provided

router = APIRouter(tags=["platform"])
probes = APIRouter(include_in_schema=False)

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
DatabasePart = Annotated[Database, Depends(provided(Database))]


class PlatformOut(BaseModel):
    """Public facts of this installation."""

    version: str
    platform_domain: str
    public_scheme: str
    public_port: int
    engine_reachable: bool


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


class Engine(Protocol):
    """The cluster, as far as this module asks."""

    async def reachable(self) -> bool:
        """Tell whether the cluster's API answers."""
        ...


@router.get("/platform")
async def get_platform(settings: SettingsPart, connection: Request) -> PlatformOut:
    """Tell public facts of this installation; needs no login."""
    engine = part_if_any(connection, Engine)  # type: ignore[type-abstract]  # the protocol is only a key
    return PlatformOut(
        version=__version__,
        platform_domain=settings.platform_domain,
        public_scheme=settings.public_scheme,
        public_port=settings.public_port,
        engine_reachable=engine is not None and await engine.reachable(),
    )
