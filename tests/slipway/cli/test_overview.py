"""The terminal's view of what is wrong and what is under way."""

from __future__ import annotations

import json

from slipway.access import Role
from tests.slipway.applications.client import Applications, service
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


async def test_the_overview_tells_each_audience_its_own(run: Run, factory: Factory) -> None:
    """Quota to a tenant's users, the cluster to the platform's staff; the same as JSON."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    token = client.headers["Authorization"].removeprefix("Bearer ")
    applications = Applications(client)
    made = await applications.create({"name": "shop", "services": [service("web", replicas=2)]})
    await applications.publish(made)

    ours = await run("overview", token=token)
    assert "applications: 1 publishing; services: 0 of 1 ready" in ours
    assert "memory" in ours and "256Mi" in ours and "8Gi" in ours
    assert "application.publish" in ours and "cluster:" not in ours
    theirs = await run("overview")
    assert "cluster: " in theirs and "8Gi" not in theirs
    found = json.loads(await run("overview", "-o", "json"))
    assert (found["counts"]["tenants"], found["tenant"]) == (1, None)
    of_one = json.loads(await run("overview", "--tenant", "acme", "-o", "json"))
    assert (of_one["counts"]["tenants"], of_one["tenant"]["name"]) == (None, "acme")


async def test_activities_are_listed_with_their_progress(run: Run, factory: Factory) -> None:
    """Or it is said that there are none."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    token = client.headers["Authorization"].removeprefix("Bearer ")
    assert "Nothing was asked for" in await run("activities", token=token)
    applications = Applications(client)
    await applications.publish(await applications.create({"name": "shop", "services": [service("web")]}))

    listed = await run("activities", token=token)
    assert "application.publish" in listed and "shop" in listed and "0/1" in listed and "running" in listed
    (found,) = json.loads(await run("activities", "-o", "json", token=token))["items"]
    assert (found["state"], found["mine"]) == ("running", True)


async def test_the_traffic_of_an_application_is_told_or_why_it_is_not(run: Run, factory: Factory) -> None:
    """An application without an address has none; else somebody has to say how the gateway counts."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    token = client.headers["Authorization"].removeprefix("Bearer ")
    applications = Applications(client)
    inner = {"name": "inner", "services": [service("web")]}
    for file in (inner, {"name": "shop", "services": [service("public", domain="shop", ports=[{"port": 80}])]}):
        await applications.publish(await applications.create(file))

    assert "None of its services has an address" in await run("app", "traffic", "inner", token=token)
    assert "SLIPWAY_GATEWAY_METRICS" in await run("app", "traffic", "shop", token=token, code=1)


async def test_an_application_is_copied_after_a_look_at_what_it_would_be(run: Run, factory: Factory) -> None:
    """Names that are taken are told, and may be chosen."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    token = client.headers["Authorization"].removeprefix("Bearer ")
    await Applications(client).create(
        {"name": "shop", "services": [service("web", domain="shop", ports=[{"port": 80}])]}
    )

    looked = await run("app", "clone", "shop", "test", "--dry-run", token=token)
    assert "test would be created with 1 services: test-web" in looked and "web: domain shop stays" in looked
    assert "test created with 1 services: front" in await run(
        "app", "clone", "shop", "test", "--rename", "web=front", token=token
    )
    assert "Write it as service=name" in await run("app", "clone", "shop", "x", "--rename", "web", token=token, code=1)
