"""The terminal's view of openings, against a platform on a real port."""

from __future__ import annotations

import json

import pytest

from slipway.access import Role
from tests.slipway.applications.client import Applications, service
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


@pytest.fixture
async def tokens(factory: Factory) -> dict[str, str]:
    """Tokens of the administrators of two tenants; ``acme`` has a service with two ports."""
    found = {}
    for name in ("acme", "beta"):
        client = await factory.client(Role.TENANT_ADMIN, await factory.tenant(name))
        found[name] = client.headers["Authorization"].removeprefix("Bearer ")
        if name == "acme":
            redis = service("redis", ports=[{"port": 6379}, {"port": 9121}])
            await Applications(client).create({"name": "shop", "services": [redis]})
    return found


async def test_an_opening_from_the_offer_to_its_end(run: Run, tokens: dict[str, str]) -> None:
    """Each side in its own words."""
    acme, beta = tokens["acme"], tokens["beta"]
    assert "There are no openings" in await run("opening", "list", token=acme)
    assert "has no port 80" in await run("opening", "offer", "shop/redis", "beta", "--port", "80", code=1, token=acme)
    assert "Offered shop/redis to tenant beta, if there is one" in await run(
        "opening", "offer", "shop/redis", "beta", "--port", "6379", token=acme
    )
    assert "there is no opening of acme/redis" in await run("opening", "accept", "acme/redis", code=1, token=acme)

    listed = await run("opening", "list", "--direction", "received", "--state", "offered", token=beta)
    assert "acme/redis" in listed and "6379/TCP" in listed and "9121" not in listed and "shop" not in listed
    accepted = await run("opening", "accept", "acme/redis", token=beta)
    assert "redis.slipway-acme.svc, ports 6379/TCP" in accepted
    assert "there is no opening of acme/redis that is offered" in await run(
        "opening", "accept", "acme/redis", code=1, token=beta
    )

    asked = await run("opening", "withdraw", "shop/redis", "beta", typed="n\n", code=1, token=acme)
    assert "cannot connect any more" in asked
    (found,) = json.loads(await run("opening", "list", "-o", "json", token=acme))
    assert (found["state"], found["direction"]) == ("accepted", "given")
    assert "Withdrawn shop/redis from beta" in await run(
        "opening", "withdraw", "shop/redis", "beta", "--yes", token=acme
    )
    assert "withdrawn" in await run("opening", "list", token=beta)


async def test_an_accepted_opening_is_refused(run: Run, tokens: dict[str, str]) -> None:
    """By the side that no longer wants it; the administrator of the platform says for whom."""
    await run("opening", "offer", "shop/redis", "beta", "--tenant", "acme")
    assert "say which one" in await run("opening", "accept", "acme/redis", code=1)
    assert "Accepted" in await run("opening", "accept", "acme/redis", "--tenant", "beta")

    assert "Refused acme/redis" in await run("opening", "refuse", "acme/redis", "--yes", token=tokens["beta"])
    assert "does not name an opening" in await run("opening", "refuse", "redis", "--yes", code=1, token=tokens["beta"])
    assert "refused" in await run("opening", "list", "--tenant", "acme")
