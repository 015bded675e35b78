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
