"""Add operations to the chain, as the last step of the transaction of the change that they tell of.

All writers take turns at the head of the chain. It is locked only when everything else of the transaction is done, so
nobody who holds it waits for anything but the commit: there is no deadlock, and the lock is short.
"""

from __future__ import annotations

import json
from functools import partial

from sqlalchemy import select

from slipway.audit.chain import FIELDS, digest
from slipway.audit.models import Operation, OperationChain
from slipway.db import Obj, Session, before_commit, new_id, utcnow
from slipway.web import current_request

HEAD = 1
_WAITING = "slipway.audit.waiting"


def chain_later(session: Session, row: Operation) -> None:
    """Have ``row`` added when the session's transaction is about to commit."""
    if _WAITING not in session.info:
        session.info[_WAITING] = []
        before_commit(session, partial(_seal, session))
    session.info[_WAITING].append(row)


async def _seal(session: Session) -> None:
    rows: list[Operation] = session.info.pop(_WAITING)
    await session.flush()
    query = select(OperationChain).where(OperationChain.id == HEAD).with_for_update()
    head = (await session.scalars(query, execution_options={"populate_existing": True})).one()
    for row in rows:
        row.seq, row.id, row.time = head.seq + 1, new_id(), utcnow()
        row.before, row.after = _stored(row.before), _stored(row.after)
        row.duration_ms = current_request().age_ms()
        row.hash = digest(head.hash, [getattr(row, name) for name in FIELDS])
        head.seq, head.hash = row.seq, row.hash
        session.add(row)
    await session.flush()


def _stored(value: Obj | None) -> Obj | None:
    """Return the value as it will come back from the database, because that is what its hash is checked against."""
    read: Obj | None = json.loads(json.dumps(value))
    return read
