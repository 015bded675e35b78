"""The report over HTTP: what it groups, what it costs, and whose it is."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.db import Database
from slipway.metering import Observed, Subject
from slipway.metering.ledger import Ledger
from slipway.tenants import Tenant
from tests.slipway.factory import Factory

URL = "/api/v1/metering"
BEGIN = int((datetime.now(UTC) - timedelta(days=3)).timestamp()) // 86_400 * 86_400
GIB = 2**30


def _subject(tenant: Tenant, service: str, milli: int = 0, size: int = 0, resource: str = "container") -> Subject:
    names = {"application_id": "a", "application": "shop", "service_id": f"{service}-id", "service": service}
    return Subject(tenant.id, tenant.name, resource, **names, cpu_milli=milli, size_bytes=size)


@pytest.fixture
async def other(factory: Factory) -> Tenant:
    """Somebody else."""
    return await factory.tenant("other")


@pytest.fixture
async def used(database: Database, tenant: Tenant, other: Tenant) -> None:
    """An hour of a web server with half a core, two of a database, a volume, and somebody else's things."""
    ledger = Ledger(database, "container")
    await ledger.take()
    web, db = _subject(tenant, "web", 500, GIB), _subject(tenant, "db", 1000, 2 * GIB)
    theirs = _subject(other, "secret", 4000, GIB)
    seen = [Observed("w1", web, BEGIN), Observed("d1", db, BEGIN), Observed("x1", theirs, BEGIN)]
    await ledger.look(seen, BEGIN + 10)
    over = [Observed("w1", web, BEGIN, BEGIN + 3600, over=True), Observed("d1", db, BEGIN, BEGIN + 7200, over=True)]
    await ledger.look([*over, seen[2]], BEGIN + 7200)
    volumes = Ledger(database, "volume")
    await volumes.take()
    disk = Observed("v1", _subject(tenant, "db", 0, 10 * GIB, "volume"), BEGIN)
    for hour in range(5):
        await volumes.look([disk], BEGIN + 3600 * hour)


def _time(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


@pytest.mark.usefixtures("used")
async def test_by_default_it_tells_of_last_weeks_containers(admin: httpx.AsyncClient) -> None:
    """A row for each service, by name."""
    report = (await admin.get(f"{URL}/report")).json()

    shown = [(row["tenant"], row["service"], row["count"], row["seconds"]) for row in report["rows"]]
    assert shown == [("acme", "db", 1, 7200), ("acme", "web", 1, 3600), ("other", "secret", 1, 7200)]
    web = report["rows"][1]
    assert (web["core_hours"], web["gib_hours"], web["cost"]) == ("0.500000", "1.000000", None)
    assert report["total"]["core_hours"] == "10.500000"
    assert datetime.fromisoformat(report["known_until"]).timestamp() == BEGIN + 7200


@pytest.mark.usefixtures("used")
async def test_it_can_be_asked_for_anything_else(admin: httpx.AsyncClient, tenant: Tenant) -> None:
    """Period, resource, tenant, service and groups."""

    async def rows(**query: Any) -> list[tuple[Any, ...]]:
        answer = (await admin.get(f"{URL}/report", params=query)).json()["rows"]
        return [(row["tenant"], row["service"], row["resource"], row["seconds"]) for row in answer]

    part = {"since": _time(BEGIN + 3000), "until": _time(BEGIN + 4000)}
    assert await rows(**part, service_id="web-id") == [("acme", "web", "container", 600)]
    assert await rows(resource="volume") == [("acme", "db", "volume", 4 * 3600)]
    assert await rows(resource="all", group_by="resource") == [
        (None, None, "container", 18000),
        (None, None, "volume", 14400),
    ]
    assert await rows(group_by="tenant", tenant_id=tenant.id) == [("acme", None, None, 10800)]
    sizes = (await admin.get(f"{URL}/report", params={"group_by": ["tenant", "size"]})).json()["rows"]
    assert [(row["tenant"], row["cpu_milli"]) for row in sizes] == [("acme", 500), ("acme", 1000), ("other", 4000)]


@pytest.mark.usefixtures("used")
async def test_prices_make_costs(admin: httpx.AsyncClient) -> None:
    """Exactly, in decimal numbers; and who changed them is in the operation log."""
    price = {"currency": "CNY", "per_core_hour": "0.1", "per_gib_hour": "0.01", "per_hour": "0.005"}
    assert (await admin.put(f"{URL}/prices/container", json=price)).json()["per_core_hour"] == "0.1"

    report = (await admin.get(f"{URL}/report", params={"service_id": "db-id"})).json()

    assert report["currency"] == "CNY"
    assert report["rows"][0]["cost"] == "0.2500"  # 2 core hours, 4 GiB hours, 2 hours
    listed = (await admin.get(f"{URL}/prices")).json()["items"]
    assert [item["resource"] for item in listed] == ["container"]
    other = await admin.put(f"{URL}/prices/volume", json={"currency": "EUR", "per_gib_hour": "1"})
    assert other.json()["error"]["code"] == "metering.currency_differs"
    assert (await admin.put(f"{URL}/prices/volume", json={"per_hour": "-1"})).status_code == 422
    assert (await admin.delete(f"{URL}/prices/container")).status_code == 204
    assert (await admin.delete(f"{URL}/prices/container")).status_code == 404
    done = (await admin.get("/api/v1/operations", params={"action": "metering.price"})).json()["items"]
    assert [(item["before"] is None, item["after"] is None) for item in done] == [(False, True), (True, False)]


@pytest.mark.usefixtures("used")
async def test_a_series_tells_each_step(admin: httpx.AsyncClient) -> None:
    """For a chart, by days or hours."""
    query = {"since": _time(BEGIN), "until": _time(BEGIN + 3 * 3600), "step": "hour", "service_id": "db-id"}
    points = (await admin.get(f"{URL}/series", params=query)).json()["points"]
    assert [point["seconds"] for point in points] == [3600, 3600, 0]

    days = (await admin.get(f"{URL}/series", params={"resource": "all"})).json()["points"]
    assert sum(point["seconds"] for point in days) == 18000 + 14400
    by_service = (await admin.get(f"{URL}/series", params={**query, "service_id": "", "group_by": "service"})).json()
    assert by_service["lines"] == []
    del query["service_id"]
    found = (await admin.get(f"{URL}/series", params={**query, "group_by": "service"})).json()["lines"]
    values = {line["service"]: [value["seconds"] for value in line["values"]] for line in found}
    assert values == {"db": [3600, 3600, 0], "secret": [3600, 3600, 0], "web": [3600, 0, 0]}
    year = {"since": "2020-01-01T00:00:00Z", "step": "hour"}
    assert (await admin.get(f"{URL}/series", params=year)).json()["error"]["code"] == "metering.step_too_fine"


async def test_the_whole_price_list_is_replaced_at_once(admin: httpx.AsyncClient) -> None:
    """In another currency, too; the log has what changes, and nothing else."""
    await admin.put(f"{URL}/prices/container", json={"currency": "CNY", "per_core_hour": "0.1"})
    await admin.put(f"{URL}/prices/volume", json={"currency": "CNY", "per_gib_hour": "1"})
    wanted = {"currency": "EUR", "items": {"container": {"per_core_hour": "0.02"}, "domain": {"per_hour": "0.5"}}}

    first = (await admin.put(f"{URL}/prices", json=wanted)).json()
    again = (await admin.put(f"{URL}/prices", json=wanted)).json()

    assert first == again == (await admin.get(f"{URL}/prices")).json()
    shown = [(each["resource"], each["currency"], each["per_core_hour"], each["per_hour"]) for each in first["items"]]
    assert shown == [("container", "EUR", "0.02", "0"), ("domain", "EUR", "0", "0.5")]
    done = (await admin.get("/api/v1/operations", params={"action": "metering.price"})).json()["items"]
    assert sorted(entry["object_id"] for entry in done) == ["container", "container", "domain", "volume", "volume"]
    bad = {"currency": "EUR", "items": {"container": {"per_hour": "-1"}}}
    refused = (await admin.put(f"{URL}/prices", json=bad)).json()["error"]
    assert (refused["code"], refused["field"]) == ("request.invalid", "items.container.per_hour")
    assert (await admin.put(f"{URL}/prices", json={"items": {}})).json() == {"items": []}


@pytest.mark.usefixtures("used")
async def test_it_comes_as_csv(admin: httpx.AsyncClient) -> None:
    """The same rows, and their sum where it is asked for."""
    answer = await admin.get(f"{URL}/export", params={"resource": "all"})

    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [(row["service"], row["resource"], row["seconds"]) for row in rows] == [
        ("db", "container", "7200"),
        ("db", "volume", "14400"),
        ("web", "container", "3600"),
        ("secret", "container", "7200"),
    ]
    assert {(row["cost"], row["currency"]) for row in rows} == {("", "")}
    await admin.put(f"{URL}/prices/container", json={"currency": "EUR", "per_hour": "1"})
    priced = await admin.get(f"{URL}/export", params={"resource": "all", "total": True})
    *_, total = csv.DictReader(io.StringIO(priced.text, newline=""))
    assert (total["service"], total["seconds"], total["cost"], total["currency"]) == ("", "32400", "5.0000", "EUR")


@pytest.mark.usefixtures("used")
async def test_tenants_see_their_own_whatever_they_ask_for(factory: Factory, tenant: Tenant, other: Tenant) -> None:
    """And set no prices."""
    viewer = await factory.client(Role.VIEWER, tenant)

    for path in ("report", "export", "series"):
        for query in ({}, {"tenant_id": other.id}, {"service_id": "secret-id"}, {"resource": "all"}):
            answer = await viewer.get(f"{URL}/{path}", params=query)
            assert answer.status_code == 200
            assert "secret" not in answer.text and "other" not in answer.text
    assert (await viewer.get(f"{URL}/report", params={"tenant_id": other.id})).json()["total"]["seconds"] == 0
    assert (await viewer.get(f"{URL}/report")).json()["total"]["seconds"] == 10800
    assert (await viewer.put(f"{URL}/prices/container", json={"per_hour": "1"})).status_code == 403


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "metering.period_empty"),
        ({"since": "1950-01-01T00:00:00Z"}, "metering.period_too_long"),
    ],
)
async def test_periods_that_make_no_sense_are_refused(
    admin: httpx.AsyncClient, query: dict[str, str], code: str
) -> None:
    """Saying why."""
    assert (await admin.get(f"{URL}/report", params=query)).json()["error"]["code"] == code
