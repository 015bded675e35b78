"""What registries and images look like over HTTP. Passwords go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from slipway.images.models import ADDRESS_LENGTH, USERNAME_LENGTH
from slipway.images.reference import ADDRESS
from slipway.images.storage.owners import DEFAULT_PATTERN, PATTERN_LENGTH
from slipway.reasons import Reason

Address = Annotated[str, StringConstraints(pattern=ADDRESS, max_length=ADDRESS_LENGTH)]
# A colon would end the name where it is sent; control characters have no place in a header.
Username = Annotated[str, StringConstraints(pattern=r"^[^:\x00-\x1f\x7f]*$", max_length=USERNAME_LENGTH)]
Password = Annotated[SecretStr, Field(max_length=8192)]
ImageName = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class RegistryCreate(Strict):
    """A registry; it has to let the platform in before it is kept."""

    address: Address = Field(description="`host[:port]`; Docker Hub is `docker.io`")
    username: Username = Field("", description="empty: everybody may pull from it")
    password: Password = Field(SecretStr(""), description="or a token, where the registry gives one")
    insecure: bool = Field(False, description="by plain HTTP; only platform administrators choose that")
    tenant_id: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="for platform administrators: whose it is; null: the platform's, for all tenants"
    )


class RegistryPatch(Strict):
    """Another name or password; they are tried before they are kept. A new name needs its password with it."""

    username: Username | None = None
    password: Password | None = None
    insecure: bool | None = None


class PullingService(BaseModel):
    """A service that pulls from a registry."""

    service_id: str
    service: str
    application_id: str
    application: str
    image: str


class RegistryMeteringIn(Strict):
    """How a registry is metered."""

    repositories: Annotated[str, StringConstraints(min_length=1, max_length=PATTERN_LENGTH)] = Field(
        DEFAULT_PATTERN,
        description="whose a repository is: `{tenant}` stands for the tenant's name, `*` for any one part of the path, "
        "`**` at the end for all that follow",
    )


class RegistryMeteringOut(BaseModel):
    """How a registry is metered, and how that goes. Why it fails is told to the platform's roles only."""

    repositories: str
    measured_at: datetime | None = Field(description="the last time that it was measured; null: it never was")
    next_at: datetime | None = Field(description="when it is measured next")
    problem: Reason | None = Field(description="why the last measurement failed: what was found before counts on")
    size_bytes: int = Field(description="what the tenants whom the caller may know of have in it, and are charged for")
    unowned: int | None = Field(description="repositories that belong to no tenant")


class TenantStorageOut(BaseModel):
    """What a tenant's images take of a registry, each layer once."""

    tenant_id: str
    tenant: str
    size_bytes: int
    repositories: int
    since: datetime = Field(description="since when it is as much as that")


class RepositoryOut(BaseModel):
    """One repository of a tenant. The sum of several is more than the tenant has where they share layers."""

    name: str
    tenant_id: str
    tenant: str
    tags: int
    size_bytes: int
    own_bytes: int = Field(description="of these, those in no other repository of the tenant: what its deletion frees")


class RegistryOut(BaseModel):
    """A registry. Of one of the platform, tenants are not told by which name it is asked."""

    id: str
    address: str
    shared: bool = Field(description="it is the platform's, and all tenants pull from it")
    tenant_id: str | None
    insecure: bool
    username: str | None
    has_password: bool
    services: list[PullingService] = Field(description="those that the caller may know of and that pull from it now")
    metering: RegistryMeteringOut | None = Field(description="null: what it keeps is not metered")
    created_by: str | None
    created_at: datetime
    updated_at: datetime


class TriedOut(BaseModel):
    """A registry answered, and let the platform in."""

    address: str


class RepositoriesOut(BaseModel):
    """Names of images, and where they are known from: the registry's own list, or what services use."""

    source: Literal["catalog", "services"]
    items: list[str]


class TagOut(BaseModel):
    """A tag, and the whole name of the image."""

    name: str
    image: str


class ImagePort(BaseModel):
    """A port that an image says it listens on."""

    port: int
    protocol: Literal["TCP", "UDP"]


class ImageOut(BaseModel):
    """What a registry tells of an image: what it is exactly, and how it wants to be run."""

    image: str
    digest: str
    pinned: str = Field(description="the name that means exactly this image for ever")
    platforms: list[str] = Field(description="such as `linux/amd64`")
    size: int = Field(description="bytes that are pulled, for the first of the platforms")
    created: datetime | None
    ports: list[ImagePort]
    env: dict[str, str]
    user: str
    entrypoint: list[str]
    cmd: list[str]
