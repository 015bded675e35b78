"""HTTP routes of metering."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.access import Action, Actor, require
from slipway.audit import csv_lines
from slipway.db import Session
from slipway.errors import Invalid
from slipway.metering.decide import DAY
from slipway.metering.prices import all_prices, drop_price, replace_prices, set_price, told
from slipway.metering.report import grouped, lines
from slipway.metering.schemas import (
    MOST_DAYS,
    MOST_HOURS,
    ExportQuery,
    Point,
    PriceIn,
    PriceOut,
    Prices,
    PricesIn,
    Report,
    ReportQuery,
    Resource,
    Series,
    SeriesQuery,
    UsageRow,
    UsageTotal,
)
from slipway.metering.usage import ALL, books_of, uses
from slipway.web import CurrentActor, DbSession, file_response

router = APIRouter(prefix="/metering", tags=["metering"])

COLUMNS = tuple(UsageRow.model_fields)
STEPS = {"day": (DAY, MOST_DAYS), "hour": (3600, MOST_HOURS)}


@router.get("/report")
async def get_report(actor: CurrentActor, session: DbSession, query: Annotated[ReportQuery, Query()]) -> Report:
    """Tell who used what for how long; tenants see their own."""
    require(actor, Action.METERING_READ, actor.tenant_id)
    return await _report(session, actor, query)


@router.get("/export", response_class=StreamingResponse)
async def export_report(
    request: Request, actor: CurrentActor, session: DbSession, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """Download a report as CSV; times are seconds."""
    require(actor, Action.METERING_READ, actor.tenant_id)
    report = await _report(session, actor, query)
    counted: list[UsageTotal] = [*report.rows, *([report.total] if query.total else [])]
    rows = [(each.model_dump(mode="json"), None if each.cost is None else report.currency) for each in counted]
    text = csv_lines([(*COLUMNS, "currency"), *([*map(row.get, COLUMNS), currency] for row, currency in rows)])

    async def pieces() -> AsyncIterator[bytes]:
        yield text

    return file_response(request, pieces(), "text/csv; charset=utf-8", "usage.csv")


@router.get("/series")
async def get_series(actor: CurrentActor, session: DbSession, query: Annotated[SeriesQuery, Query()]) -> Series:
    """Tell how use went over time, for a chart."""
    require(actor, Action.METERING_READ, actor.tenant_id)
    since, until = query.period()
    size, most = STEPS[query.step]
    starts = range(since // size * size, until, size)
    if len(starts) > most:
        raise Invalid("metering.step_too_fine", {"step": query.step, "most": most}, field="step")
    prices, books = await all_prices(session), await books_of(session, actor, query)
    points, steps = [], []
    for start in starts:
        found = await uses(session, books, max(start, since), min(start + size, until))
        rows, total = grouped(found, [query.group_by] if query.group_by else [], prices)
        points.append(Point(time=_time(start), **total.model_dump()))
        steps.append(rows if query.group_by else [])
    return Series(since=_time(since), until=_time(until), step=query.step, points=points, lines=lines(steps))


@router.get("/prices")
async def list_prices(actor: CurrentActor, session: DbSession) -> Prices:
    """List what resources cost."""
    require(actor, Action.METERING_READ, actor.tenant_id)
    return Prices(items=[told(price) for price in (await all_prices(session)).values()])


@router.put("/prices")
async def put_prices(actor: CurrentActor, session: DbSession, body: PricesIn) -> Prices:
    """Replace the whole price list."""
    require(actor, Action.METERING_PRICE)
    await replace_prices(session, actor, body)
    return Prices(items=[told(price) for price in (await all_prices(session)).values()])


@router.put("/prices/{resource}")
async def put_price(actor: CurrentActor, session: DbSession, resource: Resource, body: PriceIn) -> PriceOut:
    """Set what a resource costs."""
    require(actor, Action.METERING_PRICE)
    return told(await set_price(session, actor, resource, body))


@router.delete("/prices/{resource}", status_code=204)
async def delete_price(actor: CurrentActor, session: DbSession, resource: Resource) -> None:
    """Take a resource off the price list."""
    require(actor, Action.METERING_PRICE)
    await drop_price(session, actor, resource)


async def _report(session: Session, actor: Actor, query: ReportQuery) -> Report:
    since, until = query.period()
    prices = await all_prices(session)
    books = await books_of(session, actor, query)
    rows, total = grouped(await uses(session, books, since, until), query.group_by, prices)
    known = books.known
    seen = known.get(query.resource, 0) if query.resource != ALL else min(known.values(), default=0)
    return Report(
        since=_time(since),
        until=_time(until),
        known_until=_time(seen) if seen else None,
        currency=next((price.currency for price in prices.values()), None),
        rows=rows,
        total=total,
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
