"""The rules of accounts."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import select

from slipway.access import Role
from slipway.server import Platform
from slipway.tenants import Tenant
from slipway.users.models import User
from tests.slipway.factory import PASSWORD, Factory

USERS = "/api/v1/users"
NEW = {"username": "ann", "password": "long enough", "role": "developer"}


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_an_account_can_log_in(admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, tenant: Tenant) -> None:
    """Made by an administrator, with its tenant's name in the answer and no password anywhere."""
    answer = await admin.post(USERS, json=NEW | {"tenant_id": tenant.id})

    assert (answer.status_code, answer.json()["tenant_name"]) == (201, "acme")
    assert "long enough" not in answer.text
    login = await anonymous.post("/api/v1/session", json={"username": "ann", "password": "long enough"})
    assert login.status_code == 201


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"username": "Ann!"}, 422, "request.invalid", "username"),
        ({"password": "short"}, 422, "password.too_short", "password"),
        ({"role": "god"}, 422, "request.invalid", "role"),
        ({"is_admin": True}, 422, "request.invalid", "is_admin"),
        ({"username": "admin"}, 409, "user.name_taken", "username"),
        ({"tenant_id": None}, 422, "user.tenant_missing", "tenant_id"),
        ({"role": "platform_auditor"}, 422, "user.tenant_unexpected", "tenant_id"),
        ({"tenant_id": "01nobody"}, 404, "tenant.not_found", None),
    ],
)
async def test_bad_accounts_are_refused(
    admin: httpx.AsyncClient, tenant: Tenant, change: dict[str, object], status: int, code: str, field: str | None
) -> None:
    """Each with its code and field; nothing is made."""
    before = (await admin.get(USERS)).json()["total"]

    answer = await admin.post(USERS, json=NEW | {"tenant_id": tenant.id} | change)

    assert _code(answer) == (status, code)
    assert answer.json()["error"]["field"] == field
    assert (await admin.get(USERS)).json()["total"] == before
    assert "long enough" not in answer.text


async def test_tenant_administrators_rule_their_tenant_only(factory: Factory, tenant: Tenant) -> None:
    """New accounts are their tenant's; platform roles and other tenants are beyond them."""
    other = await factory.tenant()
    client = await factory.client(Role.TENANT_ADMIN, tenant)

    assert (await client.post(USERS, json=NEW)).json()["tenant_id"] == tenant.id
    assert _code(await client.post(USERS, json=NEW | {"tenant_id": other.id})) == (404, "tenant.not_found")
    assert _code(await client.post(USERS, json=NEW | {"username": "bob", "role": "platform_admin"})) == (
        403,
        "user.role_beyond_reach",
    )


async def test_tenant_administrators_raise_nobody_beyond_themselves(factory: Factory, tenant: Tenant) -> None:
    """Neither others nor themselves; up to their own role they do."""
    user = await factory.user(Role.VIEWER, tenant)
    own = await factory.user(Role.TENANT_ADMIN, tenant)
    client = await factory.client_of(own)

    for role in ("platform_admin", "platform_auditor"):
        refused = await client.patch(f"{USERS}/{user.id}", json={"role": role})
        assert (*_code(refused), refused.json()["error"]["field"]) == (403, "user.role_beyond_reach", "role")
        assert (await client.patch(f"{USERS}/{own.id}", json={"role": role})).status_code == 403
    assert (await client.patch(f"{USERS}/{user.id}", json={"role": "tenant_admin"})).status_code == 200


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.VIEWER])
async def test_others_in_a_tenant_manage_nobody(factory: Factory, tenant: Tenant, role: Role) -> None:
    """They see themselves."""
    user = await factory.user(role, tenant)
    client = await factory.client_of(user)

    assert (await client.get(f"{USERS}/{user.id}")).status_code == 200
    assert _code(await client.get(USERS)) == (403, "access.forbidden")
    assert _code(await client.post(USERS, json=NEW)) == (403, "access.forbidden")
    assert _code(await client.patch(f"{USERS}/{user.id}", json={"role": "tenant_admin"})) == (403, "access.forbidden")


async def test_nobody_locks_themselves_out(factory: Factory) -> None:
    """By none of the three ways."""
    user = await factory.user(Role.PLATFORM_ADMIN)
    client = await factory.client_of(user)

    for change in ({"disabled": True}, {"role": "platform_auditor"}):
        assert _code(await client.patch(f"{USERS}/{user.id}", json=change)) == (409, "user.self")
    assert _code(await client.delete(f"{USERS}/{user.id}")) == (409, "user.self")


async def test_one_administrator_remains_when_two_remove_each_other(factory: Factory, platform: Platform) -> None:
    """Also at the same moment."""
    users = [await factory.user(Role.PLATFORM_ADMIN) for _ in range(2)]
    clients = [await factory.client_of(user) for user in users]
    first = (await clients[0].get(USERS, params={"q": "admin"})).json()["items"][0]
    await clients[0].delete(f"{USERS}/{first['id']}")

    answers = await asyncio.gather(
        clients[0].patch(f"{USERS}/{users[1].id}", json={"disabled": True}),
        clients[1].patch(f"{USERS}/{users[0].id}", json={"disabled": True}),
    )

    assert sum(answer.status_code == 200 for answer in answers) == 1
    async with platform.database.read() as session:
        active = select(User).where(User.role == Role.PLATFORM_ADMIN, User.disabled.is_(False))
        assert len((await session.scalars(active)).all()) == 1


async def test_ones_own_password_needs_the_current_one(factory: Factory, tenant: Tenant) -> None:
    """Whoever finds an open screen does not take the account."""
    user = await factory.user(Role.VIEWER, tenant)
    client = await factory.client_of(user)
    url = f"{USERS}/{user.id}/password"

    assert _code(await client.put(url, json={"new": "another one"})) == (422, "user.password_wrong")
    assert _code(await client.put(url, json={"current": "wrong", "new": "another one"})) == (422, "user.password_wrong")
    assert (await client.put(url, json={"current": PASSWORD, "new": "another one"})).status_code == 204


async def test_a_new_password_ends_the_other_sessions(factory: Factory) -> None:
    """The one in which it was changed goes on."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    clients = [await factory.anonymous() for _ in range(2)]
    for client in clients:
        await client.post("/api/v1/session", json={"username": user.username, "password": PASSWORD})

    body = {"current": PASSWORD, "new": "another one"}
    answer = await clients[0].put(f"{USERS}/{user.id}/password", json=body, headers={"X-Slipway-Request": "1"})

    assert answer.status_code == 204
    assert [(await client.get("/api/v1/session")).status_code for client in clients] == [200, 401]


async def test_lists_are_searched_sorted_and_paged(admin: httpx.AsyncClient, factory: Factory) -> None:
    """The total counts what the search found; wildcards are plain characters."""
    for name in ("zoe", "amy", "a_y"):
        await factory.user(Role.PLATFORM_AUDITOR, username=name)

    page = (await admin.get(USERS, params={"sort": "-username", "page_size": 1, "page": 1})).json()
    found = (await admin.get(USERS, params={"q": "a_Y"})).json()
    wrong = await admin.get(USERS, params={"sort": "password_hash"})

    assert [item["username"] for item in page["items"]] == ["zoe"]
    assert page["total"] == 5
    assert [item["username"] for item in found["items"]] == ["a_y"]
    assert _code(wrong) == (422, "request.sort_unknown")


async def test_lists_are_narrowed_by_role(admin: httpx.AsyncClient, factory: Factory, tenant: Tenant) -> None:
    """The total counts what is shown; a role that does not exist is refused."""
    for role, name in ((Role.VIEWER, "zoe"), (Role.DEVELOPER, "amy"), (Role.VIEWER, "bob")):
        await factory.user(role, tenant, username=name)

    page = (await admin.get(USERS, params={"role": "viewer", "page_size": 1})).json()
    wrong = await admin.get(USERS, params={"role": "god"})

    assert ([item["username"] for item in page["items"]], page["total"]) == (["bob"], 2)
    assert _code(wrong) == (422, "request.invalid")


async def test_a_deleted_account_is_gone_with_its_tokens(admin: httpx.AsyncClient, factory: Factory) -> None:
    """At once."""
    user = await factory.user(Role.PLATFORM_AUDITOR)
    client = await factory.client_of(user)

    assert (await admin.delete(f"{USERS}/{user.id}")).status_code == 204
    assert (await client.get("/api/v1/session")).status_code == 401
    assert _code(await admin.get(f"{USERS}/{user.id}")) == (404, "user.not_found")
