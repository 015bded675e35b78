"""What is asked of canaries, and shown of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from slipway.applications.schemas import ServiceConfig, ServiceStatus
from slipway.applications.words import EnvName, Image, Strict

Weight = Annotated[int, Field(ge=0, le=100, description="how many of a hundred requests the canary gets")]
FIRST_WEIGHT = 10


class CanaryStart(Strict):
    """Try another image and/or other variables, or a whole configuration, beside the present one.

    ``config`` is for those who may replace a service's configuration; its domain is that of the service, whatever it
    says. Without it the present one is tried, with ``image`` and ``env``.
    """

    image: Image | None = None
    env: dict[EnvName, str | None] | None = Field(None, description="merged into the variables; null removes one")
    config: ServiceConfig | None = None
    weight: Weight = FIRST_WEIGHT
    revision: int | None = Field(None, description="the one that was changed: refused (409) when there is a newer one")


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
    """The canary of a service, if it has one, beside the service's own status.

    ``ending`` tells of one that goes: after a promotion it has its share of the requests until all replicas of the
    service run its configuration.
    """

    canary: Canary | None
    ending: Literal["promoted", "aborted"] | None
    status: ServiceStatus
