"""Accounts of managed services, as they should be."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.managed.models import ManagedAccount
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.managed.opened import Opened, open_service

Json = dict[str, Any]


async def test_an_account_is_listed_and_waits_for_its_database(database: Opened) -> None:
    """Without its password; the database is one named after it."""
    made = await database.account("web-shop")

    assert (made["username"], made["database"], made["access"]) == ("web-shop", "web_shop", "read_write")
    assert (made["state"], made["connections"]) == ("waiting", [])
    assert [each["code"] for each in made["reasons"]] == ["account_under_way"]
    assert "password" not in str(made)
    assert await database.accounts() == {"web-shop": made}


async def test_a_password_is_made_or_chosen_and_kept_sealed(database: Opened, platform: Platform) -> None:
    """Whoever may see secrets reads it, and that is written down."""
    made, chosen = await database.account(), await database.account("other", password="Chosen-Password-1")

    assert len(await database.password(made)) == 32
    access = await database.ask("GET", f"/accounts/{chosen['id']}/access", 200)
    assert access == {
        "host": "orders-db",
        "port": 3306,
        "username": "other",
        "password": "Chosen-Password-1",
        "database": "other",
        "uri": "mysql://other:Chosen-Password-1@orders-db:3306/other",
    }
    async with platform.database.read() as session:
        stored = await session.execute(text("SELECT secret FROM managed_accounts"))
        operations = (await session.scalars(select(Operation))).all()
    assert "Chosen" not in str(stored.all())
    assert [each.object_name for each in operations if each.action == "managed_account.access"] == [
        "orders-db/shop",
        "orders-db/other",
    ]
    assert "Chosen" not in str([(each.before, each.after) for each in operations])


async def test_a_change_is_one_to_carry(database: Opened, platform: Platform) -> None:
    """Another password or other rights wait for the database; what changes nothing does not."""
    made = await database.account(password="Chosen-Password-1")
    await _apply(platform)
    assert (await database.accounts())["shop"]["state"] == "applied"

    same = await database.ask("PATCH", f"/accounts/{made['id']}", 200, {"access": "read_write"})
    assert (same["state"], same["reasons"]) == ("applied", [])
    reader = await database.ask("PATCH", f"/accounts/{made['id']}", 200, {"access": "read_only"})
    assert (reader["state"], reader["access"]) == ("waiting", "read_only")

    await _apply(platform)
    await database.ask("PATCH", f"/accounts/{made['id']}", 200, {"password": "new"})
    assert len(await database.password(made)) == 32
    assert (await database.accounts())["shop"]["state"] == "waiting"


async def test_a_deleted_account_is_shown_until_the_database_forgot_it(database: Opened) -> None:
    """Its name is not free before that."""
    made = await database.account()

    gone = await database.ask("DELETE", f"/accounts/{made['id']}", 202)

    assert gone["state"] == "deleting"
    assert (await database.accounts())["shop"]["state"] == "deleting"
    assert await database.refused("POST", "/accounts", {"username": "shop"}) == (409, "managed.username_taken")
    assert await database.refused("PATCH", f"/accounts/{made['id']}", {"password": "new"}) == (
        404,
        "managed.account_not_found",
    )


async def test_an_account_of_a_stopped_service_says_what_it_waits_for(database: Opened) -> None:
    """In both languages, with what to do."""
    await database.ask("POST", "/stop", 202)

    (why,) = (await database.account())["reasons"]

    assert (why["code"], why["hint"]) == ("account_waits_for_start", "Start it")
    assert "启动" in why["hint_zh"]


async def test_what_a_database_said_is_told(database: Opened, platform: Platform) -> None:
    """The last failure, until it is tried with something else."""
    made = await database.account()
    async with platform.database.session() as session:
        row = await session.get_one(ManagedAccount, made["id"])
        row.problem = {"code": "managed.console_failed", "params": {"reason": "ERROR 1045 (28000): Access denied"}}

    (why,) = (await database.accounts())["shop"]["reasons"]
    assert (why["code"], why["detail"]) == ("console_failed", "ERROR 1045 (28000): Access denied")

    changed = await database.ask("PATCH", f"/accounts/{made['id']}", 200, {"password": "new"})
    assert changed["reasons"][0]["code"] == "account_under_way"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"username": "root"}, "managed.name_reserved"),
        ({"username": "shop", "database": "mysql"}, "managed.name_reserved"),
        ({"username": "sys"}, "managed.name_reserved"),
        ({"username": "shop", "password": "short"}, "managed.password_invalid"),
        ({"username": "shop", "password": "with blank in it"}, "managed.password_invalid"),
        ({"username": "shop", "password": "line\nbreak-line"}, "managed.password_invalid"),
        ({"username": "shop", "password": "größer-als-groß"}, "managed.password_invalid"),
        ({"username": "shop", "password": "***"}, "managed.password_invalid"),
        ({"username": "Shop"}, "request.invalid"),
        ({"username": "shop'; DROP USER root"}, "request.invalid"),
        ({"username": "shop\n"}, "request.invalid"),
        ({"username": "s" * 33}, "request.invalid"),
        ({"username": "shop", "database": "a-b"}, "request.invalid"),
        ({"username": "shop", "database": "a`b"}, "request.invalid"),
        ({"username": "shop", "access": "admin"}, "request.invalid"),
    ],
)
async def test_names_and_passwords_that_no_database_should_see(database: Opened, body: Json, code: str) -> None:
    """Refused with a code, and nothing is stored."""
    assert await database.refused("POST", "/accounts", body) == (422, code)
    assert await database.accounts() == {}


async def test_accounts_of_redis_have_no_database(cache: Opened) -> None:
    """They are of the whole instance."""
    made = await cache.account()

    assert made["database"] is None
    assert await cache.refused("POST", "/accounts", {"username": "default"}) == (422, "managed.name_reserved")
    assert await cache.refused("POST", "/accounts", {"username": "other", "database": "other"}) == (
        422,
        "managed.no_databases",
    )
    access = await cache.ask("GET", f"/accounts/{made['id']}/access", 200)
    assert access["uri"] == f"redis://shop:{access['password']}@cache:6379/"


async def test_who_may_do_what(database: Opened, factory: Factory, tenant: Tenant) -> None:
    """Viewers see accounts without passwords; other tenants see nothing; an account is found in its service only."""
    made = await database.account()
    viewer = Opened(await factory.client(Role.VIEWER, tenant), database.id, database.application_id)
    stranger = Opened(await factory.client(Role.TENANT_ADMIN, await factory.tenant("beta")), database.id, "")
    account = f"/accounts/{made['id']}"

    assert [each["username"] for each in await viewer.ask("GET", "/accounts", 200)] == ["shop"]
    assert (await viewer.refused("GET", f"{account}/access"))[0] == 403
    assert (await viewer.refused("POST", "/accounts", {"username": "spy"}))[0] == 403
    assert (await viewer.refused("PATCH", account, {"password": "new"}))[0] == 403
    assert (await viewer.refused("DELETE", account))[0] == 403
    for method, path, body in (
        ("GET", "/accounts", None),
        ("POST", "/accounts", {"username": "spy"}),
        ("PATCH", account, {"password": "new"}),
        ("DELETE", account, None),
        ("GET", f"{account}/access", None),
    ):
        assert await stranger.refused(method, path, body) == (404, "managed.not_found")


async def test_an_account_is_of_one_service(
    database: Opened, admin: httpx.AsyncClient, developer: httpx.AsyncClient
) -> None:
    """Another service of the same tenant does not know it."""
    made = await database.account()
    other = await open_service(admin, developer, name="other-db")

    for method in ("PATCH", "DELETE"):
        refused = await other.refused(method, f"/accounts/{made['id']}", {} if method == "PATCH" else None)
        assert refused == (404, "managed.account_not_found")
    assert await other.refused("GET", f"/accounts/{made['id']}/access") == (404, "managed.account_not_found")


async def _apply(platform: Platform) -> None:
    """Have the database take everything."""
    async with platform.database.session() as session:
        for row in await session.scalars(select(ManagedAccount)):
            row.applied_revision = row.revision
