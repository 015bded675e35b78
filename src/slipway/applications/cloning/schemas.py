"""What is asked of a copy, and told of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from slipway.applications.schemas import ApplicationOut, Change
from slipway.applications.words import Name, Strict


class Clone(Strict):
    """A copy of an application.

    A service whose name is taken in the tenant is called `<name of the copy>-<its name>`, unless ``services`` says how.
    """

    name: Name
    tenant_id: str | None = Field(None, description="of whom the copy is; by default of whom the original is")
    services: dict[Name, Name] = Field(default_factory=dict, description="name of a service → its name in the copy")


class LeftOut(BaseModel):
    """What the copy does not have: a domain leads to one service only, and volumes begin empty."""

    service: str = Field(description="its name in the original")
    what: Literal["domain", "data"]
    name: str = Field(description="the domain, or the volume that begins empty")


class CloneResult(BaseModel):
    """What the copy is, or would be; ``application`` is null where it was only tried.

    ``changes`` are variables, words of commands and entries of configuration that named a service which is called
    otherwise in the copy; ``service`` in them is its name in the copy.
    """

    application: ApplicationOut | None
    services: dict[str, str] = Field(description="names in the original → names in the copy")
    changes: list[Change]
    left_out: list[LeftOut]
