"""Open browser sessions are seen and ended, with everything that is open in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from slipway.access import Role
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from slipway.users import Revocations, User
from tests.slipway.factory import PASSWORD, Factory
from tests.slipway.serving import serving

ME = "/api/v1/me/sessions"
USERS = "/api/v1/users"
SESSION = "/api/v1/session"
PROOF = {"X-Slipway-Request": "1"}


async def _browser(factory: Factory, username: str, name: str = "Firefox") -> httpx.AsyncClient:
    client = await factory.anonymous({**PROOF, "User-Agent": name})
    assert (await client.post(SESSION, json={"username": username, "password": PASSWORD})).status_code == 201
    return client


async def _status(client: httpx.AsyncClient) -> int:
    return (await client.get(SESSION)).status_code


async def test_people_see_their_sessions(factory: Factory) -> None:
    """Where from, by what, since when, and which one this is; nobody else's."""
    user, other = [await factory.user(Role.PLATFORM_AUDITOR) for _ in range(2)]
    await _browser(factory, other.username)
    await _browser(factory, user.username, "Chromium " + "x" * 500)
    here = await _browser(factory, user.username)

    page = (await here.get(ME)).json()

    shown = [(item["user_agent"][:8], item["source"], item["current"]) for item in page["items"]]
    assert (page["total"], shown) == (2, [("Firefox", "127.0.0.1", True), ("Chromium", "127.0.0.1", False)])
    assert set(page["items"][0]) == {
        "id", "created_at", "last_used_at", "expires_at", "source", "user_agent", "current"
    }  # fmt: skip


async def test_a_revoked_session_is_refused_from_then_on(factory: Factory) -> None:
    """Whoever has a copy of its cookie is out; revoking it again finds nothing."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    lost, here = await _browser(factory, user.username, "lost"), await _browser(factory, user.username)
    lost_id = next(item["id"] for item in (await here.get(ME)).json()["items"] if item["user_agent"] == "lost")

    assert (await here.delete(f"{ME}/{lost_id}")).status_code == 204

    assert [await _status(lost), await _status(here)] == [401, 200]
    again = await here.delete(f"{ME}/{lost_id}")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "session.not_found")


async def test_all_others_are_ended_at_once(factory: Factory) -> None:
    """The one in which this is asked stays."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    others = [await _browser(factory, user.username) for _ in range(2)]
    here = await _browser(factory, user.username)

    assert (await here.delete(ME)).status_code == 204

    assert [await _status(client) for client in (*others, here)] == [401, 401, 200]


@pytest.mark.parametrize(
    ("role", "seen", "revoked"),
    [
        (Role.PLATFORM_ADMIN, 200, 204),
        (Role.PLATFORM_AUDITOR, 200, 403),
        (Role.TENANT_ADMIN, 200, 204),
        (Role.DEVELOPER, 403, 403),
        (Role.VIEWER, 403, 403),
    ],
)
async def test_administrators_see_and_end_others_sessions(
    factory: Factory, tenant: Tenant, role: Role, seen: int, revoked: int
) -> None:
    """Auditors see them."""
    user = await factory.user(Role.DEVELOPER, tenant)
    theirs = await _browser(factory, user.username)
    client = await factory.client(role, None if role.of_platform else tenant)
    url = f"{USERS}/{user.id}/sessions"
    session_id = (await theirs.get(ME)).json()["items"][0]["id"]

    assert (await client.get(url)).status_code == seen
    assert (await client.delete(f"{url}/{session_id}")).status_code == revoked
    assert await _status(theirs) == (401 if revoked == 204 else 200)
    assert (await client.delete(url)).status_code == revoked


async def test_sessions_of_another_tenants_users_are_as_if_absent(factory: Factory, tenant: Tenant) -> None:
    """And another user's session is not found among one's own."""
    user = await factory.user(Role.DEVELOPER, tenant)
    theirs = await _browser(factory, user.username)
    session_id = (await theirs.get(ME)).json()["items"][0]["id"]
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant())

    assert (await stranger.get(f"{USERS}/{user.id}/sessions")).status_code == 404
    assert (await stranger.delete(f"{USERS}/{user.id}/sessions/{session_id}")).status_code == 404
    assert (await stranger.delete(f"{ME}/{session_id}")).status_code == 404
    assert await _status(theirs) == 200


Change = Callable[[httpx.AsyncClient, User, httpx.AsyncClient], Awaitable[httpx.Response]]


async def _revoke(_admin: httpx.AsyncClient, _user: User, theirs: httpx.AsyncClient) -> httpx.Response:
    return await theirs.delete(SESSION)


async def _disable(admin: httpx.AsyncClient, user: User, _theirs: httpx.AsyncClient) -> httpx.Response:
    return await admin.patch(f"{USERS}/{user.id}", json={"disabled": True})


async def _lower(admin: httpx.AsyncClient, user: User, _theirs: httpx.AsyncClient) -> httpx.Response:
    return await admin.patch(f"{USERS}/{user.id}", json={"role": "viewer"})


async def _reset(admin: httpx.AsyncClient, user: User, _theirs: httpx.AsyncClient) -> httpx.Response:
    return await admin.put(f"{USERS}/{user.id}/password", json={"new": "another long one"})


async def _delete(admin: httpx.AsyncClient, user: User, _theirs: httpx.AsyncClient) -> httpx.Response:
    return await admin.delete(f"{USERS}/{user.id}")


@pytest.fixture
async def address(platform: Platform, settings: Settings) -> AsyncIterator[str]:
    """Where the platform is served: streams need a real port."""
    async with serving(platform, settings) as (url, _):
        yield url


@pytest.mark.parametrize("change", [_revoke, _disable, _lower, _reset, _delete])
async def test_event_streams_end_with_the_right_to_them(
    platform: Platform, address: str, factory: Factory, tenant: Tenant, admin: httpx.AsyncClient, change: Change
) -> None:
    """While those of others go on."""
    revocations = next(part for part in platform.parts if isinstance(part, Revocations))
    user, other = [await factory.user(Role.DEVELOPER, tenant) for _ in range(2)]
    theirs, others = await _browser(factory, user.username), await factory.client_of(other)
    cookie = {"Cookie": f"slipway_session={theirs.cookies['slipway_session']}"}
    async with (
        asyncio.timeout(60),
        httpx.AsyncClient(base_url=address) as client,
        client.stream("GET", "/api/v1/events", headers=cookie) as stream,
        client.stream("GET", "/api/v1/events", headers=dict(others.headers)) as going_on,
    ):
        lines, still = stream.aiter_lines(), going_on.aiter_lines()
        assert (await anext(lines), await anext(still)) == (": connected", ": connected")
        await revocations.look()

        assert (await change(admin, user, theirs)).status_code < 300
        await revocations.look()

        assert [line async for line in lines if line] == []
        assert not await _ended(still)


async def _ended(lines: AsyncIterator[str]) -> bool:
    assert await anext(lines) == ""  # the end of the first comment
    upcoming = asyncio.ensure_future(anext(lines, None))
    done, _ = await asyncio.wait({upcoming}, timeout=0.1)
    upcoming.cancel()
    await asyncio.gather(upcoming, return_exceptions=True)
    return bool(done)
