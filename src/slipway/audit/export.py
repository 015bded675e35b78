"""Write what a filter finds as CSV or as JSON lines, piece by piece, newest first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from slipway.access import Actor
from slipway.audit.models import Operation
from slipway.audit.outcome import words_of
from slipway.audit.schemas import OperationExport, OperationOut
from slipway.audit.search import search
from slipway.db import Database

PIECE = 1000
COLUMNS = (
    "time", "actor_name", "actor_id", "source", "action", "object_kind", "object_name", "object_id", "tenant_id",
    "outcome", "detail", "duration_ms", "request_id", "before", "after", "id", "seq", "hash",
)  # fmt: skip

_WORDS = {"outcome_text", "outcome_text_zh"}
"""For people who look; a file of rows has the codes."""


async def export(database: Database, actor: Actor, wanted: OperationExport) -> AsyncIterator[bytes]:
    """Yield the file's pieces. Each is read in a transaction of its own, so that none lasts as long as a download."""
    if wanted.format == "csv":
        yield csv_lines([COLUMNS])
    after: str | None = None
    while True:
        async with database.read() as session:
            found = await search(session, actor, wanted, PIECE, after)
        shown = [told(row, actor).model_dump(mode="json", exclude=_WORDS) for row in found.rows]
        yield (
            _jsonl(shown) if wanted.format == "jsonl" else csv_lines([each[name] for name in COLUMNS] for each in shown)
        )
        after = found.after
        if after is None:
            return


def told(row: Operation, actor: Actor) -> OperationOut:
    """Return what the actor is told of a row: its place among all tenants' rows is a matter of the platform."""
    shown = OperationOut.model_validate(row, from_attributes=True)
    update: dict[str, str | None] = {**words_of(row.outcome)}
    if not actor.of_platform:
        update |= {"seq": None, "hash": None}
    return shown.model_copy(update=update)


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return lines of CSV that a spreadsheet takes for values, never for formulas."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _jsonl(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
