"""What openings look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from slipway.applications.openings.models import OpeningState
from slipway.applications.schemas import PortNumber
from slipway.applications.words import Name, Strict

Direction = Literal["given", "received"]


class OpeningOffer(Strict):
    """Offer a service to another tenant. Whether there is a tenant of that name makes no difference to the answer."""

    service_id: Annotated[str, Field(max_length=64)]
    receiver: Name = Field(description="the other tenant's name")
    ports: Annotated[list[PortNumber], Field(min_length=1, max_length=100)] | None = Field(
        None, description="some of the service's ports; left out: all that it has now. Later ones are not opened"
    )


class OpenPortOut(BaseModel):
    """A port that is opened."""

    port: int
    protocol: Literal["TCP", "UDP"]


class OpeningOut(BaseModel):
    """One opening. Each side is told of its own part only, and of the other tenant no more than its name.

    ``application``, ``service_id`` and ``tenant_id`` are told to the side that gives, ``receiver_id`` to the one that
    receives, and names of users to their own side. The platform's roles are told everything.
    """

    id: str
    direction: Direction | None = Field(description="as the caller's tenant sees it; null for the platform's roles")
    state: OpeningState
    in_force: bool = Field(description="it lets traffic in: it is accepted, and neither tenant is disabled")
    tenant: str = Field(description="name of the tenant whose service it is")
    receiver: str = Field(description="the name that it was offered to")
    application: str | None
    service: str
    ports: list[OpenPortOut]
    address: str = Field(description="how the receiver's containers reach the service")
    service_id: str | None = Field(description="null also when the service was deleted")
    tenant_id: str | None
    receiver_id: str | None = Field(description="null for the platform's roles when no tenant has got the offer")
    offered_at: datetime
    offered_by: str | None
    accepted_at: datetime | None
    accepted_by: str | None
    closed_at: datetime | None = Field(description="when it was refused or withdrawn")
    closed_by: str | None
