"""The terminal's view of what is kept: operation log, usage, runtime log; against a platform on a real port."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import update

from slipway.audit import Operation
from slipway.db import Database, utcnow
from slipway.metering import Observed, Subject
from slipway.metering.ledger import Ledger
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run


async def test_operations_are_listed_exported_and_verified(run: Run, database: Database, tmp_path: Path) -> None:
    """Filters are words; what was tampered with has an exit code of its own."""
    await run("tenant", "create", "acme")
    await run("tenant", "create", "other")

    listed = await run("audit", "list", "action=tenant.create", "text=acme", "-o", "json")
    assert [item["object_name"] for item in json.loads(listed)] == ["acme"]
    assert "tenant.create" in await run("audit", "list", "tenant=acme")
    assert "not a filter" in await run("audit", "list", "nonsense=1", code=1)
    file = tmp_path / "log.csv"
    await run("audit", "export", "kind=tenant", "--file", str(file))
    assert len(file.read_text().splitlines()) == 3

    intact = await run("audit", "verify")
    assert "2 operations checked: intact" in intact
    await run("audit", "verify", "--anchor", intact.split()[-1])
    async with database.session() as session:
        await session.execute(update(Operation).where(Operation.seq == 1).values(object_name="forged"))
    assert "operation 1: not what was written" in await run("audit", "verify", code=3)


async def test_usage_is_shown_in_hours_and_priced(run: Run, database: Database, tenant: Tenant) -> None:
    """As a table, as JSON and as CSV, by whatever is asked for."""
    ledger, now = Ledger(database, "container"), int(utcnow().timestamp()) - 10
    subject = Subject(tenant.id, tenant.name, "container", "a", "shop", "s", "web", cpu_milli=2000, size_bytes=2**30)
    await ledger.take()
    await ledger.look([Observed("x", subject, now - 7200)], now)
    await run("metering", "price", "container", "--per-core-hour", "0.5")

    table = await run("metering", "report", "tenant=acme")
    assert "Together 2.00 hours, 4.000000 core hours, 2.000000 GiB hours, 2.0000 CNY" in table
    by_size = json.loads(await run("metering", "report", "--by", "tenant", "--by", "size", "-o", "json"))
    assert [(row["tenant"], row["service"], row["cpu_milli"]) for row in by_size["rows"]] == [("acme", None, 2000)]
    assert "acme" in (await run("metering", "report", "-o", "csv", "--by", "tenant")).splitlines()[1]
    await run("metering", "price", "container", "--remove")
    assert "Nothing has a price" in await run("metering", "prices")


async def test_the_platforms_lines_are_shown(run: Run) -> None:
    """And a source that is none is an error."""
    await run("runtime-log", "show", "platform", "--since", "1h", "--tail", "5")
    assert "no log source" in await run("runtime-log", "show", "node/../x", code=1)
