"""Containers that change, as server-sent events: what is told, to whom, and how a reader goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from slipway.access import Role
from slipway.applications import Application
from slipway.cluster import POD, Key, WatchCache, Watched
from slipway.cluster.client import Cluster
from slipway.containers.feed import Feed
from slipway.db import new_id
from slipway.server import Platform
from slipway.users import Revocations
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

PATH = "/api/v1/containers/events"


class Told(NamedTuple):
    """One event."""

    id: str | None
    name: str
    data: dict[str, Any]


@asynccontextmanager
async def wired(client: httpx.AsyncClient, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give the same user over the wire: in-process clients cannot read what does not end."""
    headers = {"Authorization": client.headers["Authorization"]}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as wire:
        yield wire


@asynccontextmanager
async def following(client: httpx.AsyncClient, query: str = "", after: str = "") -> AsyncIterator[AsyncIterator[Told]]:
    """Follow as a browser does."""
    headers = {"Last-Event-ID": after} if after else {}
    async with asyncio.timeout(60), client.stream("GET", f"{PATH}?{query}", headers=headers) as answer:
        assert answer.status_code == 200
        async with aclosing(_events(answer)) as events:
            yield events


async def _events(answer: httpx.Response) -> AsyncIterator[Told]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        key, _, value = line.partition(": ")
        if key:
            fields[key] = value
        elif line == "" and "data" in fields:
            yield Told(fields.get("id"), fields["event"], json.loads(fields["data"]))
            fields = {}


async def test_changes_are_told_as_rows(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """First that the list is to be loaded, then each row as the list has it, at last that the pod is gone."""
    async with following(developer) as events:
        first = await anext(events)
        await put(web, web.manifest("web-a", "waiting"), "web-a")
        waiting = await anext(events)
        await put(web, web.manifest("web-a"), "web-a")
        running = await anext(events)
        listed = (await developer.get("/api/v1/containers")).json()["items"]
        await kubernetes.finish(f"/api/v1/namespaces/{web.tenant.namespace}/pods/web-a")
        gone = await anext(events)

    assert (first.name, waiting.name, waiting.data["explanation"]["code"]) == (
        "resync", "container", "image_pull_failed",
    )  # fmt: skip
    assert [running.data] == listed
    assert (gone.name, gone.data) == ("gone", {"tenant_id": web.tenant.id, "pod": "web-a"})


async def test_nobody_hears_of_others_containers(
    web: Web, developer: httpx.AsyncClient, factory: Factory, address: str, kubernetes: Kubernetes
) -> None:
    """Neither of what comes nor of what goes, whatever the labels say; not even when it is asked for by name."""
    other = await factory.tenant("other")
    stranger = await factory.client(Role.TENANT_ADMIN, other)
    query = f"tenant={other.id}&service={web.service.id}"

    async with (
        wired(stranger, address) as wire,
        following(developer) as ours,
        following(developer, query) as asked,
        following(wire) as theirs,
    ):
        assert [(await anext(each)).name for each in (ours, asked, theirs)] == ["resync"] * 3
        for namespace in (other.namespace, "of-nobody"):
            await put(web, web.manifest("web-o"), "web-o", namespace)
            await kubernetes.finish(f"/api/v1/namespaces/{namespace}/pods/web-o")
        await put(web, web.manifest("web-a"), "web-a")
        told = await anext(ours)
        heard = await anext(theirs)

        assert (told.name, told.data["pod"]) == ("container", "web-a")
        assert heard.data["tenant_id"] == other.id and {heard.data["pod"]} == {"web-o"}
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await anext(asked)


async def test_a_token_for_other_applications_hears_of_no_container(
    web: Web, developer: httpx.AsyncClient, factory: Factory, platform: Platform, address: str, kubernetes: Kubernetes
) -> None:
    """Neither of one that comes nor of one that goes, and finds none; one for the right application does."""
    other = Application(id=new_id(), tenant_id=web.tenant.id, name="other")
    async with platform.database.session() as session:
        session.add(other)
    await web.pod("web-0")

    async def narrow(application_id: str) -> httpx.AsyncClient:
        made = await developer.post("/api/v1/tokens", json={"name": "ci", "applications": [application_id]})
        return await factory.anonymous({"Authorization": f"Bearer {made.json()['token']}"})

    right, wrong = await narrow(web.service.application_id), await narrow(other.id)
    pods = f"/api/v1/containers/{web.tenant.id}"
    async with (
        wired(wrong, address) as wire_of_wrong,
        wired(right, address) as wire_of_right,
        following(wire_of_wrong) as nothing,
        following(wire_of_right) as ours,
    ):
        assert [(await anext(each)).name for each in (nothing, ours)] == ["resync"] * 2
        await put(web, web.manifest("web-a"), "web-a")
        assert (await anext(ours)).data["pod"] == "web-a"
        assert (await right.get("/api/v1/containers")).json()["total"] == 2
        assert (await wrong.get("/api/v1/containers")).json()["total"] == 0
        assert (await right.get(f"{pods}/web-0/web")).status_code == 200
        for pod in ("web-0", "of-nobody"):
            answer = await wrong.get(f"{pods}/{pod}/web")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "container.pod_not_found")
            assert (await wrong.delete(f"{pods}/{pod}")).status_code == 404
        for pod in ("web-0", "web-a"):
            await kubernetes.finish(f"/api/v1/namespaces/{web.tenant.namespace}/pods/{pod}")
            gone = await anext(ours)
            assert (gone.name, gone.data["pod"]) == ("gone", pod)

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await anext(nothing)


async def test_a_reader_goes_on_where_it_was(web: Web, developer: httpx.AsyncClient) -> None:
    """With what changed meanwhile; from a place that nobody knows it has to load the list again."""
    async with following(developer) as events:
        await anext(events)
        await put(web, web.manifest("web-a"), "web-a")
        told = await anext(events)
    await put(web, web.manifest("web-b"), "web-b")

    async with following(developer, after=told.id or "") as events:
        assert (await anext(events)).data["pod"] == "web-b"
    for unknown in ("another-1", f"{(told.id or '').rpartition('-')[0]}-999999", "never-told", "-"):
        async with following(developer, after=unknown) as events:
            assert (await anext(events)).name == "resync"


async def test_the_platforms_staff_hear_of_all_tenants_also_of_new_ones(
    web: Web, factory: Factory, address: str
) -> None:
    """And of one only when they choose it."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    async with (
        wired(auditor, address) as wire,
        following(wire) as everything,
        following(wire, "tenant=acme") as chosen,
    ):
        assert [(await anext(each)).name for each in (everything, chosen)] == ["resync"] * 2
        later = await factory.tenant("later")
        await put(web, web.manifest("web-l"), "web-l", later.namespace)
        assert (await anext(everything)).data["tenant_name"] == "later"
        await put(web, web.manifest("web-a"), "web-a")
        assert (await anext(everything)).data["tenant_name"] == "acme"
        assert (await anext(chosen)).data["tenant_name"] == "acme"


async def test_a_revoked_token_ends_its_stream(web: Web, developer: httpx.AsyncClient, platform: Platform) -> None:
    """Whoever may not come in any more hears nothing any more."""
    revocations = next(part for part in platform.parts if isinstance(part, Revocations))
    token = (await developer.get("/api/v1/tokens")).json()["items"][0]["id"]
    async with following(developer) as events:
        await anext(events)
        assert (await developer.delete(f"/api/v1/tokens/{token}")).status_code == 204
        await revocations.look()
        assert [each async for each in events] == []


class Heard:
    """A feed of a cache that is filled by hand."""

    def __init__(self, most: int) -> None:
        self.watched = Watched(POD)
        self.cache = WatchCache(Cluster(), [self.watched])
        self.feed = Feed(self.cache, most)
        self._changes = 0

    def change(self, *names: str) -> None:
        """Have pods change."""
        for name in names:
            self._changes += 1
            metadata = {"namespace": "a", "name": name, "resourceVersion": str(self._changes)}
            pod = {"metadata": metadata, "spec": {"containers": []}, "status": {"changes": self._changes}}
            self.cache.changed(self.watched, "MODIFIED", pod)


async def test_a_slow_reader_is_told_to_load_again_instead_of_being_kept_for() -> None:
    """The journal is short, and it is everybody's."""
    heard = Heard(most=10)
    await heard.feed.start()
    async with aclosing(heard.feed.follow()) as slow, aclosing(heard.feed.follow()) as quick:
        assert (await anext(slow)).missed and (await anext(quick)).missed
        heard.change("x", "y", "x")
        assert (await anext(quick)).pods == (Key("a", "x"), Key("a", "y"))

        heard.change(*(f"pod-{number}" for number in range(9)))
        caught_up, quickly = await anext(slow), await anext(quick)

        assert (caught_up.missed, caught_up.pods) == (True, ())
        assert (quickly.missed, len(quickly.pods)) == (False, 9)
        assert caught_up.position == quickly.position
        heard.change("z")
        assert (await anext(slow)).pods == (Key("a", "z"),)
    await heard.feed.stop()


async def test_a_feed_that_has_stopped_listens_no_more() -> None:
    """What changes then is missed by whoever comes back."""
    heard = Heard(most=10)
    await heard.feed.start()
    async with aclosing(heard.feed.follow()) as reader:
        position = (await anext(reader)).position
    await heard.feed.stop()
    heard.change("x")

    async with aclosing(heard.feed.follow(position)) as reader:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await anext(reader)
