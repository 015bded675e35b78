"""Search across rooms: each room offers a ``Seeker`` for what is its own, the room ``search`` asks all of them.

What begins with the text comes before what only contains it; no seeker shows more than the hits that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, case, or_
from sqlalchemy.orm import InstrumentedAttribute

from slipway.access import Action, Actor
from slipway.db import Session

T = TypeVar("T")
SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for, and how many of each kind are wanted at most."""

    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One found object. ``within`` says more of it: what it belongs to, where it is, or how it is called."""

    id: str
    name: str
    state: str
    tenant_id: str | None = None
    within: str = ""
    parent_id: str | None = None


class Seeker(Protocol):
    """Finds objects of one kind."""

    @property
    def action(self) -> Action:
        """What the actor has to be allowed for any to be found."""
        ...

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits of what the actor may know of, the best first. Raises Unavailable."""
        ...


def best_rows(query: SelectT, sought: Sought, *columns: InstrumentedAttribute[Any]) -> SelectT:
    """Narrow a query, which ``access.scope`` has narrowed before, to its best hits; the first column is the name."""
    begins = or_(*(column.istartswith(sought.text, autoescape=True) for column in columns))
    found = query.where(or_(*(column.icontains(sought.text, autoescape=True) for column in columns)))
    return found.order_by(case((begins, 0), else_=1), columns[0]).limit(sought.limit)


def best_of(items: Iterable[T], words_of: Callable[[T], Iterable[str]], sought: Sought) -> list[T]:
    """Return the best hits of what is in memory, of any number of objects; those that are as good by their words."""
    text = sought.text.casefold()
    ranked: list[tuple[int, list[str], int, T]] = []
    for number, item in enumerate(items):
        words = [word.casefold() for word in words_of(item)]
        if any(text in word for word in words):
            ranked.append((not any(word.startswith(text) for word in words), words, number, item))
    return [item for _, _, _, item in nsmallest(sought.limit, ranked)]
