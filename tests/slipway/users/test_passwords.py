"""What passwords have to be like, and when they have to be changed."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from slipway.access import Role
from slipway.server import compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from slipway.users.models import PastPassword
from tests.slipway.factory import PASSWORD, Factory, factory_for

SESSION = "/api/v1/session"
USERS = "/api/v1/users"
PROOF = {"X-Slipway-Request": "1"}
NEW = "another long one"
BAD = [
    ("short one", "password.too_short"),
    ("ababababab1A", "password.too_uniform"),
    ("my-user-9 pass", "password.holds_username"),
    ("MY-USER-9 pass", "password.holds_username"),
    ("onlyletters", "password.too_simple"),
]


def _code(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["field"]


async def _made(admin: httpx.AsyncClient, tenant: Tenant, **more: object) -> str:
    body = {"username": "ann", "password": PASSWORD, "role": "developer", "tenant_id": tenant.id, **more}
    answer = await admin.post(USERS, json=body)
    assert answer.status_code == 201
    return str(answer.json()["id"])


async def _logged_in(factory: Factory, password: str = PASSWORD, username: str = "ann") -> httpx.AsyncClient:
    client = await factory.anonymous(PROOF)
    assert (await client.post(SESSION, json={"username": username, "password": password})).status_code == 201
    return client


@pytest.mark.parametrize(("password", "code"), BAD)
async def test_bad_passwords_are_refused_wherever_one_is_set(
    admin: httpx.AsyncClient, factory: Factory, password: str, code: str
) -> None:
    """The answer names the rule and the field, and does not repeat the password."""
    user = await factory.user(Role.PLATFORM_AUDITOR, username="my-user-9")
    theirs = await factory.client_of(user)
    url = f"{USERS}/{user.id}/password"
    body = {"username": "my-user-9", "password": password, "role": "platform_auditor"}

    answers = [
        (await admin.post(USERS, json=body), "password"),
        (await admin.put(url, json={"new": password}), "new"),
    ]
    answers.insert(0, (await theirs.put(url, json={"new": password, "current": PASSWORD}), "new"))

    for answer, field in answers:
        assert _code(answer) == (422, code, field)
        assert password not in answer.text


async def test_the_policy_is_a_setting(settings: Settings) -> None:
    """Longer and of more classes; whoever asks is told."""
    strict = settings.model_copy(update={"password_min_length": 20, "password_character_classes": 4})
    built = compose(strict, worker=False)
    async with running(built.parts), factory_for(built.app, built.database) as factory:
        admin = await factory.client()
        body = {"username": "bob", "role": "platform_auditor"}

        async def made(password: str) -> httpx.Response:
            return await admin.post(USERS, json=body | {"password": password})

        told = (await (await factory.anonymous()).get("/api/v1/platform")).json()["password_rules"]
        assert told == {"min_length": 20, "different": 5, "classes": 4, "remembered": settings.password_history}
        assert _code(await made("Sh0rt enough: 19 ch"))[1] == "password.too_short"
        assert _code(await made("no Upper and digits missing"))[1] == "password.too_simple"
        assert (await made("Upper, lower and 1 digit")).status_code == 201


async def test_a_new_account_changes_its_password_before_anything_else(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """Who it is, logging out and changing the password are all that works until then."""
    user_id = await _made(admin, tenant)
    client = await _logged_in(factory)
    assert (await client.get(SESSION)).json()["user"]["must_change_password"] is True
    for method, path in (
        ("GET", "/applications"),
        ("POST", "/tokens"),
        ("GET", f"/users/{user_id}"),
        ("GET", "/events"),
    ):
        answer = await client.request(method, f"/api/v1{path}", json={"name": "x"} if method == "POST" else None)
        assert _code(answer) == (403, "password.change_required", None), path
    others = f"{USERS}/01someoneelse/password"
    assert _code(await client.put(others, json={"new": NEW}))[1] == "password.change_required"

    url = f"{USERS}/{user_id}/password"
    assert _code(await client.put(url, json={"new": PASSWORD, "current": PASSWORD})) == (
        422,
        "password.unchanged",
        "new",
    )
    assert (await client.put(url, json={"new": NEW, "current": PASSWORD})).status_code == 204

    assert (await client.get("/api/v1/applications")).status_code == 200
    assert (await client.get(SESSION)).json()["user"]["must_change_password"] is False


async def test_an_administrator_can_spare_a_new_account_the_change(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """For accounts of programs."""
    await _made(admin, tenant, must_change_password=False)

    assert (await (await _logged_in(factory)).get("/api/v1/applications")).status_code == 200


async def test_a_reset_ends_everything_by_which_somebody_may_be_in(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """Sessions and tokens, for good; and the new password has to be changed."""
    user_id = await _made(admin, tenant, must_change_password=False)
    session = await _logged_in(factory)
    made = (await session.post("/api/v1/tokens", json={"name": "ci"})).json()
    token = await factory.anonymous({"Authorization": f"Bearer {made['token']}"})
    assert (await token.get(SESSION)).status_code == 200

    assert (await admin.put(f"{USERS}/{user_id}/password", json={"new": NEW})).status_code == 204

    assert (await session.get(SESSION)).status_code == 401
    assert (await token.get(SESSION)).status_code == 401
    again = await _logged_in(factory, NEW)
    assert _code(await again.get("/api/v1/applications"))[1] == "password.change_required"


async def test_ones_own_change_keeps_tokens_and_this_session_only(factory: Factory) -> None:
    """Programs go on; other browsers have to log in."""
    user = await factory.user(Role.PLATFORM_AUDITOR, username="ann")
    token = await factory.client_of(user)
    here, there = await _logged_in(factory), await _logged_in(factory)

    changed = await here.put(f"{USERS}/{user.id}/password", json={"new": NEW, "current": PASSWORD})

    assert changed.status_code == 204
    assert [(await client.get(SESSION)).status_code for client in (here, there, token)] == [200, 401, 200]


async def test_the_last_passwords_are_not_chosen_again(
    settings: Settings, tenant: Tenant, admin: httpx.AsyncClient
) -> None:
    """Also not after a reset, which is remembered too; what is longer ago is forgotten, and goes with the account."""
    user_id = await _made(admin, tenant, must_change_password=False)
    built = compose(settings.model_copy(update={"password_history": 3}), worker=False)
    async with running(built.parts), factory_for(built.app, built.database) as factory:
        url = f"{USERS}/{user_id}/password"

        async def change(now: str, new: str) -> str:
            answer = await (await _logged_in(factory, now)).put(url, json={"new": new, "current": now})
            assert new not in answer.text
            return "" if answer.status_code == 204 else _code(answer)[1]

        async def kept() -> list[str]:
            async with built.database.read() as session:
                query = select(PastPassword.password_hash).where(PastPassword.user_id == user_id)
                return list((await session.scalars(query)).all())

        assert await change(PASSWORD, "second one, 2") == ""
        assert await change("second one, 2", "third one, 3") == ""
        assert await change("third one, 3", "third one, 3") == "password.unchanged"
        assert await change("third one, 3", "second one, 2") == "password.used_before"
        assert await change("third one, 3", PASSWORD) == "password.used_before"
        assert len(await kept()) == 2
        assert all(stored.startswith("$argon2id$") for stored in await kept())

        administrator = await factory.client_of(await factory.user(username="another-admin"))
        assert (await administrator.put(url, json={"new": "second one, 2"})).status_code == 204
        assert await change("second one, 2", "third one, 3") == "password.used_before"
        assert await change("second one, 2", PASSWORD) == ""
        assert len(await kept()) == 2

        assert (await administrator.delete(f"{USERS}/{user_id}")).status_code == 204
        assert await kept() == []
