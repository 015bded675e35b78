"""A token for certain applications reaches those and nothing else, through whatever route.

The walk of ``test_isolation.py`` once more, within one tenant: everything of the second application carries the word
``bravo``, and a token for the first one asks every route for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from slipway.access import OF_APPLICATIONS, PERMISSIONS, Action, Role
from slipway.db import new_id
from slipway.server import Platform
from slipway.settings import Settings
from slipway.web import API_PREFIX
from tests.slipway.factory import Factory
from tests.slipway.isolation import TABLE
from tests.slipway.on_sqlite import database_url
from tests.slipway.serving import serving
from tests.slipway.test_roles import WALK
from tests.slipway.walking import World, answer_of, ask, error_of

__all__ = ["database_url"]  # a fixture, found by its name

WORD = "bravo"
SERVICE = {"name": f"{WORD}-web", "image": f"{WORD}:1", "env": {"PLAIN": WORD}}


@pytest.fixture
async def world(platform: Platform, settings: Settings, factory: Factory) -> AsyncIterator[World]:
    """A served platform."""
    async with serving(platform, settings) as (url, _):
        yield World(factory, url)


async def _second(owner: httpx.AsyncClient) -> Any:
    """Make another application of the same tenant."""
    body = {"name": f"{WORD}-shop", "description": WORD, "services": [SERVICE]}
    made = (await owner.post(f"{API_PREFIX}/applications", json=body)).json()
    assert (await owner.post(f"{API_PREFIX}/applications/{made['id']}/publish")).status_code == 202
    return made


@asynccontextmanager
async def _narrow(owner: httpx.AsyncClient, *applications: str) -> AsyncIterator[httpx.AsyncClient]:
    """Come with a token for those applications only."""
    answer = await owner.post(f"{API_PREFIX}/tokens", json={"name": "narrow", "applications": applications})
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    async with httpx.AsyncClient(base_url=owner.base_url, headers=headers, timeout=60) as client:
        yield client


async def _stored(owner: httpx.AsyncClient, application_id: str) -> str:
    return (await owner.get(f"{API_PREFIX}/applications/{application_id}")).text


@pytest.mark.parametrize("role", [Role.PLATFORM_ADMIN, Role.TENANT_ADMIN, Role.VIEWER])
async def test_nothing_of_another_application_is_told_or_touched(world: World, role: Role) -> None:
    """It is answered as one that does not exist, lists hold nothing of it, and what concerns more is refused."""
    ids = await world.populate("alfa")
    async with await world.client(Role.TENANT_ADMIN, "alfa") as owner, await world.client(role, "alfa") as user:
        made = await _second(owner)
        theirs = replace(ids, application_id=made["id"], service_id=made["services"][0]["id"])
        nothing = replace(ids, application_id=new_id(), service_id=new_id())
        before = await _stored(owner, made["id"])
        problems: list[str] = []
        async with _narrow(user, ids.application_id) as client:
            for name in WALK:
                action = TABLE[name].action
                told, unknown = (
                    await ask(client, name, TABLE[name], theirs),
                    await ask(client, name, TABLE[name], nothing),
                )
                concerns_more = action is not None and action not in OF_APPLICATIONS
                of_application = "{application_id}" in name or "{service_id}" in name
                if WORD in told[1] or told != unknown:
                    problems.append(f"{name} tells {told}, and for what does not exist {unknown}")
                if of_application and not concerns_more and told[0] != 404:
                    problems.append(f"{name} answers {told}")
                if concerns_more and told[0] != 403:
                    problems.append(f"{name} concerns more than the application, and answers {told}")

        assert problems == []
        assert await _stored(owner, made["id"]) == before


MAKING = ("POST /applications/apply", "POST /applications/{application_id}/clone")
"""What makes another application, which a narrow token may not."""


async def test_what_the_token_is_for_is_in_reach(world: World) -> None:
    """As far as the owner's role goes; a file changes it, and makes no other."""
    ids = await world.populate("alfa")
    async with await world.client(Role.DEVELOPER, "alfa") as owner:
        await _second(owner)
        problems: list[str] = []
        async with _narrow(owner, ids.application_id) as client:
            file = {"name": "alfa-shop", "description": "new"}
            assert (await client.post(f"{API_PREFIX}/applications/apply", json=file)).status_code == 200
            for name in (f"{WORD}-shop", "another"):
                answer = await client.post(f"{API_PREFIX}/applications/apply", json={"name": name})
                error = answer.json()["error"]
                assert (error["code"], error["params"]) == (
                    "access.applications_only", {"action": "application.create"},
                )  # fmt: skip
            for name in WALK:
                action = TABLE[name].action
                if action not in OF_APPLICATIONS or name in MAKING:
                    continue
                status, text = await answer_of(client, name, TABLE[name], ids)
                code = error_of(text)[0] if status >= 400 else ""
                if Role.DEVELOPER in PERMISSIONS[action] and (status in (401, 403, 500) or code.endswith(".not_found")):
                    problems.append(f"{name} answers {status} {text}")
            listed = (await client.get(f"{API_PREFIX}/applications")).json()
            assert (listed["items"], listed["total"]) == ([], 0)  # the walk has deleted it

        assert problems == []


async def test_the_event_stream_tells_of_the_tokens_applications_only(world: World) -> None:
    """Whatever happens to others at the same time."""
    ids = await world.populate("alfa")
    path = f"{API_PREFIX}/applications/{{}}/unpublish"
    async with await world.client(Role.DEVELOPER, "alfa") as owner:
        made = await _second(owner)
        async with (
            _narrow(owner, ids.application_id) as client,
            asyncio.timeout(30),
            client.stream("GET", f"{API_PREFIX}/events") as stream,
        ):
            lines = stream.aiter_lines()
            assert await anext(lines) == ": connected"
            assert (await owner.post(path.format(made["id"]))).status_code == 202
            assert (await owner.post(path.format(ids.application_id))).status_code == 202
            data = [line async for line in _until_data(lines)]

    assert [json.loads(line)["id"] for line in data] == [ids.application_id]


async def test_a_token_is_made_for_applications_that_its_owner_knows(world: World, factory: Factory) -> None:
    """For at least one, and lists name them; one that is deleted is taken from it."""
    ours, theirs = await world.populate("alfa"), await world.populate(WORD)
    tokens = f"{API_PREFIX}/tokens"
    async with await world.client(Role.TENANT_ADMIN, "alfa") as owner:
        for wanted in ([theirs.application_id], [ours.application_id, new_id()]):
            error = (await owner.post(tokens, json={"name": "ci", "applications": wanted})).json()["error"]
            assert (error["code"], error["field"]) == ("token.application_unknown", f"applications[{len(wanted) - 1}]")
        assert (await owner.post(tokens, json={"name": "ci", "applications": []})).status_code == 422
        async with _narrow(owner, ours.application_id) as client:
            me = (await client.get(f"{API_PREFIX}/session")).json()
            assert set(me["actions"]) <= OF_APPLICATIONS and Action.APPLICATION_WRITE in me["actions"]
            assert (await client.post(tokens, json={"name": "wider"})).status_code == 403
            await owner.delete(f"{API_PREFIX}/applications/{ours.application_id}")
            assert (await client.get(f"{API_PREFIX}/applications")).json()["total"] == 0
        listed = (await owner.get(tokens)).json()["items"]

    assert [each["applications"] for each in listed if each["name"] == "narrow"] == [
        [{"id": ours.application_id, "name": None}]
    ]
    assert None in [each["applications"] for each in listed]


async def _until_data(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line.startswith("data: "):
            yield line.removeprefix("data: ")
            return
