"""A token does no more than its scope, and never more than its owner's role."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from slipway.access import Role
from slipway.db import utcnow
from slipway.server import compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from tests.slipway.factory import Factory, factory_for

TOKENS = "/api/v1/tokens"
USERS = "/api/v1/users"
APPLICATIONS = "/api/v1/applications"


async def _token(factory: Factory, owner: httpx.AsyncClient, scope: str) -> httpx.AsyncClient:
    made = (await owner.post(TOKENS, json={"name": scope, "scope": scope})).json()
    return await factory.anonymous({"Authorization": f"Bearer {made['token']}"})


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("scope", "reads", "deploys", "writes"),
    [("read", 200, 403, 403), ("deploy", 200, 202, 403), ("all", 200, 202, 201)],
)
async def test_scopes_narrow_a_role(
    factory: Factory, tenant: Tenant, scope: str, reads: int, deploys: int, writes: int
) -> None:
    """Reading, deploying what is there, everything."""
    owner = await factory.client(Role.DEVELOPER, tenant)
    body = {"name": "shop", "services": [{"name": "web", "image": "web:1"}]}
    made = (await owner.post(APPLICATIONS, json=body)).json()
    client = await _token(factory, owner, scope)
    service = f"/api/v1/services/{made['services'][0]['id']}"

    assert (await client.get(f"{APPLICATIONS}/{made['id']}")).status_code == reads
    assert (await client.post(f"{APPLICATIONS}/{made['id']}/publish")).status_code == deploys
    allowed = deploys != 403
    assert ((await client.post(f"{service}/scale", json={"replicas": 2})).status_code == 403) is not allowed
    assert ((await client.post(f"{service}/upgrade", json={"image": "web:2"})).status_code == 403) is not allowed
    assert (await client.post(APPLICATIONS, json={"name": "other"})).status_code == writes


async def test_a_refusal_names_the_scope(factory: Factory, admin: httpx.AsyncClient) -> None:
    """So that people look at the token, not at their role; the operation log has it."""
    client = await _token(factory, admin, "read")

    answer = await client.post("/api/v1/tenants", json={"name": "new"})

    assert _code(answer) == (403, "access.scope_forbidden")
    assert answer.json()["error"]["params"] == {"scope": "read", "action": "tenant.manage"}
    row = (await admin.get("/api/v1/operations")).json()["items"][0]
    assert (row["action"], row["outcome"]) == ("tenant.manage", "access.scope_forbidden")


async def test_a_scope_gives_nothing_that_the_role_has_not(factory: Factory, tenant: Tenant) -> None:
    """A viewer's token deploys nothing."""
    owner = await factory.client(Role.DEVELOPER, tenant)
    made = (await owner.post(APPLICATIONS, json={"name": "shop"})).json()
    client = await _token(factory, await factory.client(Role.VIEWER, tenant), "deploy")

    answer = await client.post(f"{APPLICATIONS}/{made['id']}/publish")

    assert _code(answer) == (403, "access.forbidden")


@pytest.mark.parametrize("scope", ["read", "deploy"])
async def test_a_narrow_token_does_not_widen_itself(factory: Factory, scope: str) -> None:
    """It makes no tokens, ends no sessions and sets no password."""
    user = await factory.user(Role.PLATFORM_ADMIN)
    client = await _token(factory, await factory.client_of(user), scope)

    assert _code(await client.post(TOKENS, json={"name": "more", "scope": scope}))[0] == 403
    assert (await client.delete("/api/v1/me/sessions")).status_code == 403
    password = {"new": "another long one", "current": "whatever"}
    assert _code(await client.put(f"{USERS}/{user.id}/password", json=password)) == (403, "access.scope_forbidden")
    assert (await client.get(TOKENS)).status_code == 200


async def test_lists_show_scope_and_beginning(admin: httpx.AsyncClient) -> None:
    """By which their owners recognise tokens."""
    made = (await admin.post(TOKENS, json={"name": "ci", "scope": "deploy"})).json()

    shown = next(item for item in (await admin.get(TOKENS)).json()["items"] if item["name"] == "ci")

    assert (shown["scope"], shown["prefix"]) == ("deploy", made["token"][:10])
    assert made["token"] not in str(shown)


async def test_unknown_scopes_are_refused(admin: httpx.AsyncClient) -> None:
    """With the field."""
    answer = await admin.post(TOKENS, json={"name": "ci", "scope": "root"})

    assert (*_code(answer), answer.json()["error"]["field"]) == (422, "request.invalid", "scope")


async def test_a_tokens_life_is_limited_by_a_setting(settings: Settings) -> None:
    """And is 90 days, or the limit when that is less, when nothing is asked for."""
    strict = settings.model_copy(update={"token_max_days": 30})
    built = compose(strict, worker=False)
    async with running(built.parts), factory_for(built.app, built.database) as factory:
        admin = await factory.client_of(await factory.user())
        session = await factory.anonymous({"X-Slipway-Request": "1"})
        login = {"username": "admin", "password": "correct horse battery"}
        assert (await session.post("/api/v1/session", json=login)).status_code == 201

        refused = await admin.post(TOKENS, json={"name": "ci", "expires_in_days": 31})
        made = (await session.post(TOKENS, json={"name": "ci"})).json()

    assert (*_code(refused), refused.json()["error"]["field"]) == (422, "token.expires_too_late", "expires_in_days")
    left = datetime.fromisoformat(made["expires_at"]) - utcnow()
    assert timedelta(days=29) < left <= timedelta(days=30)


async def test_administrators_see_and_revoke_others_tokens(factory: Factory, tenant: Tenant) -> None:
    """Of their tenant; without ever seeing a secret."""
    user = await factory.user(Role.DEVELOPER, tenant)
    theirs = await factory.client_of(user)
    made = (await theirs.post(TOKENS, json={"name": "ci"})).json()
    url = f"{USERS}/{user.id}/tokens"
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant())
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    client = await factory.client(Role.TENANT_ADMIN, tenant)
    program = await factory.anonymous({"Authorization": f"Bearer {made['token']}"})

    assert (await stranger.get(url)).status_code == 404
    assert (await stranger.delete(f"{url}/{made['id']}")).status_code == 404
    assert (await auditor.get(url)).json()["total"] == 2
    assert (await auditor.delete(f"{url}/{made['id']}")).status_code == 403
    assert made["token"] not in (await client.get(url)).text
    assert (await program.get("/api/v1/session")).status_code == 200

    assert (await client.delete(f"{url}/{made['id']}")).status_code == 204

    assert (await program.get("/api/v1/session")).status_code == 401
    assert _code(await client.delete(f"{url}/{made['id']}")) == (404, "token.not_found")
