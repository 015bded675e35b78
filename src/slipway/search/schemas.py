"""What is found looks like over HTTP."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field


class SearchKind(StrEnum):
    """What can be found, in the order in which it is shown."""

    APPLICATION = "application"
    MANAGED = "managed"
    SERVICE = "service"
    CONTAINER = "container"
    VOLUME = "volume"
    HOST = "host"
    USER = "user"
    TENANT = "tenant"
    IMAGE = "image"


class SearchHit(BaseModel):
    """One found object."""

    id: str = Field(
        description="by which its kind's routes know it; of a host its name, of a container or volume its path, "
        "of an image the service that runs it"
    )
    name: str
    within: str = Field(description="what it belongs to or where it is; a user's or tenant's display name")
    parent_id: str | None = Field(description="of a service's, or an image's, application")
    tenant_id: str | None = Field(description="whose it is; null for what is the platform's")
    tenant_name: str | None
    state: str = Field(
        description="as its kind's own list tells it; `not_ready` for a container that runs and is not, none of images"
    )


class SearchGroup(BaseModel):
    """What was found of one kind, the best first."""

    kind: SearchKind
    known: bool = Field(description="false: nobody knows now, because the cluster has not been seen yet")
    more: bool = Field(description="there are more than these")
    items: list[SearchHit]


class SearchResult(BaseModel):
    """What was found, of each kind that the caller may read; kinds of which nothing was found are left out."""

    groups: list[SearchGroup]
