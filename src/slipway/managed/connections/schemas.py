"""What connections of applications to managed services look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from slipway.applications import Name, Strict

MOST_SERVICES = 200


class ConnectionCreate(Strict):
    """Connect an application: it gets a secret configuration set that says how to get in."""

    application_id: str
    account_id: str | None = Field(None, description="without it, an account named after the application is made")
    set: Name | None = Field(None, description="the name of the set; without it, that of the managed service")
    services: Annotated[list[Name], Field(max_length=MOST_SERVICES)] = Field(
        default_factory=list, description="services that get the keys as variables: a new revision of each"
    )


class ConnectionOut(BaseModel):
    """One connected application."""

    application_id: str
    application_name: str
    set: str
    account_id: str
    username: str
    keys: list[str] = Field(description="of the set: names of variables")
    used_by: list[str] = Field(description="names of services that use the set, published or not")
    created_at: datetime
    created_by: str
