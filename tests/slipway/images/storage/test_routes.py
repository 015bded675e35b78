"""Who sets what is metered, and who sees what of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from slipway.access import Role
from slipway.db import utcnow
from slipway.images.storage.models import RegistryMetering, StorageSpan, StoredRepository
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.applications.client import refusal
from tests.slipway.factory import Factory
from tests.slipway.images.registry import PASSWORD, TokenRegistry
from tests.slipway.images.test_registries import LOGIN, added

URL = "/api/v1/registries"
METERED = {"repositories": "{tenant}/**"}


@pytest.fixture
async def measured(admin: httpx.AsyncClient, private: str, platform: Platform, factory: Factory, tenant: Tenant) -> str:
    """The id of a metered registry in which two tenants have something; its last measurement failed."""
    made = await added(admin, private)
    place = f"{URL}/{made['id']}/metering"
    assert (await admin.put(place, json={})).json()["repositories"] == "{tenant}/**"
    other = await factory.tenant("beta")
    async with platform.database.session() as session:
        of = {"registry_id": made["id"]}
        for owner, size in ((tenant, 300), (other, 500)):
            names = {"tenant_id": owner.id, "tenant": owner.name, "registry_address": private}
            session.add(StorageSpan(**of, **names, size_bytes=size, started=1_767_225_600))
            for name, own in (("web", size - 100), ("job", 50)):
                counted = {"tags": 3, "size_bytes": size - 50, "own_bytes": own}
                session.add(StoredRepository(**of, tenant_id=owner.id, name=f"{owner.name}/{name}", **counted))
        row = await session.get_one(RegistryMetering, made["id"])
        row.measured_at, row.unowned = utcnow(), 7
        row.problem = {"code": "registry.login_refused", "params": {"address": private, "username": "bot"}}
    return str(made["id"])


async def test_administrators_have_it_metered_and_end_it(
    admin: httpx.AsyncClient, measured: str, platform: Platform
) -> None:
    """Each change is in the operation log; what was used until then stays."""
    place = f"{URL}/{measured}/metering"
    assert (await admin.put(place, json={"repositories": "teams/{tenant}/**"})).status_code == 200
    assert (await admin.put(place, json={"repositories": "teams/{tenant}/**"})).status_code == 200
    assert (await admin.post(f"{place}/measure")).status_code == 202
    assert (await admin.delete(place)).status_code == 204
    assert refusal(await admin.post(f"{place}/measure"))[:2] == (409, "registry.not_metered")
    assert refusal(await admin.delete(place))[:2] == (409, "registry.not_metered")

    assert (await admin.get(f"{URL}/{measured}")).json()["metering"] is None
    assert (await admin.get(f"{URL}/{measured}/storage")).json()["total"] == 0
    assert (await admin.get(f"{URL}/{measured}/repositories")).json()["total"] == 0
    async with platform.database.read() as session:
        assert {span.ended is None for span in await session.scalars(select(StorageSpan))} == {False}
    done = (await admin.get("/api/v1/operations", params={"q": "registry."})).json()["items"]
    kept = [(each["action"], each["before"], each["after"]) for each in done if each["action"] != "registry.create"]
    teams = {"repositories": "teams/{tenant}/**"}
    assert kept == [
        ("registry.meter", teams, None),
        ("registry.measure", None, None),
        ("registry.meter", METERED, teams),
        ("registry.meter", None, METERED),
    ]


async def test_what_cannot_be_metered_is_refused_at_once(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant, token_registry: TokenRegistry
) -> None:
    """A tenant's own registry, a pattern without a tenant, a registry that lists nothing, one that does not answer."""

    async def refused(registry_id: str, pattern: str = "{tenant}/**") -> tuple[Any, ...]:
        return refusal(await admin.put(f"{URL}/{registry_id}/metering", json={"repositories": pattern}))

    own = await factory.registry("registry.invalid:9", tenant)
    silent = await factory.registry("127.0.0.1:9", None)
    listing_none = await factory.registry(token_registry.address, None, PASSWORD)
    assert await refused(own.id) == (409, "registry.not_shared", None)
    assert await refused(silent.id, "acme/**") == (422, "registry.pattern_invalid", "repositories")
    assert await refused(listing_none.id) == (422, "registry.no_catalog", None)
    assert await refused(silent.id) == (503, "registry.unreachable", None)
    assert (await admin.get(f"{URL}/{silent.id}")).json()["metering"] is None


async def test_the_platform_sees_all_and_why_it_fails(admin: httpx.AsyncClient, measured: str) -> None:
    """In both languages; the largest first."""
    (listed,) = (await admin.get(URL)).json()["items"]
    told = listed["metering"]
    assert (told["size_bytes"], told["unowned"], told["problem"]["code"]) == (800, 7, "registry.login_refused")
    assert "bot" in told["problem"]["message"] and "bot" in told["problem"]["message_zh"]
    storage = (await admin.get(f"{URL}/{measured}/storage")).json()["items"]
    assert [(each["tenant"], each["size_bytes"], each["repositories"]) for each in storage] == [
        ("beta", 500, 2),
        ("acme", 300, 2),
    ]
    of_beta = {"tenant_id": storage[0]["tenant_id"], "sort": "name"}
    found = (await admin.get(f"{URL}/{measured}/repositories", params=of_beta)).json()["items"]
    assert [(each["name"], each["tenant"], each["tags"], each["own_bytes"]) for each in found] == [
        ("beta/job", "beta", 3, 50),
        ("beta/web", "beta", 3, 400),
    ]
    assert (await admin.get(f"{URL}/{measured}/storage", params=of_beta | {"sort": ""})).json()["total"] == 1


async def test_a_tenant_sees_its_own_only(factory: Factory, measured: str, tenant: Tenant) -> None:
    """Not what others have, nor what is the platform's: the login, and what goes wrong."""
    viewer = await factory.client(Role.VIEWER, tenant)
    (listed,) = (await viewer.get(URL)).json()["items"]
    assert listed["metering"].pop("measured_at")
    hidden = {"next_at": None, "problem": None, "unowned": None}
    assert listed["metering"] == {**METERED, "size_bytes": 300, **hidden}
    for query in ({}, {"q": "beta"}):
        for part, mine in (("storage", 1), ("repositories", 2)):
            answer = await viewer.get(f"{URL}/{measured}/{part}", params=query)
            assert answer.json()["total"] == (0 if query else mine) and "beta" not in answer.text
    for method, part in (("PUT", ""), ("DELETE", ""), ("POST", "/measure")):
        body = {"json": METERED} if method == "PUT" else {}
        answer = await viewer.request(method, f"{URL}/{measured}/metering{part}", **body)
        assert refusal(answer)[:2] == (403, "access.forbidden")


@pytest.mark.parametrize("failures", [0, 3])
async def test_a_new_login_is_measured_with_at_once_where_the_old_one_failed(
    admin: httpx.AsyncClient, measured: str, platform: Platform, failures: int
) -> None:
    """It would be its turn in an hour only; one that can be measured keeps its turn."""
    turn = utcnow() + timedelta(hours=1)
    async with platform.database.session() as session:
        row = await session.get_one(RegistryMetering, measured)
        row.failures, row.next_at = failures, turn
    assert (await admin.patch(f"{URL}/{measured}", json=LOGIN)).status_code == 200
    async with platform.database.read() as session:
        assert ((await session.get_one(RegistryMetering, measured)).next_at < turn) == bool(failures)


async def test_a_registry_that_is_deleted_counts_no_longer(
    admin: httpx.AsyncClient, measured: str, platform: Platform
) -> None:
    """From then on; its setting goes with it."""
    assert (await admin.delete(f"{URL}/{measured}")).status_code == 204
    async with platform.database.read() as session:
        ended = [row.ended for row in await session.execute(StorageSpan.__table__.select())]
        assert len(ended) == 2 and None not in ended
        for table in (RegistryMetering, StoredRepository):
            assert (await session.execute(table.__table__.select())).first() is None
