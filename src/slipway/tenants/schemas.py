"""What tenants look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TenantName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", max_length=20)]


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class Quota(Strict):
    """Upper bounds for everything that a tenant runs at the same time."""

    cpu: Quantity = "4"
    memory: Quantity = "8Gi"
    pods: Annotated[int, Field(ge=0, le=10000)] = 50


class TenantCreate(Strict):
    """A new tenant; its Kubernetes namespace is made by the platform."""

    name: TenantName
    display_name: str = Field("", max_length=200)
    quota: Quota = Field(default_factory=Quota)


class TenantPatch(Strict):
    """What can change."""

    display_name: str | None = Field(None, max_length=200)
    quota: Quota | None = None


class TenantOut(BaseModel):
    """One tenant."""

    id: str
    name: str
    display_name: str
    namespace: str
    quota: Quota
    applications: int
    users: int
    created_at: datetime


class Usage(BaseModel):
    """Used against hard limits, as the cluster's resource quota reports them; ``used`` is None while it cannot."""

    used: Quota | None
    hard: Quota
    engine_reachable: bool
