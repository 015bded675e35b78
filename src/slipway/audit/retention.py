"""Remove operations that are older than they have to be kept, so that what is left can still be verified.

The hash of the last row that goes is kept at the head of the chain, and it is written down as an operation like any
other: whoever cuts rows off the old end by hand would have to forge that one, too.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, select, update

from slipway.access import SYSTEM
from slipway.audit.models import Operation, OperationChain
from slipway.audit.record import Target, record
from slipway.audit.seal import HEAD
from slipway.db import Database, utcnow
from slipway.reconcile import Rhythm, Rounds

log = structlog.get_logger(__name__)

EXPIRE = "operation.expire"
PIECE = 2000
ROUND_SECONDS = 3600.0
LONGEST_PAUSE = 60.0


class Retention(Rounds):
    """A part of the processes that reconcile: each hour it notes an anchor in the log, and removes what is too old."""

    def __init__(self, database: Database, days: int) -> None:
        self._database = database
        self._days = days
        super().__init__("operation log retention", self._round, Rhythm(ROUND_SECONDS, longest=LONGEST_PAUSE))

    async def _round(self) -> None:
        if self._days:
            removed = 1
            while removed:
                removed = await expire(self._database, timedelta(days=self._days))
        async with self._database.read() as session:
            head = (await session.scalars(select(OperationChain))).one()
        log.info("operation log anchor", anchor=f"{head.seq}:{head.hash}")


async def expire(database: Database, keep: timedelta) -> int:
    """Remove the oldest rows that are older than ``keep``, a piece at most; return how many.

    Rows go in the order of the chain: one that is too young, by a clock that jumped, keeps those after it.
    """
    async with database.session() as session:
        oldest = select(Operation.seq, Operation.time, Operation.hash).order_by(Operation.seq).limit(PIECE)
        over = []
        for row in (await session.execute(oldest)).all():
            if row.time >= utcnow() - keep:
                break
            over.append(row)
        if not over:
            return 0
        last = over[-1]
        await session.execute(delete(Operation).where(Operation.seq <= last.seq))
        moved = (
            update(OperationChain)
            .where(OperationChain.id == HEAD, OperationChain.removed_seq < last.seq)
            .values(removed_seq=last.seq, removed_hash=last.hash)
        )
        if (await session.execute(moved.returning(OperationChain.id))).first() is not None:
            after = {"removed_seq": last.seq, "removed_hash": last.hash}
            record(session, SYSTEM, EXPIRE, Target("operation", "", ""), after=after)
        return len(over)
