"""The operation log is a chain: whoever tampers with it is found, and where."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, delete, insert, literal, select, text, update

from slipway.access import SYSTEM, Role
from slipway.audit import Operation, Target, record
from slipway.audit.models import OperationChain
from slipway.audit.retention import EXPIRE, expire
from slipway.audit.schemas import Problem, Progress, Verdict
from slipway.audit.verify import verify
from slipway.db import Database, Session, utcnow
from slipway.db.migrate import DIRECTORY
from tests.slipway.factory import Factory


async def _write(database: Database, number: int) -> None:
    for count in range(number):
        async with database.session() as session:
            record(
                session, SYSTEM, "thing.change", Target("thing", str(count), f"thing {count}"), {"b": count}, {"a": 1}
            )


async def _problems(database: Database, anchor: str | None = None) -> tuple[list[tuple[str, int, int]], Verdict]:
    steps = [step async for step in verify(database, anchor)]
    found = [(step.kind, step.first_seq, step.last_seq) for step in steps if isinstance(step, Problem)]
    verdict = steps[-1]
    assert isinstance(verdict, Verdict)
    assert verdict.intact == (not found)
    return found, verdict


async def _run(database: Database, *statements: Any) -> None:
    async with database.session() as session:
        for statement in statements:
            await session.execute(statement)


async def test_what_was_written_verifies(database: Database) -> None:
    """From the first row to the last; the verdict gives an anchor to go on from."""
    await _write(database, 5)
    found, verdict = await _problems(database)
    assert (found, verdict.checked) == ([], 5)

    await _write(database, 2)
    found, later = await _problems(database, verdict.anchor)
    assert (found, later.checked) == ([], 2)


async def test_a_verification_that_was_broken_off_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the anchor of its last progress."""
    monkeypatch.setattr("slipway.audit.verify.PIECE", 3)
    await _write(database, 8)
    progress = [step async for step in verify(database) if isinstance(step, Progress)]
    assert [step.seq for step in progress] == [3, 6, 8]

    found, verdict = await _problems(database, progress[1].anchor)
    assert (found, verdict.checked) == ([], 2)


async def test_what_is_written_meanwhile_is_no_tampering(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it comes: here between any two readings."""
    await _write(database, 5)
    quiet = database.read

    @asynccontextmanager
    async def read() -> AsyncIterator[Session]:
        async with quiet() as session:
            yield session
        await _write(database, 1)

    monkeypatch.setattr(database, "read", read)
    found, verdict = await _problems(database)
    assert (found, verdict.checked) == ([], 5)


def _row(seq: int) -> Any:
    return Operation.seq == seq


def _swap() -> list[Any]:
    move = [(3, 99), (4, 3), (99, 4)]
    return [update(Operation).where(_row(old)).values(seq=new) for old, new in move]


def _insert_after_the_end() -> list[Any]:
    table = Operation.__table__
    columns = [c for c in table.c if c.name not in ("seq", "id")]
    copy = select(literal(9), literal("forged"), *columns).where(_row(2))
    return [insert(Operation).from_select(["seq", "id", *(c.name for c in columns)], copy)]


TAMPERINGS: dict[str, tuple[Callable[[], list[Any]], list[tuple[str, int, int]]]] = {
    "actor": (lambda: [update(Operation).where(_row(3)).values(actor_name="eve")], [("changed", 3, 3)]),
    "before": (lambda: [update(Operation).where(_row(3)).values(before={"b": 7})], [("changed", 3, 3)]),
    "time": (lambda: [update(Operation).where(_row(1)).values(time=utcnow())], [("changed", 1, 1)]),
    "last": (lambda: [update(Operation).where(_row(6)).values(outcome="no")], [("changed", 6, 6)]),
    "removed": (lambda: [delete(Operation).where(_row(3))], [("missing", 3, 3)]),
    "several": (lambda: [delete(Operation).where(Operation.seq.in_([2, 3, 4]))], [("missing", 2, 4)]),
    "newest": (lambda: [delete(Operation).where(Operation.seq >= 5)], [("missing", 5, 6)]),
    "oldest": (lambda: [delete(Operation).where(_row(1))], [("missing", 1, 1)]),
    "moved": (_swap, [("changed", 3, 3), ("changed", 4, 4), ("changed", 5, 5)]),
    "added": (_insert_after_the_end, [("added", 9, 9)]),
    "head": (lambda: [update(OperationChain).values(hash="f" * 64)], [("changed", 6, 6)]),
    "cut": (
        lambda: [delete(Operation).where(Operation.seq <= 2), update(OperationChain).values(removed_seq=2)],
        [("unattested", 1, 2), ("changed", 3, 3)],
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_tampering_is_found_and_located(database: Database, what: str) -> None:
    """One row of six, changed in any way behind the platform's back."""
    await _write(database, 6)
    statements, expected = TAMPERINGS[what]
    await _run(database, *statements())

    found, _ = await _problems(database)

    assert found == expected


async def test_a_chain_that_was_computed_anew_does_not_pass_its_anchor(database: Database) -> None:
    """Against whoever can write everything helps only what was noted down elsewhere."""
    await _write(database, 3)
    _, verdict = await _problems(database)
    start = {"seq": 0, "hash": "0" * 64}
    await _run(database, delete(Operation), update(OperationChain).values(start))
    await _write(database, 4)

    assert (await _problems(database))[0] == []
    assert (await _problems(database, verdict.anchor))[0] == [("unanchored", 3, 3)]


async def test_many_writers_make_one_chain(database: Database) -> None:
    """Without gaps, doubles or deadlocks, whatever else their transactions hold; as several processes would."""
    other = Database(database.url)

    async def change(number: int) -> None:
        async with (database if number % 2 else other).session() as session:
            await session.execute(text("SELECT 1"))
            record(session, SYSTEM, "thing.change", Target("thing", str(number), "x"))
            await asyncio.sleep(0.001 * (number % 5))
            record(session, SYSTEM, "thing.change", Target("thing", str(number), "y"))

    await asyncio.gather(*(change(number) for number in range(30)))
    await other.dispose()

    found, verdict = await _problems(database)
    assert (found, verdict.checked) == ([], 60)


async def test_a_change_that_fails_leaves_no_trace(database: Database) -> None:
    """The row belongs to the change's transaction, and a number is not lost either."""
    with pytest.raises(ZeroDivisionError):
        async with database.session() as session:
            record(session, SYSTEM, "thing.change", Target("thing", "1", "x"))
            raise ZeroDivisionError
    await _write(database, 1)

    assert (await _problems(database))[1].checked == 1


async def test_retention_removes_the_oldest_and_the_rest_still_verifies(database: Database) -> None:
    """Its own record is what vouches for the new beginning."""
    await _write(database, 6)
    assert await expire(database, timedelta(days=1)) == 0
    assert await expire(database, timedelta(0)) == 6
    await _write(database, 2)

    assert await _problems(database) == (
        [],
        Verdict(intact=True, checked=3, problems=0, anchor=await _anchor(database)),
    )
    async with database.read() as session:
        kept = (await session.scalars(select(Operation.action).order_by(Operation.seq))).all()
    assert kept == [EXPIRE, "thing.change", "thing.change"]


async def _anchor(database: Database) -> str:
    async with database.read() as session:
        head = (await session.scalars(select(OperationChain))).one()
    return f"{head.seq}:{head.hash}"


async def test_rows_from_before_the_chain_are_chained(database: Database) -> None:
    """The migration gives them numbers in the order of their times; it can go back as well."""
    await _write(database, 3)
    async with database.engine.begin() as connection:
        await connection.run_sync(_migrate_to, "0003_rollbacks")
        assert len((await connection.execute(text("SELECT id FROM operations"))).all()) == 3
        await connection.run_sync(_migrate_to, "0010_operation_chain")
        await connection.run_sync(_migrate_to, "head")

    found, verdict = await _problems(database)
    assert (found, verdict.checked) == ([], 3)
    await _write(database, 1)
    assert (await _problems(database))[1].checked == 4


def _migrate_to(connection: Connection, target: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    (command.downgrade if target == "0003_rollbacks" else command.upgrade)(config, target)


async def test_auditors_verify_over_http_and_tenants_do_not(factory: Factory, database: Database) -> None:
    """Events tell of progress, of problems and of the verdict."""
    tenant = await factory.tenant()
    await _write(database, 2)
    await _run(database, update(Operation).where(_row(2)).values(detail="x"))
    auditor, member = await factory.client(Role.PLATFORM_AUDITOR), await factory.client(Role.TENANT_ADMIN, tenant)

    answer = await auditor.get("/api/v1/operations/verify")
    assert [name for name, _ in _events(answer)] == ["problem", "progress", "verdict"]
    assert _events(answer)[0][1] == {
        "kind": "changed",
        "first_seq": 2,
        "last_seq": 2,
        "id": _events(answer)[0][1]["id"],
    }
    assert _events(answer)[-1][1]["intact"] is False
    assert (await member.get("/api/v1/operations/verify")).status_code == 403


def _events(answer: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in answer.text.split("\n\n") if block.startswith("event:")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]
