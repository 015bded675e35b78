"""The price list: optional, one entry for each kind of resource."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Actor
from slipway.audit import Target, record
from slipway.db import Obj, Session
from slipway.errors import Conflict, NotFound
from slipway.metering.models import MeteringPrice
from slipway.metering.schemas import Amounts, PriceIn, PriceOut, PricesIn


async def all_prices(session: Session) -> dict[str, MeteringPrice]:
    """Return the list."""
    rows = (await session.scalars(select(MeteringPrice).order_by(MeteringPrice.resource))).all()
    return {row.resource: row for row in rows}


async def set_price(session: Session, actor: Actor, resource: str, wanted: PriceIn) -> MeteringPrice:
    """Make or change an entry; reports of the past are computed with it as well."""
    others = select(MeteringPrice.currency).where(MeteringPrice.resource != resource).limit(1)
    currency = await session.scalar(others)
    if currency not in (None, wanted.currency):
        raise Conflict("metering.currency_differs", {"currency": str(currency)}, field="currency")
    return await _put(session, actor, resource, wanted.currency, wanted)


async def replace_prices(session: Session, actor: Actor, wanted: PricesIn) -> None:
    """Make the list what is wanted, in another currency too; the operation log has what changes."""
    for resource in (await all_prices(session)).keys() - wanted.items.keys():
        await drop_price(session, actor, resource)
    for resource, amounts in wanted.items.items():
        await _put(session, actor, resource, wanted.currency, amounts)


async def _put(session: Session, actor: Actor, resource: str, currency: str, wanted: Amounts) -> MeteringPrice:
    price = await session.get(MeteringPrice, resource)
    before = _snapshot(price) if price else None
    if price is None:
        price = MeteringPrice(resource=resource)
        session.add(price)
    price.currency = currency
    price.per_hour, price.per_core_hour = f"{wanted.per_hour:f}", f"{wanted.per_core_hour:f}"
    price.per_gib_hour = f"{wanted.per_gib_hour:f}"
    await session.flush()
    if (after := _snapshot(price)) != before:
        record(session, actor, "metering.price", Target("price", resource, resource), before, after)
    return price


async def drop_price(session: Session, actor: Actor, resource: str) -> None:
    """Remove an entry: the resource costs nothing any more."""
    price = await session.get(MeteringPrice, resource)
    if price is None:
        raise NotFound("metering.price_not_found", {"resource": resource})
    record(session, actor, "metering.price", Target("price", resource, resource), before=_snapshot(price))
    await session.delete(price)


def told(price: MeteringPrice) -> PriceOut:
    """Return the entry as it is shown."""
    return PriceOut.model_validate(price, from_attributes=True)


def _snapshot(price: MeteringPrice) -> Obj:
    names = ("currency", "per_hour", "per_core_hour", "per_gib_hour")
    return {name: getattr(price, name) for name in names}
