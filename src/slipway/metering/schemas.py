"""What metering looks like over HTTP. Hours and costs are decimal numbers in writing, so that none loses a digit."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from slipway.db import utcnow
from slipway.errors import Invalid

LONGEST = timedelta(days=3660)
MOST_DAYS, MOST_HOURS, MOST_LINES, MOST_PRICES = 400, 24 * 8, 20, 100

Grouping = Literal["tenant", "application", "service", "registry", "resource", "size"]
Number = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=8)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Resource = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class UsageFilter(BaseModel):
    """Whose use of what, and when; by default of containers in the last seven days."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    resource: Resource | Literal["all"] = Field(
        "container", description="`container`, `managed_service`, `volume`, `domain`, `image_storage` or `all`"
    )
    tenant_id: str | None = None
    application_id: str | None = None
    service_id: str | None = None
    registry_id: str | None = None

    def period(self) -> tuple[int, int]:
        """Return the period in seconds since 1970. Raises Invalid."""
        until = self.until or utcnow()
        since = self.since or until - timedelta(days=7)
        if since >= until:
            raise Invalid("metering.period_empty", field="since")
        if until - since > LONGEST or since.year < 1970:
            raise Invalid("metering.period_too_long", {"days": LONGEST.days}, field="since")
        return int(since.timestamp()), int(until.timestamp())


class ReportQuery(UsageFilter):
    """A report: one row for each group."""

    group_by: list[Grouping] = Field(default=["tenant", "application", "service", "resource"])


class ExportQuery(ReportQuery):
    """A report as a file."""

    total: bool = Field(False, description="one more row at the end, without names: the sum of all")


class SeriesQuery(UsageFilter):
    """A report over time: one point for each step."""

    step: Literal["day", "hour"] = "day"
    group_by: Grouping | None = Field(None, description="a line for each of these, the largest ones, besides the sum")


class UsageTotal(BaseModel):
    """A sum of use.

    ``count`` is how many things (containers, managed services, volumes, domains, sizes of image storage) were in use at
    any time; ``seconds`` is the sum of their times. GiB are of 2^30 bytes: memory of containers, size of volumes and of
    images.
    ``cost`` is null without a price.
    """

    count: int
    seconds: int
    core_hours: Number
    gib_hours: Number
    cost: Number | None = None


class Group(BaseModel):
    """Whose use it is, and of what. Fields by which was not grouped are null."""

    tenant_id: str | None = None
    tenant: str | None = None
    application_id: str | None = None
    application: str | None = None
    service_id: str | None = None
    service: str | None = None
    registry_id: str | None = None
    registry_address: str | None = None
    resource: str | None = None
    cpu_milli: int | None = None
    size_bytes: int | None = None


class UsageRow(UsageTotal, Group):
    """The use of one group."""


class Report(BaseModel):
    """Who used what for how long. What is still in use counts until ``known_until``, the last look at it."""

    since: datetime
    until: datetime
    known_until: datetime | None
    currency: str | None
    rows: list[UsageRow]
    total: UsageTotal


class Point(UsageTotal):
    """The use within one step, which begins at ``time``."""

    time: datetime


class Line(Group):
    """One group's use over time, a value for each of the series' points."""

    values: list[UsageTotal]


class Series(BaseModel):
    """Use over time; days are days of UTC. ``lines`` are the groups that used most, with the most first."""

    since: datetime
    until: datetime
    step: Literal["day", "hour"]
    points: list[Point]
    lines: list[Line]


class Amounts(BaseModel):
    """What a resource costs for each hour: for each thing, for each core and for each GiB of it."""

    model_config = ConfigDict(extra="forbid")

    per_hour: Amount = Decimal(0)
    per_core_hour: Amount = Decimal(0)
    per_gib_hour: Amount = Decimal(0)


class PriceIn(Amounts):
    """One entry of the price list; all entries have the same currency."""

    currency: Currency = "CNY"


class PricesIn(BaseModel):
    """A whole price list, by resource: what is not in it costs nothing."""

    model_config = ConfigDict(extra="forbid")

    currency: Currency = "CNY"
    items: Annotated[dict[Resource, Amounts], Field(max_length=MOST_PRICES)]


class PriceOut(BaseModel):
    """One entry of the price list."""

    resource: str
    currency: str
    per_hour: Number
    per_core_hour: Number
    per_gib_hour: Number
    updated_at: datetime


class Prices(BaseModel):
    """The price list."""

    items: list[PriceOut]
