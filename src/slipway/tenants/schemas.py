"""What tenants and quota presets look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TenantName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", max_length=20)]
Count = Annotated[int, Field(ge=0, le=10000)]


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class Quota(Strict):
    """Upper bounds for everything that a tenant has at the same time; ``storage`` is of all volumes together."""

    cpu: Quantity = "4"
    memory: Quantity = "8Gi"
    pods: Count = 50
    volumes: Count = 20
    storage: Quantity = "100Gi"
    services: Count = 100
    domains: Count = 20


class QuotaPatch(Strict):
    """The bounds that change; the others stay."""

    cpu: Quantity | None = None
    memory: Quantity | None = None
    pods: Count | None = None
    volumes: Count | None = None
    storage: Quantity | None = None
    services: Count | None = None
    domains: Count | None = None


class ContainerDefaults(Strict):
    """What a container of the tenant's namespace gets that does not say itself; None: nothing.

    Services of the platform always say what they reserve, so this is about what they leave open, and about pods that
    somebody makes by other means. A limit must not be below what is reserved.
    """

    cpu: Quantity = "100m"
    memory: Quantity = "128Mi"
    cpu_limit: Quantity | None = None
    memory_limit: Quantity | None = "512Mi"


class TenantCreate(Strict):
    """A new tenant; its Kubernetes namespace is made by the platform. Its quota is a preset's, or one of its own."""

    name: TenantName
    display_name: str = Field("", max_length=200)
    preset: TenantName | None = Field(None, description="name of a quota preset; instead of `quota`")
    quota: Quota | None = Field(None, description="a quota of its own; without both, the defaults")
    container_defaults: ContainerDefaults = Field(default_factory=ContainerDefaults)


class TenantPatch(Strict):
    """What can change. A ``quota`` makes the tenant's quota its own, also where it came from a preset before."""

    display_name: str | None = Field(None, max_length=200)
    preset: TenantName | None = Field(None, description="name of the quota preset that the tenant follows from now on")
    quota: QuotaPatch | None = None
    container_defaults: ContainerDefaults | None = None


class Excess(BaseModel):
    """Something of which more is in use than the quota allows. Nothing is stopped for it, nothing new is accepted."""

    what: str
    used: str
    limit: str
    over: str
    message: str
    message_zh: str


class Share(BaseModel):
    """How much of one part of a quota is taken; ``percent`` is rounded, and over 100 where more is taken."""

    what: str
    used: str
    limit: str
    percent: int


class TenantOut(BaseModel):
    """One tenant; ``preset`` is None for a quota of its own."""

    id: str
    name: str
    display_name: str
    namespace: str
    preset: str | None
    quota: Quota
    container_defaults: ContainerDefaults
    disabled: bool
    applications: int
    users: int
    created_at: datetime


class TenantChanged(TenantOut):
    """A tenant after a change; ``warnings`` name what is over the quota now."""

    warnings: list[Excess]


class Amounts(BaseModel):
    """Amounts of everything that a quota bounds, however large."""

    cpu: str
    memory: str
    pods: int
    volumes: int
    storage: str
    services: int
    domains: int


class Usage(BaseModel):
    """Used against hard limits.

    ``used`` is what the cluster's resource quota reports, but for services and domains, which the platform counts; it
    is None while the cluster cannot tell. ``reserved`` is what the platform holds against the quota: what published
    services ask for, all services, all public domains. ``over`` names what is over the quota.
    """

    used: Amounts | None
    hard: Amounts
    reserved: Amounts
    over: list[Excess]
    engine_reachable: bool


class Losses(BaseModel):
    """What goes with a tenant; ``volumes`` are with their sizes, and None when the cluster could not be asked."""

    applications: list[str] = Field(default_factory=list)
    services: list[str] = Field(default_factory=list)
    domains: list[str] = Field(default_factory=list)
    volumes: list[str] | None = None
    users: list[str] = Field(default_factory=list)
    tokens: int = 0


class Deletion(BaseModel):
    """What would be lost with a tenant; once its deletion is requested, what was, and how far it has come.

    ``remaining`` counts what is still there by kind; the namespace goes when nothing is, and then the tenant itself.
    ``namespace_exists`` is None while the cluster cannot be asked.
    """

    tenant_id: str
    name: str
    requested_at: datetime | None
    lost: Losses
    remaining: dict[str, int]
    namespace_exists: bool | None


class PresetCreate(Strict):
    """A new preset."""

    name: TenantName
    quota: Quota


class PresetPatch(Strict):
    """What of a preset can change."""

    quota: QuotaPatch


class PresetOut(BaseModel):
    """One preset; ``tenants`` are the names of those that use it, as far as the caller may know of them."""

    id: str
    name: str
    built_in: bool
    quota: Quota
    tenants: list[str]
    created_at: datetime


class PresetTenant(BaseModel):
    """A tenant whose quota changes with its preset; ``warnings`` name what is over the quota then."""

    id: str
    name: str
    warnings: list[Excess]


class PresetChanged(PresetOut):
    """A preset after a change, or as it would be (``dry_run``), and the tenants whose quota changes with it."""

    dry_run: bool
    changed_tenants: list[PresetTenant]
