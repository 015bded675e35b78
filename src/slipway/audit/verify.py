"""Walk along the chain of operations and name every place where it is not as it was written.

Anybody who can write to the database could compute the whole chain anew. Against that helps an anchor: ``seq:hash`` of
an operation as somebody noted it down elsewhere (the platform's own log has one each hour); the chain must still go
through it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from slipway.audit.chain import FIELDS, digest
from slipway.audit.models import Operation, OperationChain
from slipway.audit.retention import EXPIRE
from slipway.audit.schemas import Problem, Progress, Verdict
from slipway.audit.seal import HEAD
from slipway.db import Database

PIECE = 500
MOST_PROBLEMS = 1000
"""So many are named one by one; all are counted."""

Step = Progress | Problem | Verdict


@dataclass(slots=True)
class Walk:
    """Where a verification stands: the row that was passed last, and what was wrong until there."""

    seq: int
    hash: str | None
    """None when the row before is missing: what follows it cannot be checked."""
    checked: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def anchor(self) -> str | None:
        """From where to go on."""
        return f"{self.seq}:{self.hash}" if self.hash is not None else None

    def take(self, row: Row[Any]) -> None:
        """Go on to the next row that there is."""
        if row.seq > self.seq + 1:
            self.problems.append(Problem(kind="missing", first_seq=self.seq + 1, last_seq=row.seq - 1))
            self.hash = None
        if self.hash is not None and digest(self.hash, [getattr(row, name) for name in FIELDS]) != row.hash:
            self.problems.append(Problem(kind="changed", first_seq=row.seq, last_seq=row.seq, id=row.id))
        self.seq, self.hash = row.seq, row.hash
        self.checked += 1


async def verify(database: Database, anchor: str | None = None) -> AsyncIterator[Step]:
    """Yield progress, problems as they are found, and the verdict; from the anchor on, or everything that is kept."""
    head = await _head(database)
    walk, found = await _begin(database, head, anchor)
    number = 0
    for problem in found:
        number += 1
        yield problem
    while walk.seq < head.seq:
        rows = await _piece(database, walk.seq, head.seq)
        if rows and rows[0].seq > walk.seq + 1:
            await _skip_expired(database, walk)
        for row in rows:
            if row.seq > walk.seq:
                walk.take(row)
        if not rows:
            walk.problems.append(Problem(kind="missing", first_seq=walk.seq + 1, last_seq=head.seq))
            walk.seq, walk.hash = head.seq, None
        for problem in walk.problems:
            number += 1
            if number <= MOST_PROBLEMS:
                yield problem
        walk.problems.clear()
        yield Progress(anchor=walk.anchor, seq=walk.seq, until=head.seq, checked=walk.checked)
    for problem in await _beyond(database, head, walk):
        number += 1
        yield problem
    yield Verdict(intact=number == 0, checked=walk.checked, problems=number, anchor=f"{head.seq}:{head.hash}")


async def _begin(database: Database, head: OperationChain, anchor: str | None) -> tuple[Walk, list[Problem]]:
    if anchor is None:
        found = [] if await _attested(database, head) else [_unattested(head)]
        return Walk(head.removed_seq, head.removed_hash), found
    seq, _, noted = anchor.partition(":")
    place = int(seq)
    async with database.read() as session:
        now = await session.scalar(select(Operation.hash).where(Operation.seq == place))
    if place == head.removed_seq:
        now = head.removed_hash
    found = [] if now == noted else [Problem(kind="unanchored", first_seq=place, last_seq=place)]
    return Walk(place, now), found


async def _attested(database: Database, head: OperationChain) -> bool:
    """Tell whether the old end is where retention left it: it wrote that down as an operation."""
    if head.removed_seq == 0:
        return True
    query = select(Operation.after).where(Operation.action == EXPIRE, Operation.seq > head.removed_seq)
    async with database.read() as session:
        told = (await session.scalars(query.order_by(Operation.time.desc(), Operation.seq.desc()).limit(10))).all()
    return any(each == {"removed_seq": head.removed_seq, "removed_hash": head.removed_hash} for each in told)


def _unattested(head: OperationChain) -> Problem:
    return Problem(kind="unattested", first_seq=1, last_seq=head.removed_seq)


async def _skip_expired(database: Database, walk: Walk) -> None:
    """Retention may have removed, in the meantime, what was about to be read."""
    now = await _head(database)
    if now.removed_seq > walk.seq:
        walk.seq, walk.hash = now.removed_seq, now.removed_hash


async def _beyond(database: Database, head: OperationChain, walk: Walk) -> list[Problem]:
    """Look at the new end: the head has to be the last row, and there may be nothing outside of the chain."""
    problems = []
    if walk.hash not in (None, head.hash):
        problems.append(Problem(kind="changed", first_seq=head.seq, last_seq=head.seq))
    # One statement: whatever is written between two would seem to be outside.
    first = select(OperationChain.removed_seq).where(OperationChain.id == HEAD).scalar_subquery()
    last = select(OperationChain.seq).where(OperationChain.id == HEAD).scalar_subquery()
    outside = (Operation.seq > last) | (Operation.seq <= first)
    async with database.read() as session:
        strays = await session.execute(select(Operation.seq, Operation.id).where(outside).limit(100))
    problems += [Problem(kind="added", first_seq=row.seq, last_seq=row.seq, id=row.id) for row in strays]
    return problems


async def _head(database: Database) -> OperationChain:
    async with database.read() as session:
        return (await session.scalars(select(OperationChain).where(OperationChain.id == HEAD))).one()


async def _piece(database: Database, after: int, until: int) -> Sequence[Row[Any]]:
    table = Operation.__table__.c
    query = select(*(table[name] for name in (*FIELDS, "hash"))).where(table.seq > after, table.seq <= until)
    async with database.read() as session:
        return (await session.execute(query.order_by(table.seq).limit(PIECE))).all()
