"""How quick are the operation log and the metering report when they are full?

``./slipway bench records [--database sqlite|postgresql]``: a year of 1,000 services' intervals (5 million rows) and
10 million operations, made in a database of its own that is gone afterwards. PostgreSQL has to be installed; it is
started here.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from slipway.access import SYSTEM, Actor, Role
from slipway.audit import Target, record
from slipway.audit.schemas import OperationFilter
from slipway.audit.search import count, search
from slipway.audit.verify import verify
from slipway.db import Database, migrate
from slipway.metering.report import grouped
from slipway.metering.schemas import UsageFilter
from slipway.metering.usage import books_of, uses
from tests.slipway import postgres

DAY, YEAR = 86_400, 365 * 86_400
END = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
BEGIN = END - YEAR
TENANTS, SERVICES, ACTORS, OBJECTS = 50, 1000, 2000, 50_000
ACTIONS = [f"{kind}.{verb}" for kind in ("application", "service", "volume", "host", "tenant", "user")
           for verb in ("create", "change", "delete", "publish", "scale", "upgrade", "restart")]  # fmt: skip
RARE = "settings.change"
ROUNDS = 15
WRITERS, WRITES = 8, 1000

Rows = Iterator[tuple[Any, ...]]
Work = Callable[[], Awaitable[object]]
OPERATION_COLUMNS = (
    "seq", "id", "time", "actor_id", "actor_name", "tenant_id", "action", "object_kind", "object_id", "object_name",
    "before", "after", "outcome", "detail", "duration_ms", "request_id", "source", "hash",
)  # fmt: skip
SUBJECT_COLUMNS = (
    "id", "tenant_id", "tenant", "application_id", "application", "service_id", "service", "resource", "cpu_milli",
    "size_bytes",
)  # fmt: skip
INTERVAL_COLUMNS = ("id", "subject_id", "key", "first", "started", "ended")


def operations(number: int) -> Rows:
    """A year of operations. One tenant in five has half of them; every fiftieth was refused; one action is rare."""
    rng = random.Random(1)
    tenants = [
        f"tenant-{rng.randrange(10)}" if rng.random() < 0.5 else f"tenant-{rng.randrange(TENANTS)}" for _ in range(997)
    ]
    for seq in range(1, number + 1):
        moment = datetime.fromtimestamp(BEGIN + YEAR * seq / number, UTC)
        actor, thing = f"user-{rng.randrange(ACTORS)}", rng.randrange(OBJECTS)
        action = RARE if seq % 250_000 == 7 else ACTIONS[rng.randrange(len(ACTIONS))]
        outcome = "ok" if seq % 50 else ("access.forbidden", "login.failed", "quota.exceeded")[seq // 50 % 3]
        yield (
            seq, f"op-{seq}", moment, actor, actor, tenants[thing % 997], action, action.partition(".")[0],
            f"object-{thing}", f"shop-{thing % 4000}/web", None, '{"replicas": 3, "image": "web:2"}', outcome, "",
            seq % 300, f"request-{seq}", "10.0.0.7", f"{seq:064x}",
        )  # fmt: skip


def subjects() -> Rows:
    """One size for each service."""
    for number in range(SERVICES):
        tenant = f"tenant-{number % TENANTS}"
        names = (tenant, tenant, f"app-{number // 4}", f"app-{number // 4}", f"service-{number}", f"service-{number}")
        yield (f"subject-{number}", *names, "container", 250 * (1 + number % 8), (1 + number % 4) * 2**29)


def intervals(number: int) -> Rows:
    """Each service's replicas start and stop all the year; two of each still run."""
    rng = random.Random(2)
    for row in range(1, number + 1):
        service = row % SERVICES
        start = BEGIN + int(YEAR * row / number)
        end: int | None = min(start + rng.randrange(60, 40_000), (start // DAY + 1) * DAY)
        if row > number - 2 * SERVICES:
            end = None
        yield row, f"subject-{service}", f"pod-{row}/main", True, start, end


class Loader:
    """Fills tables without their indexes, which are made afterwards."""

    async def fill(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Fill one table."""
        raise NotImplementedError


class SqliteLoader(Loader):
    """With the standard library's driver."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def fill(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        connection = sqlite3.connect(self._file, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name=? AND sql<>''", (table,)
        )
        indexes = found.fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", map(self._written, rows))
        connection.execute("COMMIT")
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()

    @staticmethod
    def _written(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row)


class PostgresLoader(Loader):
    """With COPY."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+asyncpg", "")

    async def fill(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        connection = await asyncpg.connect(self._url)
        query = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename=$1 AND indexname LIKE 'ix_%'"
        indexes = await connection.fetch(query, table)
        for name, _ in indexes:
            await connection.execute(f"DROP INDEX {name}")
        await connection.execute("SET maintenance_work_mem='1GB'")
        while piece := list(itertools.islice(rows, 200_000)):
            await connection.copy_records_to_table(table, records=piece, columns=columns)
        for _, sql in indexes:
            await connection.execute(sql)
        await connection.execute(f"VACUUM ANALYZE {table}")
        await connection.close()


async def timed(work: Callable[[int], Awaitable[object]]) -> dict[str, float]:
    """Do it for several values; median and worst, in milliseconds. The first of all is the coldest."""
    durations = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        await work(number)
        durations.append((time.perf_counter() - began) * 1000)
    return {"median_ms": round(statistics.median(durations), 1), "max_ms": round(max(durations), 1)}


def filters(number: int) -> dict[str, dict[str, Any]]:
    """What a page is asked for; ``number`` makes each round ask for something else."""
    middle = datetime.fromtimestamp(BEGIN + YEAR // 2, UTC) + timedelta(days=number)
    return {
        "nothing": {},
        "tenant": {"tenant_id": f"tenant-{number}"},
        "user": {"actor_id": f"user-{number * 37}"},
        "object": {"object_id": f"object-{number * 71}"},
        "kind": {"object_kind": "volume"},
        "action": {"action": ACTIONS[number]},
        "rare action": {"action": RARE},
        "absent kind": {"object_kind": "nothing"},
        "outcome ok": {"outcome": "ok"},
        "outcome refused": {"outcome": "refused"},
        "outcome code": {"outcome": "login.failed"},
        "request id": {"request_id": f"request-{number * 1001 + 1}"},
        "a month": {"since": middle - timedelta(days=30), "until": middle},
        "a month of a tenant": {"since": middle - timedelta(days=30), "until": middle, "tenant_id": f"tenant-{number}"},
        "tenant, action, outcome": {"tenant_id": f"tenant-{number}", "action": ACTIONS[number], "outcome": "refused"},
        "text, frequent": {"q": "upgrade"},
        "text, nowhere": {"q": "no such text"},
        "text, nowhere, of a tenant": {"q": "no such text", "tenant_id": f"tenant-{number}"},
    }


async def log_pages(database: Database, total: int) -> dict[str, Any]:
    """First pages with their totals, pages far inside, and a tenant's own."""
    viewer = Actor("v", "v", Role.VIEWER, "tenant-3")

    async def page(actor: Actor, wanted: dict[str, Any], after: str | None = None) -> None:
        async with database.read() as session:
            asked = OperationFilter(**wanted)
            await search(session, actor, asked, 50, after)
            if after is None:
                await count(session, actor, asked)

    results: dict[str, Any] = {}
    for name in filters(0):
        results[name] = await timed(lambda number, name=name: page(SYSTEM, filters(number)[name]))  # type: ignore[misc]
    deep = "deep inside (row 5,000,000 from the end)"
    results[deep] = await timed(lambda number: page(SYSTEM, {}, f"op-{total // 2 + number * 1000}"))
    results["a tenant's own, text, nowhere"] = await timed(lambda _number: page(viewer, {"q": "no such text"}))
    results["a tenant's own, by user"] = await timed(lambda number: page(viewer, {"actor_id": f"user-{number}"}))
    return results


async def reports(database: Database) -> dict[str, Any]:
    """A month for one tenant and for all, and a chart."""

    async def report(wanted: dict[str, Any], since: int, until: int) -> None:
        async with database.read() as session:
            books = await books_of(session, SYSTEM, UsageFilter(**wanted))
            found = await uses(session, books, since, until)
            grouped(found, ["tenant", "application", "service", "resource"], {})

    async def chart(wanted: dict[str, Any]) -> None:
        async with database.read() as session:
            books = await books_of(session, SYSTEM, UsageFilter(**wanted))
            for day in range(180, 210):
                await uses(session, books, BEGIN + day * DAY, BEGIN + (day + 1) * DAY)

    def month(number: int) -> tuple[int, int]:
        since = BEGIN + number * 20 * DAY + 12_345
        return since, since + 30 * DAY

    return {
        "a month, one tenant": await timed(lambda number: report({"tenant_id": f"tenant-{number}"}, *month(number))),
        "a month, all tenants": await timed(lambda number: report({}, *month(number))),
        "the year, one tenant": await timed(lambda number: report({"tenant_id": f"tenant-{number}"}, BEGIN, END)),
        "30 days by day, one tenant": await timed(lambda number: chart({"tenant_id": f"tenant-{number}"})),
        "30 days by day, all tenants": await timed(lambda number: chart({})),
    }


async def chain(database: Database) -> dict[str, float]:
    """What being chained costs, in a log of its own: transactions that only write one operation, and verification."""
    numbers = iter(range(WRITES))

    async def write() -> None:
        for number in numbers:
            async with database.session() as session:
                record(session, SYSTEM, "thing.change", Target("thing", str(number), "x"), {"a": 1}, {"a": 2})

    began = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    written = WRITES / (time.perf_counter() - began)
    began = time.perf_counter()
    steps = [step async for step in verify(database)]
    assert steps[-1].model_dump()["intact"]
    return {"operations_written_per_s": round(written), "verified_per_s": round(WRITES / (time.perf_counter() - began))}


async def measure(url: str, loader: Loader, arguments: argparse.Namespace) -> dict[str, Any]:
    """Fill one database and measure."""
    database = Database(url)
    await migrate(database)
    results: dict[str, Any] = {"chain": await chain(database)}
    for table in ("operations", "operation_chain"):
        await _execute(database, f"DELETE FROM {table}")
    await database.dispose()
    began = time.perf_counter()
    await loader.fill("metering_subjects", SUBJECT_COLUMNS, subjects())
    await loader.fill("metering_intervals", INTERVAL_COLUMNS, intervals(arguments.intervals))
    filled = time.perf_counter() - began
    await _execute(database, f"INSERT INTO metering_marks (resource, seen, writer) VALUES ('container', {END}, '')")
    results["metering"] = await reports(database)
    print(json.dumps(results), file=sys.stderr)
    await database.dispose()
    began = time.perf_counter()
    await loader.fill("operations", OPERATION_COLUMNS, operations(arguments.operations))
    results["filled_s"] = round(filled + time.perf_counter() - began)
    results["operation log"] = await log_pages(database, arguments.operations)
    await database.dispose()
    return results


async def _execute(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(statement)


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench records", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--intervals", type=int, default=5_000_000)
    parser.add_argument("--operations", type=int, default=10_000_000)
    arguments = parser.parse_args(words)
    results: dict[str, Any] = {}
    for name in arguments.database or ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            if name == "sqlite":
                file = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-bench-"))) / "bench.db"
                url, loader = f"sqlite+aiosqlite:///{file}", SqliteLoader(file)
            else:
                programs = postgres.installed()
                if programs is None:
                    parser.error("PostgreSQL is not installed: apt-get install postgresql")
                url = f"{stack.enter_context(postgres.running(programs))}/postgres"
                loader = PostgresLoader(url)  # type: ignore[assignment]
            results[name] = asyncio.run(measure(url, loader, arguments))
    print(json.dumps(results, indent=2))
    return 0
