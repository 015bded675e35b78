"""What is asked of canaries, and shown of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from slipway.applications.schemas import ServiceConfig, ServiceStatus
from slipway.applications.words import Strict

Weight = Annotated[int, Field(ge=0, le=100, description="how many of a hundred requests the canary gets")]
FIRST_WEIGHT = 10


class CanaryStart(Strict):
    """Try a configuration beside the present one. Its domain is that of the service, whatever it says."""

    config: ServiceConfig
    weight: Weight = FIRST_WEIGHT


class CanaryWeight(Strict):
    """Lead another share of the requests to the canary; its replicas follow in proportion, before the requests."""

    weight: Weight


class Canary(BaseModel):
    """A canary: which share it is to get, what it runs, and how it is."""

    id: str = Field(description="of the service that the canary is; its containers and logs are found by it")
    name: str
    weight: int
    started_at: datetime
    config: ServiceConfig
    status: ServiceStatus


class CanaryOut(BaseModel):
    """The canary of a service, if it has one, beside the service's own status."""

    canary: Canary | None
    status: ServiceStatus
