"""Finding operations: every filter, page by page, and nothing of others."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from slipway.access import SYSTEM, Actor, Role
from slipway.audit import Target, record, record_refusal, search
from slipway.db import Database
from slipway.tenants import Tenant
from tests.slipway.factory import Factory

URL = "/api/v1/operations"
ANN = Actor("ann-id", "ann", Role.DEVELOPER, "acme-id")


@pytest.fixture
async def written(database: Database) -> None:
    """Twenty operations of two tenants; every fifth was refused."""
    for number in range(20):
        owner = ("acme-id", "other-id")[number % 2]
        target = Target("service", f"s{number % 4}", f"shop/web{number}", owner)
        async with database.session() as session:
            if number % 5 == 4:
                record_refusal(session, SYSTEM, "service.delete", target, "access.forbidden", f"DELETE /{number}")
            else:
                record(session, ANN if number % 2 == 0 else SYSTEM, "service.scale", target, after={"replicas": number})


async def _names(client: httpx.AsyncClient, **query: Any) -> list[str]:
    """Follow all pages of three."""
    found: list[str] = []
    after: str | None = None
    while True:
        given = {**query, "page_size": 3, **({"after": after} if after else {})}
        page = (await client.get(URL, params=given)).json()
        found += [item["object_name"] for item in page["items"]]
        after = page["next"]
        if after is None:
            return found


FILTERS: list[tuple[dict[str, str], list[int]]] = [
    ({}, list(range(20))),
    ({"tenant_id": "acme-id"}, list(range(0, 20, 2))),
    ({"actor_id": "ann-id"}, [0, 2, 6, 8, 10, 12, 16, 18]),
    ({"action": "service.delete"}, [4, 9, 14, 19]),
    ({"object_id": "s3"}, [3, 7, 11, 15, 19]),
    ({"object_kind": "service", "tenant_id": "other-id"}, list(range(1, 20, 2))),
    ({"object_kind": "tenant"}, []),
    ({"outcome": "ok"}, [number for number in range(20) if number % 5 != 4]),
    ({"outcome": "refused"}, [4, 9, 14, 19]),
    ({"outcome": "access.forbidden", "tenant_id": "acme-id"}, [4, 14]),
    ({"outcome": "login.failed"}, []),
    ({"request_id": "", "object_id": "s1"}, [1, 5, 9, 13, 17]),
    ({"request_id": "", "tenant_id": "other-id"}, list(range(1, 20, 2))),
    ({"q": "WEB1"}, [1, *range(10, 20)]),
    ({"q": "100%"}, []),
    ({"q": "/14", "action": "service.delete"}, [14]),
    ({"since": "2020-01-01T00:00:00Z", "until": "2020-01-02T00:00:00Z"}, []),
    ({"since": "2020-01-01T00:00:00Z", "object_id": "s0"}, [0, 4, 8, 12, 16]),
]


@pytest.mark.usefixtures("written")
async def test_filters_find_what_they_say(admin: httpx.AsyncClient) -> None:
    """Newest first, each once, over all pages; and the first page tells how many there are."""
    for query, numbers in FILTERS:
        assert await _names(admin, **query) == [f"shop/web{number}" for number in reversed(numbers)], query
        first = (await admin.get(URL, params=query)).json()
        assert (first["total"], first["total_exact"]) == (len(numbers), True), query


@pytest.mark.usefixtures("written")
async def test_pages_that_end_early_lose_nothing(admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows a page may look at."""
    monkeypatch.setattr(search, "WINDOW", 2)

    for query, numbers in FILTERS:
        assert await _names(admin, **query) == [f"shop/web{number}" for number in reversed(numbers)], query


@pytest.mark.usefixtures("written")
async def test_a_page_that_ends_early_says_so(admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty page is not the end when there is a next one; totals are lower bounds."""
    monkeypatch.setattr(search, "WINDOW", 5)
    monkeypatch.setattr(search, "MOST", 6)

    page = (await admin.get(URL, params={"q": "shop/web3"})).json()

    assert page["items"] == [] and page["next"] and page["searched_until"]
    assert (page["total"], page["total_exact"]) == (0, False)
    everything = (await admin.get(URL)).json()
    assert (everything["total"], everything["total_exact"]) == (6, False)


@pytest.mark.usefixtures("written")
async def test_tenants_find_their_own_whatever_they_ask_for(
    factory: Factory, database: Database, tenant: Tenant
) -> None:
    """Through no filter, page or export; and the place of a row among others' is not told."""
    async with database.session() as session:
        record(session, SYSTEM, "service.scale", Target("service", "s0", "acme's", tenant.id))
    viewer = await factory.client(Role.VIEWER, tenant)
    foreign = (await (await factory.client()).get(URL, params={"q": "web19"})).json()["items"][0]["id"]

    for query, _ in FILTERS:
        page = (await viewer.get(URL, params=query)).json()
        text = (await viewer.get(f"{URL}/export", params=query)).text
        assert {item["object_name"] for item in page["items"]} <= {"acme's"}, query
        assert "web" not in text, query
    own = (await viewer.get(URL)).json()
    assert [(item["object_name"], item["seq"], item["hash"]) for item in own["items"]] == [("acme's", None, None)]
    assert own["total"] == 1
    assert (await viewer.get(URL, params={"after": foreign})).json()["error"]["code"] == "operation.after_unknown"
    assert (await viewer.get(f"{URL}/{foreign}")).status_code == 404


@pytest.mark.usefixtures("written")
async def test_json_lines_hold_everything_in_order(admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same filter as lists, over several pieces."""
    monkeypatch.setattr("slipway.audit.export.PIECE", 4)

    answer = await admin.get(f"{URL}/export", params={"format": "jsonl", "tenant_id": "acme-id"})

    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["object_name"] for row in rows] == [f"shop/web{number}" for number in range(18, -1, -2)]
    assert rows[0]["after"] == {"replicas": 18}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="operations.jsonl"'


async def test_a_spreadsheet_takes_nothing_for_a_formula(admin: httpx.AsyncClient, database: Database) -> None:
    """Names are chosen by people, and people open CSV with programs that compute."""
    for name in ("=1+1", "+1", "-1", "@x", "\tx", "plain", 'quo"te,comma\nline'):
        async with database.session() as session:
            record(session, SYSTEM, "thing.make", Target("thing", "", name), after={"password": "hunter2"})

    text = (await admin.get(f"{URL}/export")).text

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["object_name"] for row in reversed(rows)] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain", 'quo"te,comma\nline',
    ]  # fmt: skip
    assert json.loads(rows[0]["after"]) == {"password": "***"}
    assert "hunter2" not in text


async def test_a_change_is_told_with_request_source_and_duration(admin: httpx.AsyncClient) -> None:
    """Who, from where, by which request, and how long it took."""
    answer = await admin.post("/api/v1/tenants", json={"name": "acme"}, headers={"X-Request-Id": "request-0001"})
    assert answer.status_code == 201

    found = (await admin.get(URL, params={"request_id": "request-0001"})).json()["items"]

    assert [(row["action"], row["source"], row["seq"]) for row in found] == [("tenant.create", "127.0.0.1", 1)]
    assert 0 <= found[0]["duration_ms"] < 60_000
    assert (await admin.get(f"{URL}/{found[0]['id']}")).json() == found[0]
