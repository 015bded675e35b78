"""What the rules of autoscaling look like in files and over HTTP, and how it stands with them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from slipway.applications.words import Strict
from slipway.containers import Reason

MOST_REPLICAS = 500

Count = Annotated[int, Field(ge=1, le=MOST_REPLICAS)]
Percent = Annotated[int, Field(ge=1, le=1000)]
"""Of what a replica reserves, which it may exceed."""


class Pace(Strict):
    """How fast the number changes in one direction.

    Within ``period_seconds`` it changes by ``replicas`` or by ``percent`` of what there was, whichever is more; without
    both, as far as need be. It follows the most cautious of what was worked out in the last ``stabilization_seconds``.
    """

    stabilization_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    replicas: Count | None = None
    percent: Percent | None = None
    period_seconds: Annotated[int, Field(ge=1, le=1800)] = 15


class Autoscaling(Strict):
    """Between ``min`` and ``max`` replicas, so many that each uses ``cpu`` and ``memory`` percent of what it reserves.

    With both targets the one that asks for more replicas counts. Unless said otherwise, it grows at once, by four
    replicas or to the double every 15 seconds, and shrinks when less was enough for five minutes.
    """

    min: Count = 1
    max: Count
    cpu: Percent | None = None
    memory: Percent | None = None
    scale_up: Pace = Field(default_factory=lambda: Pace(replicas=4, percent=100))
    scale_down: Pace = Field(default_factory=lambda: Pace(stabilization_seconds=300, percent=100))


class Measured(BaseModel):
    """``target`` and ``now`` in percent of what replicas reserve, on average; None while nothing was measured."""

    target: int
    now: int | None


class ScalingStatus(BaseModel):
    """How it stands with a service's autoscaling."""

    min: int
    max: int
    current: int = Field(description="replicas that there are")
    desired: int = Field(description="replicas that the autoscaler asks for")
    cpu: Measured | None = None
    memory: Measured | None = None
    last_scaled_at: datetime | None = None
    reason: Reason | None = Field(None, description="why it does not scale, or no further, or not yet")


class Rescale(BaseModel):
    """One change of the number of replicas by the autoscaler; ``replicas`` is None where the cluster does not say."""

    at: datetime
    replicas: int | None
    why: str
    why_zh: str


class AutoscalingOut(BaseModel):
    """``autoscaling`` is None when the number is set by hand; ``status`` also while the service is not published."""

    autoscaling: Autoscaling | None
    status: ScalingStatus | None
    history: list[Rescale] | None = Field(
        description="what the cluster still remembers, newest first; null while it does not answer"
    )
