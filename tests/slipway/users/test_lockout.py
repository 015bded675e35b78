"""Guessing passwords takes long, and tells nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import func, select

from slipway.access import Role
from slipway.audit import Operation
from slipway.db import Database
from slipway.errors import TooMany
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from slipway.users import Lockout
from slipway.users.models import LoginFailures
from tests.slipway.factory import PASSWORD, Factory, factory_for

SESSION = "/api/v1/session"
USERS = "/api/v1/users"


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell it."""
        return self.now

    def forward(self, seconds: float) -> None:
        """Move it."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The time of ``lockout``."""
    return Clock()


@pytest.fixture
def lockout(database: Database, clock: Clock) -> Lockout:
    """Two attempts in a minute, locks of eight minutes at most."""
    return Lockout(database, 2, timedelta(seconds=60), timedelta(minutes=8), clock)


async def _lock(lockout: Lockout, name: str = "ann", source: str = "1.2.3.4") -> int:
    """Fail until locked; return the seconds to wait."""
    for _ in range(2):
        await lockout.attempt(name, source)
    return await _wait(lockout, name, source)


async def _wait(lockout: Lockout, name: str, source: str) -> int:
    with pytest.raises(TooMany) as refused:
        await lockout.attempt(name, source)
    wait = refused.value.params["retry_after"]
    assert isinstance(wait, int)
    return wait


async def _log_in(client: httpx.AsyncClient, username: str = "admin", password: str = PASSWORD) -> httpx.Response:
    return await client.post(SESSION, json={"username": username, "password": password})


async def test_each_lock_in_a_row_is_twice_as_long(lockout: Lockout, clock: Clock) -> None:
    """Up to the longest; quiet for as long forgives."""
    waits = []
    for _ in range(6):
        waits.append(await _lock(lockout))
        clock.forward(waits[-1])
    assert waits == [60, 120, 240, 480, 480, 480]

    clock.forward(480)
    assert await _lock(lockout) == 60


async def test_failures_count_within_the_window_only(lockout: Lockout, clock: Clock) -> None:
    """One a day is somebody who mistypes."""
    for _ in range(5):
        assert await lockout.attempt("ann", "1.2.3.4") == []
        clock.forward(60)


async def test_a_success_forgives_and_is_no_failure(lockout: Lockout) -> None:
    """Whoever logs in often is not locked, not even where many do."""
    for number in range(30):
        await lockout.attempt("ann", "1.2.3.4")
        await lockout.succeeded("ann", "1.2.3.4")
        await lockout.attempt(f"user-{number}", "1.2.3.4")
        await lockout.succeeded(f"user-{number}", "1.2.3.4")

    assert await lockout.attempt("ann", "1.2.3.4") == []


async def test_an_attacker_elsewhere_does_not_lock_a_user_out_at_once(lockout: Lockout) -> None:
    """Accounts are counted per address first."""
    await _lock(lockout, source="6.6.6.6")

    assert await lockout.attempt("ann", "1.2.3.4") == []


async def test_many_addresses_at_one_account_lock_it(lockout: Lockout) -> None:
    """Tenfold the number of one address."""
    locks = [lock for number in range(20) for lock in await lockout.attempt("ann", f"6.6.6.{number}")]

    assert [(lock.of_account, lock.source) for lock in locks] == [(True, "")]
    assert await _wait(lockout, "ann", "6.6.7.1") == 60


async def test_one_address_at_many_accounts_is_locked(lockout: Lockout, clock: Clock) -> None:
    """Tenfold the number of one account, for one window each time, because many people may share it."""
    for _ in range(2):
        locks = [lock for number in range(20) for lock in await lockout.attempt(f"user-{number}", "6.6.6.6")]
        assert [(lock.of_account, lock.source) for lock in locks] == [(False, "6.6.6.6")]
        assert await _wait(lockout, "user-x", "6.6.6.6") == 60
        clock.forward(60)


async def test_attempts_at_the_same_moment_do_not_slip_through(lockout: Lockout) -> None:
    """They count when they begin."""
    answers = await asyncio.gather(*(lockout.attempt("ann", "1.2.3.4") for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(answer, TooMany) for answer in answers) == 6
    assert sum(isinstance(answer, list) for answer in answers) == 2


async def test_what_does_not_count_any_more_is_removed(lockout: Lockout, clock: Clock, database: Database) -> None:
    """Made-up names do not fill the table."""
    await lockout.attempt("somebody", "6.6.6.6")
    await _lock(lockout)

    async def left() -> int | None:
        async with database.session() as session:
            await lockout.forget_old(session)
        async with database.read() as session:
            return await session.scalar(select(func.count()).select_from(LoginFailures))

    assert await left() == 6
    clock.forward(61)
    assert await left() == 1
    clock.forward(480)
    assert await left() == 0


@pytest.mark.parametrize("username", ["admin", "nobody"])
async def test_a_lock_survives_a_restart_and_tells_nothing(settings: Settings, username: str) -> None:
    """Whether the account exists or not, the answers are the same, and another replica gives them as well."""
    answers: list[tuple[int, str]] = []
    for _ in range(2):
        built = compose(settings, worker=False)
        async with running(built.parts), factory_for(built.app, built.database) as factory:
            client = await factory.anonymous()
            for _ in range(2):
                answer = await _log_in(client, username, "wrong password")
                answers.append((answer.status_code, answer.json()["error"]["code"]))

    assert answers == [(401, "login.failed")] * 3 + [(429, "login.too_many")]


async def test_administrators_see_a_lock_and_open_it(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, factory: Factory, tenant: Tenant, platform: Platform
) -> None:
    """And the operation log tells of both."""
    user = await factory.user(Role.DEVELOPER, tenant)
    for _ in range(3):
        await _log_in(anonymous, user.username, "wrong password")
    assert (await _log_in(anonymous, user.username)).status_code == 429
    assert (await admin.get(f"{USERS}/{user.id}")).json()["locked_until"] is not None

    theirs = await factory.client(Role.TENANT_ADMIN, tenant)
    assert (await theirs.delete(f"{USERS}/{user.id}/lock")).status_code == 204

    assert (await admin.get(f"{USERS}/{user.id}")).json()["locked_until"] is None
    assert (await _log_in(anonymous, user.username)).status_code == 201
    async with platform.database.read() as session:
        rows = (await session.scalars(select(Operation).order_by(Operation.seq))).all()
    assert [(row.action, row.tenant_id) for row in rows][3:5] == [("user.lock", tenant.id), ("user.unlock", tenant.id)]


async def test_guessing_the_current_password_in_an_open_session_locks_too(factory: Factory) -> None:
    """Whoever finds an open screen has no more tries than at the door."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    client = await factory.client_of(user)
    url, new = f"{USERS}/{user.id}/password", "another long one"

    for _ in range(3):
        assert (await client.put(url, json={"new": new, "current": "wrong"})).status_code == 422
    assert (await client.put(url, json={"new": new, "current": PASSWORD})).status_code == 429
