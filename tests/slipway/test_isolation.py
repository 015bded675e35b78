"""One tenant can neither see, guess nor touch anything of another, through whatever route.

The walk asks every route of the server as users of ``alfa`` for objects of ``bravo``, everything of which carries that
word. A route that the table of ``isolation.py`` does not know fails the walk.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import MISSING, asdict, fields, replace
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, select

from slipway.access import Role
from slipway.db import Base, new_id
from slipway.server import Platform
from slipway.settings import Settings
from slipway.web import API_PREFIX, document
from tests.slipway.factory import Factory
from tests.slipway.isolation import TABLE, Entry, Ids, routes
from tests.slipway.on_sqlite import database_url
from tests.slipway.serving import serving
from tests.slipway.waiting import until
from tests.slipway.walking import World, ask

__all__ = ["database_url"]  # a fixture, found by its name

SECRET_WORD = "bravo"
OF_ALL = ("GET /managed-offerings/{offering_id}",)
"""What the platform shows to all tenants alike."""
ROLES = (Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER)


@pytest.fixture
async def address(platform: Platform, settings: Settings) -> AsyncIterator[str]:
    """Where the platform is served: streams and WebSockets need a real port."""
    async with serving(platform, settings) as (url, _):
        yield url


@pytest.fixture
async def world(factory: Factory, address: str) -> World:
    """The two tenants' world, still empty."""
    return World(factory, address)


def test_the_walk_knows_every_route(platform: Platform) -> None:
    """Whoever adds a route adds it to the walk; whoever removes one, too."""
    described = {
        f"{method.upper()} {path.removeprefix(API_PREFIX)}"
        for path, methods in document(platform.app)["paths"].items()
        for method in methods
    }

    assert routes() == set(TABLE)
    assert described <= set(TABLE)


async def test_nothing_of_another_tenant_is_told_or_touched(world: World, platform: Platform) -> None:
    """Another tenant's object is answered as one that does not exist, and lists hold nothing of it."""
    await world.populate("alfa")
    theirs, nothing = (
        await world.populate(SECRET_WORD),
        Ids(*(new_id() for field in fields(Ids) if field.default is MISSING)),
    )
    before = await _rows_of(platform, theirs.tenant_id)

    problems: list[str] = []
    for role in ROLES:
        async with await world.client(role, "alfa") as client:
            for name, entry in TABLE.items():
                answers = await ask(client, name, entry, theirs), await ask(client, name, entry, nothing)
                problems += [f"{role} {name}: {problem}" for problem in _problems(name, entry, *answers)]

    assert problems == []
    assert await _rows_of(platform, theirs.tenant_id) == before


async def test_lists_without_a_filter_hold_ones_own_only(world: World) -> None:
    """And count no more than they hold."""
    await world.populate("alfa")
    await world.populate(SECRET_WORD)

    async with await world.client(Role.TENANT_ADMIN, "alfa") as client:
        for name in (
            *("tenants", "users", "applications", "operations", "tokens", "partitions", "openings", "domains"),
            "managed-services",
        ):
            page = (await client.get(f"{API_PREFIX}/{name}", params={"page_size": 500})).json()
            assert page["items"] and page["total"] == len(page["items"]), name
            assert SECRET_WORD not in json.dumps(page), name


async def test_the_event_stream_tells_of_ones_own_applications_only(world: World) -> None:
    """Whatever happens elsewhere at the same time."""
    ours, theirs = await world.populate("alfa"), await world.populate(SECRET_WORD)
    path = f"{API_PREFIX}/applications/{{}}/unpublish"

    async with (
        await world.client(Role.DEVELOPER, "alfa") as we,
        await world.client(Role.DEVELOPER, "bravo") as they,
        asyncio.timeout(60),
        we.stream("GET", f"{API_PREFIX}/events") as stream,
    ):
        lines = stream.aiter_lines()
        assert await anext(lines) == ": connected"
        assert (await they.post(path.format(theirs.application_id))).status_code == 202
        assert (await we.post(path.format(ours.application_id))).status_code == 202
        data = [line async for line in _until_data(lines)]

    assert len(data) == 1 and json.loads(data[0])["id"] == ours.application_id


DENIED = (
    ("GET /services/{service_id}/logs", "service"),
    ("WEBSOCKET /services/{service_id}/exec", "service"),
    ("GET /applications/{application_id}/events", "application"),
    ("GET /containers/{tenant_id}/{pod}/{container}", "tenant"),
    ("GET /containers/{tenant_id}/{pod}/{container}/files", "tenant"),
    ("GET /containers/{tenant_id}/{pod}/{container}/logs", "tenant"),
    ("WEBSOCKET /containers/{tenant_id}/{pod}/{container}/exec", "tenant"),
)


async def test_asking_for_what_is_anothers_is_in_the_operation_log(world: World) -> None:
    """Of the platform's staff; in that of one's own tenant it would tell that there is such a thing."""
    await world.populate("alfa")
    theirs = await world.populate(SECRET_WORD)
    nothing = replace(theirs, service_id=new_id(), application_id=new_id(), tenant_id=new_id())
    async with await world.client(Role.DEVELOPER, "alfa") as client:
        for name, _ in DENIED:
            for ids in (theirs, nothing):
                assert (await ask(client, name, TABLE[name], ids))[0] == 404, name

    async with await world.client(Role.TENANT_ADMIN, "alfa") as client:
        assert (await _refusals(client)) == []
    async with await world.client(Role.PLATFORM_AUDITOR, "alfa") as client:
        await until(lambda: _noted(client, len(DENIED)))
        found = {(each["detail"].partition(" ")[2], each["object_kind"]) for each in await _refusals(client)}
    assert found == {(f"{API_PREFIX}{name.partition(' ')[2].format(**asdict(theirs))}", kind) for name, kind in DENIED}


async def _noted(client: httpx.AsyncClient, number: int) -> bool:
    """Whether as many refusals are in the log; they are written after the answer."""
    return len(await _refusals(client)) >= number


async def _refusals(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(f"{API_PREFIX}/operations", params={"outcome": "refused"})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_nothing_is_answered_without_credentials(world: World, address: str) -> None:
    """But what is meant for everybody: logging in, and the platform's public facts."""
    ids = await world.populate(SECRET_WORD)
    open_to_all: list[str] = []
    async with httpx.AsyncClient(base_url=address) as client:
        for name, entry in TABLE.items():
            status, text = await ask(client, name, entry, ids)
            assert SECRET_WORD not in text, name
            if status != 401:
                open_to_all.append(f"{name} {status}")

    ways_in = ["GET /sso 200", "GET /sso/oidc/start 303", "GET /sso/oidc/callback 303"]
    assert open_to_all == [*ways_in, "GET /platform 200"]
    public = [name for name, entry in TABLE.items() if entry.public]
    assert public == ["POST /session", *(way.rpartition(" ")[0] for way in ways_in), "GET /platform"]


_NO_IDS = Ids(*("" for _ in fields(Ids)))


def _problems(name: str, entry: Entry, theirs: tuple[int, str], unknown: tuple[int, str]) -> list[str]:
    """Say what an answer about another tenant's object gives away."""
    found = []
    if SECRET_WORD in theirs[1]:
        found.append(f"tells of the other tenant: {theirs}")
    names_objects = "{" in name or (entry.query or entry.body or _same_nothing)(_NO_IDS) != (
        entry.query or entry.body or _same_nothing
    )(Ids(*("x" for _ in fields(Ids))))
    if names_objects and theirs != unknown:
        found.append(f"differs: {theirs} but for what does not exist {unknown}")
    if "{" in name and name not in OF_ALL and theirs[0] not in (403, 404):
        found.append(f"answers {theirs}")
    return found


def _same_nothing(_ids: Ids) -> dict[str, Any]:
    return {}


async def _until_data(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line.startswith("data: "):
            yield line.removeprefix("data: ")
            return


async def _rows_of(platform: Platform, tenant_id: str) -> dict[str, list[Any]]:
    """Return everything that the database has of a tenant, but for refusals, which are its strangers' own."""
    found: dict[str, list[Any]] = {}
    async with platform.database.read() as session:
        for mapper in Base.registry.mappers:
            columns = inspect(mapper.class_).columns
            owner = columns.get("tenant_id", columns["id"] if mapper.class_.__name__ == "Tenant" else None)
            if owner is not None:
                rows = await session.execute(
                    select(*columns).where(owner == tenant_id).order_by(*inspect(mapper.class_).primary_key)
                )
                found[mapper.class_.__name__] = [tuple(row) for row in rows]
    return found
