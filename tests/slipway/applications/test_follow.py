"""Streams of status: what somebody follows is told of when it differs, and only to those who may know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, cast

import pytest

from slipway.access import Role
from slipway.applications import Signals
from slipway.applications.follow import Follower
from slipway.server import Platform
from slipway.tenants import Tenant
from slipway.web import Event
from tests.slipway.applications.client import SERVICES, URL, Applications, refusal, service, shop
from tests.slipway.applications.conftest import InstantStatuses
from tests.slipway.factory import Factory, actor_of

Events = AsyncGenerator[Event, None]


@pytest.fixture
def follower(platform: Platform, statuses: InstantStatuses) -> Follower:
    """What the routes stream from."""
    return Follower(platform.database, statuses, platform.app.state.parts[Signals])


def opened(events: AsyncIterator[Event]) -> aclosing[Events]:
    """Close the stream in the end, as its response does."""
    return aclosing(cast("Events", events))


async def upcoming(events: Events) -> tuple[str, dict[str, Any]]:
    """Return the next event."""
    event = await asyncio.wait_for(anext(events), 60)
    data = event.data if isinstance(event.data, dict) else event.data.model_dump(mode="json")
    return event.name, data


async def is_silent(events: Events) -> bool:
    """Tell whether nothing comes for a moment. The stream is over after that."""
    try:
        await asyncio.wait_for(anext(events), 0.3)
    except TimeoutError:
        return True
    return False


async def test_the_first_status_comes_at_once(api: Applications, follower: Follower) -> None:
    """And the next when something was changed."""
    made = await api.create(shop())

    async with opened(follower.one(made["id"])) as events:
        assert (await upcoming(events))[1]["state"] == "draft"
        await api.publish(made)
        name, status = await upcoming(events)

    assert (name, status["state"], status["ready"]) == ("status", "running", 3)


async def test_what_the_cluster_does_is_told(api: Applications, follower: Follower, statuses: InstantStatuses) -> None:
    """When the status differs by it; otherwise nothing is sent."""
    made = await api.create(shop())
    await api.publish(made)

    async with opened(follower.one(made["id"])) as events:
        await upcoming(events)
        statuses.broken.add("api")
        statuses.observe(made["id"])
        assert (await upcoming(events))[1]["state"] == "degraded"
        statuses.observe(made["id"])
        assert await is_silent(events)


async def test_a_deletion_ends_the_stream(api: Applications, follower: Follower) -> None:
    """With an event that says so."""
    made = await api.create(shop())

    async with opened(follower.one(made["id"])) as events:
        await upcoming(events)
        await api.client.delete(f"{URL}/{made['id']}")
        assert await upcoming(events) == ("gone", {"id": made["id"]})
        with pytest.raises(StopAsyncIteration):
            await anext(events)


async def test_a_refused_change_wakes_nobody(api: Applications, follower: Follower) -> None:
    """Signals leave after the commit only."""
    made = await api.create(shop())

    with follower.signals.subscribe() as ids:
        await api.act(made["by_name"]["web"], "scale", {"replicas": 500})
        await api.client.delete(f"{SERVICES}/{made['by_name']['redis']['id']}")
        await api.apply({"name": "new", "services": [service("new")]}, dry_run=True)
        await api.client.patch(f"{URL}/{made['id']}", json={"description": "New"})
        assert await anext(ids) == made["id"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(ids), 0.1)


async def test_the_stream_of_all_tells_of_changes(
    api: Applications, follower: Follower, factory: Factory, tenant: Tenant
) -> None:
    """Also of what is new and of what is deleted."""
    made = await api.create(shop())
    viewer = actor_of(await factory.user(Role.VIEWER, tenant))

    async with opened(follower.all(viewer)) as events:
        waiting = asyncio.create_task(upcoming(events))
        await asyncio.sleep(0.1)
        await api.publish(made)
        name, status = await waiting
        assert (name, status["id"], status["state"]) == ("application", made["id"], "running")
        new = await api.create({"name": "new"})
        assert (await upcoming(events))[1]["id"] == new["id"]
        await api.client.delete(f"{URL}/{made['id']}")
        assert await upcoming(events) == ("application", {"id": made["id"], "gone": True})


async def test_the_stream_of_all_keeps_tenants_apart(api: Applications, follower: Follower, factory: Factory) -> None:
    """Neither changes nor deletions of others are told; administrators hear all."""
    made = await api.create(shop())
    stranger = actor_of(await factory.user(Role.TENANT_ADMIN, await factory.tenant()))
    administrator = actor_of(await factory.user(Role.PLATFORM_ADMIN))

    async with opened(follower.all(stranger)) as theirs, opened(follower.all(administrator)) as all_of_them:
        silent = asyncio.create_task(is_silent(theirs))
        told = asyncio.create_task(upcoming(all_of_them))
        await asyncio.sleep(0.1)
        await api.publish(made)
        await api.client.delete(f"{URL}/{made['id']}")
        assert await silent
        assert (await told)[1]["id"] == made["id"]


async def test_following_is_refused_before_the_stream(api: Applications, follower: Follower, factory: Factory) -> None:
    """With a plain answer."""
    anonymous = await factory.anonymous()

    assert refusal(await api.client.get(f"{URL}/nothing/events"))[:2] == (404, "application.not_found")
    assert (await anonymous.get("/api/v1/events")).status_code == 401


async def test_many_signals_are_one(api: Applications) -> None:
    """Whoever is slow looks once."""
    signals = Signals()

    with signals.subscribe() as ids:
        for application_id in ("a", "b", "a", "a"):
            signals.changed(application_id)
        assert [await anext(ids), await anext(ids)] == ["a", "b"]
        signals.changed("a")
        assert await anext(ids) == "a"
