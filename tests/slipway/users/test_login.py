"""Logging in and out by a browser."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from sqlalchemy import select, update

from slipway.access import Role
from slipway.audit import Operation
from slipway.db import utcnow
from slipway.server import Platform
from slipway.tenants import Tenant
from slipway.users import login
from slipway.users.models import BrowserSession, User
from slipway.users.passwords import hash_password, verify_password
from tests.slipway.factory import PASSWORD, Factory

SESSION = "/api/v1/session"
PROOF = {"X-Slipway-Request": "1"}


async def _log_in(client: httpx.AsyncClient, username: str = "admin", password: str = PASSWORD) -> httpx.Response:
    return await client.post(SESSION, json={"username": username, "password": password})


async def test_a_login_opens_a_session(anonymous: httpx.AsyncClient) -> None:
    """The cookie is out of reach of scripts and other sites."""
    answer = await _log_in(anonymous)

    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 201
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await anonymous.get(SESSION)).json()["user"]["username"] == "admin"
    assert "tenant.manage" in answer.json()["actions"]


async def test_cookies_are_secure_over_https(factory: Factory) -> None:
    """A cookie of https is never sent by http."""
    client = await factory.anonymous()
    client.base_url = httpx.URL("https://slipway.test")

    assert "secure" in (await _log_in(client)).headers["set-cookie"].lower()


async def test_the_database_does_not_hold_the_cookie(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    """A copy of the database opens no door."""
    await _log_in(anonymous)

    async with platform.database.read() as session:
        stored = await session.scalar(select(BrowserSession.secret_hash))
    assert stored is not None
    assert anonymous.cookies["slipway_session"] not in stored


@pytest.mark.parametrize(
    ("username", "password"), [("admin", "wrong password"), ("nobody", PASSWORD), ("ADMIN", PASSWORD), ("", "")]
)
async def test_wrong_credentials_are_all_refused_alike(
    anonymous: httpx.AsyncClient, username: str, password: str
) -> None:
    """The answer does not tell which part was wrong."""
    answer = await _log_in(anonymous, username, password)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login.failed")
    assert "set-cookie" not in answer.headers


async def test_unknown_users_take_as_long_as_known_ones(
    anonymous: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time does not tell which names exist: one password is hashed in any case, with the same parameters."""
    await _log_in(anonymous, "warm-up", "x")
    hashed: list[Parameters] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: str) -> bool:
        hashed.append(extract_parameters(stored))
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    await _log_in(anonymous, "admin", "wrong password")
    await _log_in(anonymous, "nobody", "wrong password")

    known, unknown = hashed
    assert known == unknown


async def test_too_many_attempts_must_wait(anonymous: httpx.AsyncClient) -> None:
    """Even with the right password; other accounts are not concerned."""
    for _ in range(3):
        assert (await _log_in(anonymous, password="wrong")).status_code == 401

    answer = await _log_in(anonymous)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "login.too_many")
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert (await _log_in(anonymous, "somebody")).status_code == 401


async def test_a_disabled_account_cannot_log_in(anonymous: httpx.AsyncClient, factory: Factory) -> None:
    """With the right password, too."""
    admin = await factory.client()
    user = await factory.user(Role.PLATFORM_AUDITOR)
    await admin.patch(f"/api/v1/users/{user.id}", json={"disabled": True})

    assert (await _log_in(anonymous, user.username)).status_code == 401


async def test_logins_and_failures_are_in_the_operation_log(
    anonymous: httpx.AsyncClient, factory: Factory, platform: Platform, tenant: Tenant
) -> None:
    """With the tenant whose account it was; unknown names are not kept, they may be passwords."""
    user = await factory.user(Role.VIEWER, tenant)
    await _log_in(anonymous, user.username)
    await _log_in(anonymous, user.username, "wrong password")
    await _log_in(anonymous, "hunter2", "admin")

    async with platform.database.read() as session:
        rows = (await session.scalars(select(Operation).order_by(Operation.seq))).all()
    assert [(row.actor_name, row.outcome, row.tenant_id) for row in rows] == [
        (user.username, "ok", tenant.id),
        (user.username, "login.failed", tenant.id),
        ("unknown", "login.failed", None),
    ]


async def test_logging_out_ends_the_session(anonymous: httpx.AsyncClient) -> None:
    """Also for whoever has kept a copy of the cookie."""
    await _log_in(anonymous)
    copy = anonymous.cookies["slipway_session"]

    assert (await anonymous.delete(SESSION, headers=PROOF)).status_code == 204

    anonymous.cookies.set("slipway_session", copy)
    assert (await anonymous.get(SESSION)).status_code == 401


@pytest.mark.parametrize(
    ("column", "age"), [("last_used_at", timedelta(minutes=481)), ("expires_at", timedelta(seconds=1))]
)
async def test_sessions_end_by_idling_and_by_age(
    anonymous: httpx.AsyncClient, platform: Platform, column: str, age: timedelta
) -> None:
    """Whichever comes first."""
    await _log_in(anonymous)
    async with platform.database.session() as session:
        await session.execute(update(BrowserSession).values({column: utcnow() - age}))

    answer = await anonymous.get(SESSION)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session.expired")


async def test_use_keeps_a_session_alive(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    """Uses count at once, though they are written later."""
    await _log_in(anonymous)
    await anonymous.get(SESSION)
    async with platform.database.session() as session:
        await session.execute(update(BrowserSession).values(last_used_at=utcnow() - timedelta(days=1)))

    assert (await anonymous.get(SESSION)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, False),
        ({"X-Slipway-Request": "1"}, True),
        ({"X-Slipway-Request": "0"}, False),
        ({"Origin": "http://slipway.test"}, True),
        ({"Origin": "http://evil.test"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://slipway.test.evil.test"}, False),
    ],
)
async def test_a_cookie_alone_changes_nothing(
    anonymous: httpx.AsyncClient, headers: dict[str, str], *, allowed: bool
) -> None:
    """A browser sends it for other sites' forms as well; what they ask for must not happen."""
    await _log_in(anonymous)

    answer = await anonymous.post("/api/v1/tenants", json={"name": "forged"}, headers=headers)

    assert answer.status_code == (201 if allowed else 403)
    assert (await anonymous.get("/api/v1/tenants")).json()["total"] == int(allowed)


async def test_an_old_hash_is_renewed_at_login(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    """Parameters grow with the years."""
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with platform.database.session() as session:
        await session.execute(update(User).where(User.username == "admin").values(password_hash=old))

    assert (await _log_in(anonymous)).status_code == 201

    async with platform.database.read() as session:
        assert "m=47104" in str(await session.scalar(select(User.password_hash).where(User.username == "admin")))


async def test_a_password_that_is_reset_during_a_login_is_the_one_that_counts(
    anonymous: httpx.AsyncClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knew the old one gets no session, and it does not come back."""
    reset = await hash_password("a new password")

    async def slow(password_hash: str | None, password: str) -> bool:
        right = await verify_password(password_hash, password)
        async with platform.database.session() as session:
            await session.execute(update(User).values(password_hash=reset))
        return right

    monkeypatch.setattr(login, "verify_password", slow)
    answer = await _log_in(anonymous)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login.failed")
    async with platform.database.read() as session:
        assert await session.scalar(select(User.password_hash)) == reset
        assert await session.scalar(select(BrowserSession.id)) is None


async def test_an_account_that_is_disabled_during_a_login_stays_out(
    anonymous: httpx.AsyncClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is the one for every refused login."""

    async def slow(password_hash: str | None, password: str) -> bool:
        right = await verify_password(password_hash, password)
        async with platform.database.session() as session:
            await session.execute(update(User).values(disabled=True))
        return right

    monkeypatch.setattr(login, "verify_password", slow)
    answer = await _log_in(anonymous)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login.failed")
