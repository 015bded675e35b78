"""Lists: ``q``, ``page``, ``page_size`` and ``sort`` in, ``items`` and ``total`` out.

``total`` counts only rows that the caller may see, because it is counted on the already narrowed query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from slipway.db import Session
from slipway.errors import Invalid

T = TypeVar("T")
M = TypeVar("M")
B = TypeVar("B", bound=BaseModel)


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int
    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for."""

    q: str
    page: int
    page_size: int
    sort: str


def page_request(
    q: Annotated[str, Query(max_length=200, description="only what contains this text")] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=500)] = 50,
    sort: Annotated[str, Query(max_length=64, description="a field, with - in front for descending")] = "",
) -> PageRequest:
    """Read the paging parameters."""
    return PageRequest(q=q, page=page, page_size=page_size, sort=sort)


Paging = Annotated[PageRequest, Depends(page_request)]


@dataclass(frozen=True, slots=True)
class Listing:
    """What of a model can be searched (``q``) and sorted; ``default`` is the sort when none is asked for."""

    sort: Mapping[str, InstrumentedAttribute[Any]]
    search: Sequence[InstrumentedAttribute[Any]]
    default: str = "name"


async def paginate(session: Session, query: Select[M], paging: PageRequest, listing: Listing) -> tuple[list[M], int]:
    """Return the asked page of ``query`` (already narrowed by ``access.scope``) and the number of all its rows."""
    if paging.q:
        query = query.where(or_(*(column.icontains(paging.q, autoescape=True) for column in listing.search)))
    total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    column, descending = _sort_column(paging.sort or listing.default, listing)
    query = query.order_by(column.desc() if descending else column.asc())
    query = query.offset((paging.page - 1) * paging.page_size).limit(paging.page_size)
    return list((await session.scalars(query)).all()), total or 0


def page_of_list(items: Sequence[B], paging: PageRequest, sort: Sequence[str], search: Sequence[str]) -> Page[B]:
    """Return the asked page of a list that is all in memory; ``sort`` and ``search`` name fields, None comes last."""
    wanted, descending = sort_of(paging, sort)
    text = paging.q.casefold()
    found = [each for each in items if any(text in str(getattr(each, name) or "").casefold() for name in search)]
    known = [each for each in found if getattr(each, wanted) is not None]
    known.sort(key=lambda each: getattr(each, wanted), reverse=descending)
    ordered = known + [each for each in found if getattr(each, wanted) is None]
    first = (paging.page - 1) * paging.page_size
    return page_of(ordered[first : first + paging.page_size], len(ordered), paging)


def sort_of(paging: PageRequest, allowed: Sequence[str]) -> tuple[str, bool]:
    """Return the field to sort by, by default the first that is allowed, and whether descending. Raises Invalid."""
    wanted = (paging.sort or allowed[0]).removeprefix("-")
    if wanted not in allowed:
        raise Invalid("request.sort_unknown", {"sort": wanted, "allowed": sorted(allowed)}, field="sort")
    return wanted, paging.sort.startswith("-")


def page_of(items: list[T], total: int, paging: PageRequest) -> Page[T]:
    """Build the answer of a list."""
    return Page[T](items=items, total=total, page=paging.page, page_size=paging.page_size)


def _sort_column(sort: str, listing: Listing) -> tuple[InstrumentedAttribute[Any], bool]:
    name = sort.removeprefix("-")
    if name not in listing.sort:
        raise Invalid("request.sort_unknown", {"sort": name, "allowed": sorted(listing.sort)}, field="sort")
    return listing.sort[name], sort.startswith("-")
