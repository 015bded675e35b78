"""The terminal's view of managed services, against a platform on a real port and a pretended cluster."""

from __future__ import annotations

import json

import pytest

from slipway.access import Role
from slipway.cli.api import CliError
from slipway.cli.offerings import plan_of, sizes
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

SMALL = "small=250m,256Mi,1Gi"
LARGE = "large=500m,512Mi,2Gi"


@pytest.fixture
async def developer(factory: Factory) -> str:
    """The token of a developer of the tenant ``acme``."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    return client.headers["Authorization"].removeprefix("Bearer ")


@pytest.mark.parametrize("text", ["small", "small=1", "small=1,1Gi", "small=1,,1Gi", "=1,1Gi,1Gi"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    """And how to write one is told."""
    with pytest.raises(CliError) as refused:
        plan_of(text)
    assert "NAME=CPU,MEMORY,STORAGE" in refused.value.hint


def test_plans_are_shown_as_they_are_written() -> None:
    """So that they can be typed again."""
    assert sizes([plan_of(SMALL), plan_of(LARGE)]) == [SMALL, LARGE]


async def test_an_offering_from_its_first_day_to_its_last(run: Run, developer: str) -> None:
    """Administrators offer it; tenants see it while it is enabled."""
    assert "Nothing is offered" in await run("managed", "offerings", token=developer)
    assert "needs at least 1 entries" in await run("managed", "offer", "cache", "redis", code=1)
    await run("managed", "offer", "cache", "redis", "--plan", SMALL, code=1, token=developer)
    assert "Offered cache" in await run(
        "managed", "offer", "cache", "redis", "--version", "7.2", "--plan", SMALL, "--plan", LARGE
    )
    listed = await run("managed", "offerings", token=developer)
    assert SMALL in listed and LARGE in listed and "7.2" in listed

    assert "nothing to change" in await run("managed", "change-offering", "cache", code=1)
    assert "Changed cache" in await run("managed", "change-offering", "cache", "--disable", "--plan", SMALL)
    assert "Nothing is offered" in await run("managed", "offerings", token=developer)
    (kept,) = json.loads(await run("managed", "offerings", "-o", "json"))
    assert (kept["enabled"], [each["name"] for each in kept["plans"]]) == (False, ["small"])
    assert "Remove the offering cache?" in await run("managed", "remove-offering", "cache", typed="n\n", code=1)
    assert "Removed the offering cache" in await run("managed", "remove-offering", "cache", "--yes")


async def test_a_managed_service_is_opened_changed_and_closed(run: Run, developer: str) -> None:
    """By its name; what is lost is asked before."""
    await run("managed", "offer", "cache", "redis", "--version", "7.2", "--plan", SMALL, "--plan", LARGE)
    assert "There are no managed services" in await run("managed", "list", token=developer)
    assert "has several plans: small, large" in await run(
        "managed", "open", "cache", "sessions", code=1, token=developer
    )
    opened = await run("managed", "open", "cache", "sessions", "--plan", "small", token=developer)
    assert "Opened sessions: sessions:6379" in opened
    listed = await run("managed", "list")
    assert "acme" in listed and "redis 7.2" in listed and "starting" in listed
    assert SMALL in await run("managed", "show", "sessions", token=developer)

    tried = await run("managed", "change", "sessions", "--plan", "large", "--dry-run", token=developer)
    assert "plan: small → large" in tried and "would restart" in tried
    changed = await run("managed", "change", "sessions", "--plan", "large", token=developer)
    assert "storage: 1Gi → 2Gi" in changed and "sessions changed" in changed
    shrunk = await run("managed", "change", "sessions", "--plan", "small", code=1, token=developer)
    assert "2Gi" in shrunk
    await run("managed", "change-offering", "cache", "--version", "8", "--image", "redis:8")
    assert "has redis 8 now (redis:8)" in await run("managed", "show", "sessions", token=developer)
    updated = await run("managed", "change", "sessions", "--update", token=developer)
    assert "version: 7.2 → 8" in updated and "restarts" in updated
    assert "redis 8 of cache" in await run("managed", "show", "sessions", token=developer)
    access = json.loads(await run("managed", "access", "sessions", "-o", "json", token=developer))
    assert access["password"] in access["uri"]

    assert "sessions is" in await run("managed", "restart", "sessions", token=developer)
    assert "Nobody reaches it" in await run("managed", "stop", "sessions", typed="n\n", code=1, token=developer)
    assert "sessions is stopp" in await run("managed", "stop", "sessions", "--yes", token=developer)
    assert "sessions is starting" in await run("managed", "start", "sessions", token=developer)

    assert "There are 1 managed services" in await run("managed", "remove-offering", "cache", "--yes", code=1)
    assert "cannot be undone" in await run("managed", "close", "sessions", typed="n\n", code=1, token=developer)
    assert "Closed sessions" in await run("managed", "close", "sessions", "--yes", token=developer)
    assert "there is no managed service 'sessions'" in await run("managed", "show", "sessions", code=1)


async def test_applications_are_connected_by_accounts(run: Run, developer: str) -> None:
    """An account is made by itself, or by hand; what is in use is not deleted."""

    async def do(*words: str, code: int = 0, typed: str = "") -> str:
        return await run("managed", *words, code=code, typed=typed, token=developer)

    await run("managed", "offer", "db", "mysql", "--plan", "small=250m,512Mi,1Gi")
    await do("open", "db", "orders")
    await make_shop(run, developer)
    assert "It has no accounts" in await do("accounts", "orders")
    assert "No application is connected" in await do("connections", "orders")

    assert "Created reports" in await do(
        "create-account", "orders", "reports", "--access", "read_only", "--database", "sales"
    )
    listed = await do("accounts", "orders")
    assert "read_only" in listed and "sales" in listed and "waiting" in listed
    assert "nothing to change" in await do("change-account", "orders", "reports", code=1)
    assert "Changed reports" in await do("change-account", "orders", "reports", "--access", "read_write")
    before = json.loads(await do("account-access", "orders", "reports", "-o", "json"))
    await do("change-account", "orders", "reports", "--new-password")
    after = json.loads(await do("account-access", "orders", "reports", "-o", "json"))
    assert before["password"] != after["password"] and after["password"] in after["uri"]
    assert "password" in await do("account-access", "orders", "reports")
    assert "password" in await do("create-account", "orders", "own", "--own-password", code=1, typed="too short\n")

    assert "ORDERS_URL" in await do("connect", "orders", "shop", "--service", "web")
    connected = await do("connections", "orders")
    assert "shop" in connected and "web" in connected and "ORDERS_PASSWORD" in connected
    assert "connected: shop" in await do("show", "orders")
    assert "Applications use the account shop" in await do("delete-account", "orders", "shop", "--yes", code=1)
    assert "Applications are connected to orders: shop" in await do("close", "orders", "--yes", code=1)
    assert "Disconnect shop from orders?" in await do("disconnect", "orders", "shop", code=1, typed="n\n")
    await do("disconnect", "orders", "shop", "--yes", code=1)
    assert "Disconnected shop" in await do("disconnect", "orders", "shop", "--release", "--yes")
    assert "has no account 'none'" in await do("delete-account", "orders", "none", "--yes", code=1)
    assert "is being deleted" in await do("delete-account", "orders", "shop", "--yes")


async def make_shop(run: Run, token: str) -> None:
    """Make the application ``shop`` with one service."""
    shop = {"name": "shop", "services": [{"name": "web", "image": "web:1"}]}
    await run("app", "apply", "-f", "-", typed=json.dumps(shop), token=token)
