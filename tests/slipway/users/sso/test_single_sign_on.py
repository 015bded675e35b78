"""Logging in by single sign-on, from the login page and back, with a real provider and a real directory."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from sqlalchemy import func, select, update

from slipway.access import Role
from slipway.audit import Operation
from slipway.db import utcnow
from slipway.errors import Invalid
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.users import User
from slipway.users.sso.attempts import SsoAttempt
from tests.slipway.factory import BASE_URL, PASSWORD, Factory, factory_for
from tests.slipway.serving import serving
from tests.slipway.users.sso.directory import BASE, Slapd, slapd
from tests.slipway.users.sso.openid import CLIENT_ID, CLIENT_SECRET, openid_provider, walk

CALLBACK = f"{BASE_URL}/api/v1/sso/oidc/callback"
START = "/api/v1/sso/oidc/start"
SESSION = "/api/v1/session"
RULES = "ops=platform_auditor; acme-dev=acme/developer; ghosts=nowhere/viewer"
PEOPLE: dict[str, Any] = {
    "mei": {"name": "Mei Lin", "preferred_username": "mei", "groups": ["ops"]},
    "wei": {"name": "Wei", "preferred_username": "wei@example.org", "groups": ["others", "ACME-dev"]},
    "new": {"name": "New", "preferred_username": "new", "groups": []},
    "ghost": {"name": "Ghost", "preferred_username": "ghost", "groups": ["ghosts"]},
    "root": {"name": "Root", "preferred_username": "admin", "groups": ["ops"]},
    "odd": {"name": "Odd", "preferred_username": "李", "groups": ["ops"]},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """One provider for all."""
    with openid_provider(PEOPLE, CALLBACK) as running_at:
        yield running_at


@pytest.fixture(scope="module")
def directory() -> Iterator[Slapd]:
    """One directory for all."""
    with slapd() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, issuer: str, directory: Slapd) -> Settings:
    """With both kinds of single sign-on."""
    return _set(
        settings,
        sso_groups=RULES,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_label="Example",
        ldap_url=directory.url,
        ldap_base_dn=BASE,
        ldap_bind_dn=f"cn=reader,{BASE}",
        ldap_bind_password="reader-secret",
    )


def _set(settings: Settings, **changes: object) -> Settings:
    return Settings.model_validate({**settings.model_dump(), **changes})


@asynccontextmanager
async def _as(settings: Settings) -> AsyncIterator[Factory]:
    """The same database with other settings."""
    built = compose(settings, worker=False)
    async with running(built.parts), factory_for(built.app, built.database) as made:
        yield made


async def _by_provider(client: httpx.AsyncClient, person: str, target: str = "/") -> httpx.Response:
    """Walk from the login page to the provider and back; the platform's last answer."""
    sent = await client.get(START, params={"target": target})
    async with httpx.AsyncClient() as browser:
        back = await walk(browser, sent.headers["location"], person, CALLBACK)
    return await client.get(str(back))


async def _by_password(client: httpx.AsyncClient, username: str, password: str) -> httpx.Response:
    return await client.post(SESSION, json={"username": username, "password": password})


def _refusal(answer: httpx.Response) -> dict[str, str]:
    """What the login page is told, in a cookie that no link can carry."""
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    told = json.loads(base64.urlsafe_b64decode(answer.cookies["slipway_refusal"]))["error"]
    assert told["message"] and told["message_zh"] and told["request_id"]
    return dict(told)


async def _user(platform: Platform, username: str) -> User | None:
    async with platform.database.read() as session:
        return await session.scalar(select(User).where(User.username == username))


async def _outcomes(platform: Platform, action: str = "session.login") -> list[str]:
    async with platform.database.read() as session:
        query = select(Operation.outcome).where(Operation.action == action).order_by(Operation.id)
        return list((await session.scalars(query)).all())


async def test_the_login_page_learns_what_is_offered(anonymous: httpx.AsyncClient) -> None:
    """Before anybody has logged in."""
    assert (await anonymous.get("/api/v1/sso")).json() == {"oidc": "Example", "ldap": True}


async def test_a_first_login_makes_the_account(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    """It leads to the page that was wanted; the way back's own cookie is gone."""
    answer = await _by_provider(anonymous, "mei", "/applications?sort=name")

    assert (answer.status_code, answer.headers["location"]) == (303, "/applications?sort=name")
    assert "slipway_sso" not in anonymous.cookies
    session = (await anonymous.get(SESSION)).json()
    assert (session["user"]["username"], session["user"]["role"]) == ("mei", "platform_auditor")
    assert session["user"]["display_name"] == "Mei Lin"
    assert session["user"]["origin"] == "oidc"
    assert await _outcomes(platform) == ["ok"]
    assert await _outcomes(platform, "user.create") == ["ok"]


async def test_the_session_is_as_safe_as_one_by_password(anonymous: httpx.AsyncClient) -> None:
    """Out of reach of scripts and other sites."""
    answer = await _by_provider(anonymous, "mei")

    cookies = [value.lower() for value in answer.headers.get_list("set-cookie") if "slipway_session" in value]
    assert len(cookies) == 1
    assert "httponly" in cookies[0]
    assert "samesite=strict" in cookies[0]


async def test_groups_lead_to_a_tenant(anonymous: httpx.AsyncClient, factory: Factory) -> None:
    """The name is what stands before the at sign."""
    acme = await factory.tenant("acme")
    await _by_provider(anonymous, "wei")

    user = (await anonymous.get(SESSION)).json()["user"]
    assert (user["username"], user["role"], user["tenant_id"]) == ("wei", "developer", acme.id)


@pytest.mark.parametrize(
    ("person", "code"),
    [("new", "sso.no_role"), ("ghost", "sso.tenant_unknown"), ("root", "sso.name_taken"), ("odd", "sso.name_invalid")],
)
async def test_who_may_not_enter_is_told_why(
    anonymous: httpx.AsyncClient, platform: Platform, person: str, code: str
) -> None:
    """And no account of the platform's own is taken over by its name."""
    before = await _user(platform, "admin")
    refusal = _refusal(await _by_provider(anonymous, person))

    assert refusal["code"] == code
    assert (await anonymous.get(SESSION)).status_code == 401
    assert await _outcomes(platform) == [code]
    after = await _user(platform, "admin")
    assert before is not None and after is not None
    assert (after.origin, after.subject) == (before.origin, before.subject) == ("local", None)


async def test_groups_count_anew_at_each_login(
    anonymous: httpx.AsyncClient, factory: Factory, settings: Settings
) -> None:
    """Another role ends what was opened with the old one; no role ends everything."""
    acme = await factory.tenant("acme")
    await _by_provider(anonymous, "wei")
    async with _as(_set(settings, sso_groups="acme-dev=acme/viewer")) as later:
        browser = await later.anonymous()
        await _by_provider(browser, "wei")
        user = (await browser.get(SESSION)).json()["user"]
        assert (user["role"], user["tenant_id"]) == ("viewer", acme.id)
        kept = {"Cookie": f"slipway_session={browser.cookies['slipway_session']}"}
        assert (await (await factory.anonymous(headers=kept)).get(SESSION)).status_code == 200
    assert (await anonymous.get(SESSION)).status_code == 401
    async with _as(_set(settings, sso_groups="ops=platform_auditor")) as later:
        assert _refusal(await _by_provider(await later.anonymous(), "wei"))["code"] == "sso.no_role"
    assert (await (await factory.anonymous(headers=kept)).get(SESSION)).status_code == 401


async def test_a_disabled_account_stays_out(
    anonymous: httpx.AsyncClient, factory: Factory, admin: httpx.AsyncClient, platform: Platform
) -> None:
    """Whatever the provider says."""
    await _by_provider(anonymous, "mei")
    mei = await _user(platform, "mei")
    assert mei is not None
    await admin.patch(f"/api/v1/users/{mei.id}", json={"disabled": True})

    assert _refusal(await _by_provider(await factory.anonymous(), "mei"))["code"] == "login.failed"


async def test_a_disabled_tenant_stays_shut(
    anonymous: httpx.AsyncClient, factory: Factory, admin: httpx.AsyncClient
) -> None:
    """By both ways."""
    acme = await factory.tenant("acme")
    assert (await admin.post(f"/api/v1/tenants/{acme.id}/disable", json={})).status_code == 200

    assert _refusal(await _by_provider(anonymous, "wei"))["code"] == "tenant.disabled"
    answer = await _by_password(await factory.anonymous(), "wei", "wei-password")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "tenant.disabled")


async def test_an_answer_counts_once_and_in_its_browser_only(anonymous: httpx.AsyncClient, factory: Factory) -> None:
    """A stolen or replayed link opens nothing."""
    sent = await anonymous.get(START)
    async with httpx.AsyncClient() as browser:
        back = str(await walk(browser, sent.headers["location"], "mei", CALLBACK))
    thief = await factory.anonymous()
    assert _refusal(await thief.get(back))["code"] == "sso.attempt_unknown"
    assert (await anonymous.get(back)).headers["location"] == "/"
    anonymous.cookies.set("slipway_sso", "x", domain="slipway.test")
    assert _refusal(await anonymous.get(back))["code"] == "sso.attempt_unknown"


async def _kept(platform: Platform) -> int:
    async with platform.database.read() as session:
        return await session.scalar(select(func.count()).select_from(SsoAttempt)) or 0


async def test_an_address_begins_only_so_many_logins(settings: Settings, platform: Platform) -> None:
    """Also at the same moment; what comes back makes room."""
    async with _as(_set(settings, sso_attempts_per_address=3)) as bounded:
        client, other = await bounded.anonymous(), await bounded.anonymous(source="192.0.2.9")
        answers = await asyncio.gather(*[client.get(START) for _ in range(8)])
        assert sorted(answer.status_code for answer in answers) == [303] * 3 + [429] * 5
        assert await _kept(platform) == 3

        refused = await client.get(START)
        assert refused.json()["error"]["code"] == "sso.too_many"
        assert 0 < int(refused.headers["retry-after"]) <= 600
        assert (await other.get(START)).status_code == 303

        begun = next(answer for answer in answers if answer.status_code == 303)
        state = dict(parse_qsl(urlsplit(begun.headers["location"]).query))["state"]
        client.cookies.set("slipway_sso", begun.cookies["slipway_sso"], domain="slipway.test")
        assert _refusal(await client.get(CALLBACK, params={"state": state, "error": "x"}))["code"] == "sso.refused"
        assert (await client.get(START)).status_code == 303


async def test_all_addresses_begin_only_so_many_logins(settings: Settings, platform: Platform) -> None:
    """And the addresses of one IPv6 network are one."""
    async with _as(_set(settings, sso_attempts_per_address=2, sso_attempts_in_all=3)) as bounded:
        answers = [
            (await (await bounded.anonymous(source=source)).get(START)).status_code
            for source in ("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1", "192.0.2.1")
        ]
        assert answers == [303, 303, 429, 303, 429]
        assert await _kept(platform) == 3


async def test_logins_that_did_not_come_back_make_room_in_time(
    anonymous: httpx.AsyncClient, settings: Settings, platform: Platform
) -> None:
    """Their rows are gone then."""
    await anonymous.get(START)
    async with platform.database.session() as session:
        await session.execute(update(SsoAttempt).values(expires_at=utcnow()))
    async with _as(_set(settings, sso_attempts_in_all=1)) as bounded:
        assert (await (await bounded.anonymous()).get(START)).status_code == 303
    assert await _kept(platform) == 1


@pytest.mark.parametrize("query", [{}, {"state": "x", "code": "y"}, {"state": "x", "error": "access_denied"}])
async def test_made_up_answers_are_refused(anonymous: httpx.AsyncClient, query: dict[str, str]) -> None:
    """Nothing was begun."""
    assert _refusal(await anonymous.get(CALLBACK, params=query))["code"] == "sso.attempt_unknown"


async def test_a_refusal_of_the_provider_is_told(anonymous: httpx.AsyncClient) -> None:
    """Somebody has pressed cancel there."""
    sent = await anonymous.get(START)
    state = dict(parse_qsl(urlsplit(sent.headers["location"]).query))["state"]
    answer = await anonymous.get(CALLBACK, params={"state": state, "error": "access_denied"})

    refusal = _refusal(answer)
    assert refusal["code"] == "sso.refused"
    assert "access_denied" in refusal["message"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"])
async def test_the_way_back_leads_nowhere_else(anonymous: httpx.AsyncClient, target: str) -> None:
    """No open redirect."""
    assert (await _by_provider(anonymous, "mei", target)).headers["location"] == "/"


async def test_the_directorys_password_opens_a_session(
    anonymous: httpx.AsyncClient, factory: Factory, platform: Platform
) -> None:
    """By the same form; the account is made at the first time and found at the second."""
    await factory.tenant("acme")
    assert (await _by_password(anonymous, "wei", "wei-password")).status_code == 201
    again = await _by_password(await factory.anonymous(), "wei", "wei-password")

    user = again.json()["user"]
    assert (user["username"], user["role"], user["origin"]) == ("wei", "developer", "ldap")
    assert await _outcomes(platform, "user.create") == ["ok"]


async def test_first_logins_of_the_same_person_at_the_same_moment_all_succeed(
    settings: Settings, platform: Platform, factory: Factory
) -> None:
    """By both ways, over two replicas that are asked by real connections; one account each is made."""
    await factory.tenant("acme")
    async with AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(_served(settings)) for _ in range(2)]
        browsers = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=replicas[number % 2], timeout=60))
            for number in range(6)
        ]
        ways_back = await asyncio.gather(*[_to_the_way_back(browser, "mei") for browser in browsers])
        returned = await asyncio.gather(*[browser.get(at) for browser, at in zip(browsers, ways_back, strict=True)])
        by_password = await asyncio.gather(*[_by_password(browser, "wei", "wei-password") for browser in browsers])

    assert [answer.headers["location"] for answer in returned] == ["/"] * 6
    assert [answer.status_code for answer in by_password] == [201] * 6
    assert await _outcomes(platform, "user.create") == ["ok", "ok"]
    assert await _outcomes(platform) == ["ok"] * 12


@asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[str]:
    """A replica of the platform on a port of its own, which says of itself that it is where the provider leads back.

    Counts no logins, which is for other tests.
    """
    replica = _set(settings, public_url=BASE_URL, login_attempts=100)
    built = compose(replica, worker=False)
    async with running(built.parts), serving(built, replica) as (address, _):
        yield address


async def _to_the_way_back(client: httpx.AsyncClient, person: str) -> str:
    """Log in at the provider; the page of ours to which it leads back, with the cookie of the way kept."""
    sent = await client.get(START)
    async with httpx.AsyncClient(timeout=60) as browser:
        back = await walk(browser, sent.headers["location"], person, CALLBACK)
    return str(client.base_url.copy_with(raw_path=back.raw_path))


async def test_wrong_passwords_of_the_directory_are_refused_and_counted(anonymous: httpx.AsyncClient) -> None:
    """Alike for unknown names, and only a few times."""
    for username in ("mei", "nobody"):
        answer = await _by_password(anonymous, username, "wrong password")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login.failed")
    for _ in range(2):
        await _by_password(anonymous, "mei", "wrong password")
    assert (await _by_password(anonymous, "mei", "mei-password")).status_code == 429


async def test_the_platforms_own_accounts_come_first(
    anonymous: httpx.AsyncClient, factory: Factory, settings: Settings
) -> None:
    """The directory is neither asked about them nor needed for them, and cannot open them."""
    await factory.user(Role.VIEWER, await factory.tenant("acme"), username="mei")
    assert (await _by_password(anonymous, "mei", "mei-password")).status_code == 401
    async with _as(_set(settings, ldap_url="ldap://127.0.0.1:1")) as later:
        client = await later.anonymous()
        assert (await _by_password(client, "admin", PASSWORD)).status_code == 201
        failed = await _by_password(await later.anonymous(), "wei", "wei-password")
        assert (failed.status_code, failed.json()["error"]["code"]) == (503, "sso.directory_failed")
        assert "wei-password" not in failed.text


async def test_a_password_kept_elsewhere_is_not_changed_here(
    anonymous: httpx.AsyncClient, admin: httpx.AsyncClient, platform: Platform
) -> None:
    """Neither by its owner nor by an administrator."""
    await _by_provider(anonymous, "mei")
    mei = await _user(platform, "mei")
    assert mei is not None
    new = {"new": "another good one 7"}
    answers = [
        await admin.put(f"/api/v1/users/{mei.id}/password", json=new),
        await anonymous.put(
            f"/api/v1/users/{mei.id}/password", json={**new, "current": "any"}, headers={"X-Slipway-Request": "1"}
        ),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "user.password_elsewhere")


async def test_without_settings_nothing_is_offered(settings: Settings) -> None:
    """And the address of the way there says so."""
    async with _as(_set(settings, oidc_issuer="", ldap_url="")) as plain:
        client = await plain.anonymous()
        assert (await client.get("/api/v1/sso")).json() == {"oidc": None, "ldap": False}
        assert _refusal(await client.get(START))["code"] == "sso.not_set"


@pytest.mark.parametrize(
    "rules", ["ops", "ops=king", "ops=acme/platform_admin", "dev=developer", "=viewer", "a=t/viewer; b"]
)
def test_rules_that_cannot_be_understood_stop_the_start(settings: Settings, rules: str) -> None:
    """With the words that are wrong, instead of letting in whom nobody meant."""
    with pytest.raises(Invalid) as caught:
        compose(_set(settings, sso_groups=rules), worker=False)
    assert rules.rsplit(";", maxsplit=1)[-1].strip() in caught.value.message()
