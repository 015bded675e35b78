"""API tokens of programs."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from slipway.access import Role
from slipway.db import utcnow
from slipway.server import Platform
from slipway.users.models import ApiToken
from tests.slipway.factory import Factory

TOKENS = "/api/v1/tokens"


async def _with(factory: Factory, authorization: str) -> int:
    client = await factory.anonymous(httpx.Headers({"Authorization": authorization}, encoding="latin-1"))
    return (await client.get("/api/v1/session")).status_code


async def test_a_token_is_shown_once_and_works(admin: httpx.AsyncClient, factory: Factory, platform: Platform) -> None:
    """Neither lists nor the database hold it."""
    made = (await admin.post(TOKENS, json={"name": "ci"})).json()

    assert made["token"].startswith("slp_")
    assert await _with(factory, f"Bearer {made['token']}") == 200
    assert "token" not in (await admin.get(TOKENS)).json()["items"][0]
    async with platform.database.read() as session:
        assert made["token"] not in (await session.scalars(select(ApiToken.secret_hash))).all()


@pytest.mark.parametrize(
    "authorization",
    ["Bearer slp_wrong", "Bearer ", "Bearer", "Basic YWRtaW46YWRtaW4=", "bearer x", "Bearer slp_\u00e9"],
)
async def test_other_credentials_are_refused(factory: Factory, authorization: str) -> None:
    """Nothing but a token that we made."""
    assert await _with(factory, authorization) == 401


async def test_tokens_end(admin: httpx.AsyncClient, factory: Factory, platform: Platform) -> None:
    """At the moment that was told when they were made."""
    made = (await admin.post(TOKENS, json={"name": "ci", "expires_in_days": 1})).json()
    async with platform.database.session() as session:
        past = utcnow() - timedelta(seconds=1)
        await session.execute(update(ApiToken).where(ApiToken.id == made["id"]).values(expires_at=past))

    assert await _with(factory, f"Bearer {made['token']}") == 401


async def test_a_revoked_token_ends_at_once(admin: httpx.AsyncClient, factory: Factory) -> None:
    """The next request is refused."""
    made = (await admin.post(TOKENS, json={"name": "ci"})).json()
    assert (await admin.delete(f"{TOKENS}/{made['id']}")).status_code == 204

    assert await _with(factory, f"Bearer {made['token']}") == 401


async def test_a_disabled_users_tokens_are_gone_for_good(admin: httpx.AsyncClient, factory: Factory) -> None:
    """Also after the account is enabled again."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    theirs = await factory.client_of(user)
    assert (await theirs.get("/api/v1/session")).status_code == 200

    for disabled in (True, False):
        await admin.patch(f"/api/v1/users/{user.id}", json={"disabled": disabled})
        assert (await theirs.get("/api/v1/session")).status_code == 401


async def test_a_token_makes_none_that_outlives_it(admin: httpx.AsyncClient, factory: Factory) -> None:
    """A leaked token must not live for ever through its children."""
    parent = (await admin.post(TOKENS, json={"name": "ci", "expires_in_days": 1})).json()
    client = await factory.anonymous({"Authorization": f"Bearer {parent['token']}"})

    child = (await client.post(TOKENS, json={"name": "more", "expires_in_days": 3650})).json()

    assert datetime.fromisoformat(child["expires_at"]) <= datetime.fromisoformat(parent["expires_at"])


async def test_others_tokens_are_as_if_absent(admin: httpx.AsyncClient, factory: Factory) -> None:
    """Also for administrators, who disable accounts instead."""
    other = await factory.client(Role.PLATFORM_AUDITOR)
    theirs = (await other.post(TOKENS, json={"name": "mine"})).json()

    assert (await admin.delete(f"{TOKENS}/{theirs['id']}")).status_code == 404
    assert theirs["id"] not in {item["id"] for item in (await admin.get(TOKENS)).json()["items"]}


async def test_an_administrator_revokes_all_tokens_of_a_user(admin: httpx.AsyncClient, factory: Factory) -> None:
    """Nobody else's, and the operation log names each."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    theirs = await factory.client_of(user)
    await theirs.get("/api/v1/session")
    owned = (await admin.get(f"/api/v1/users/{user.id}/tokens")).json()["items"]

    assert (await admin.delete(f"/api/v1/users/{user.id}/tokens")).status_code == 204

    assert (await theirs.get("/api/v1/session")).status_code == 401
    assert (await admin.get(f"/api/v1/users/{user.id}/tokens")).json()["total"] == 0
    logged = (await admin.get("/api/v1/operations", params={"action": "token.revoke"})).json()["items"]
    assert [entry["object_id"] for entry in logged] == [token["id"] for token in owned]
    assert owned


async def test_the_number_of_tokens_is_limited(admin: httpx.AsyncClient, platform: Platform) -> None:
    """A loop gone wild does not fill the table."""
    async with platform.database.session() as session:
        owner = await session.scalar(select(ApiToken.user_id))
        for number in range(100):
            expires = utcnow() + timedelta(days=1)
            session.add(ApiToken(user_id=owner, name="x", secret_hash=f"{number}", expires_at=expires))

    answer = await admin.post(TOKENS, json={"name": "one more"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "token.too_many")


async def test_the_last_use_is_written_down(admin: httpx.AsyncClient, platform: Platform) -> None:
    """By the rounds of the activity, at the latest when the server stops."""
    await admin.get("/api/v1/session")
    activity = next(part for part in platform.parts if part.name == "session activity")
    await activity._round()  # type: ignore[attr-defined]  # the round itself is under test, not its timer

    used = (await admin.get(TOKENS)).json()["items"][0]["last_used_at"]
    assert used is not None
