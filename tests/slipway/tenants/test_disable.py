"""A disabled tenant lets nobody in, and goes on serving."""

from __future__ import annotations

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.factory import PASSWORD, Factory

TENANTS = "/api/v1/tenants"
SESSION = "/api/v1/session"
PAGE = {"X-Slipway-Request": "1"}


async def test_nobody_of_it_gets_in_by_token_session_or_login(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """From the moment in which it is disabled to the one in which it is enabled again."""
    user = await factory.user(Role.DEVELOPER, tenant, "dora")
    program, browser = await factory.client_of(user), await factory.anonymous(headers=PAGE)
    credentials = {"username": "dora", "password": PASSWORD}
    assert (await browser.post(SESSION, json=credentials)).status_code == 201

    answer = await admin.post(f"{TENANTS}/{tenant.id}/disable")

    assert (answer.status_code, answer.json()["disabled"]) == (200, True)
    for client in (program, browser):
        assert refusal(await client.get(SESSION)) == (401, "tenant.disabled", None)
    assert refusal(await browser.post(SESSION, json=credentials)) == (401, "tenant.disabled", None)
    wrong = await browser.post(SESSION, json={**credentials, "password": "something else"})
    assert refusal(wrong) == (401, "login.failed", None)

    await admin.post(f"{TENANTS}/{tenant.id}/enable")
    assert (await program.get(SESSION)).status_code == 200
    assert (await browser.get(SESSION)).status_code == 200


async def test_others_are_not_concerned(admin: httpx.AsyncClient, factory: Factory, tenant: Tenant) -> None:
    """Neither other tenants nor the platform's own people."""
    other = await factory.client(Role.DEVELOPER, await factory.tenant("other"))
    await admin.post(f"{TENANTS}/{tenant.id}/disable")

    assert (await other.get(SESSION)).status_code == 200
    assert (await admin.get(f"{TENANTS}/{tenant.id}")).json()["disabled"] is True


@pytest.mark.parametrize(("query", "published"), [({}, {"web"}), ({"stop": True}, set())])
async def test_what_runs_goes_on_unless_it_is_to_stop(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant, query: dict[str, bool], published: set[str]
) -> None:
    """Stopped is unpublished: configuration stays, and being enabled again starts nothing."""
    api = Applications(await factory.client(Role.DEVELOPER, tenant))
    made = await api.create({"name": "shop", "services": [service("web")]})
    await api.publish(made)

    await admin.post(f"{TENANTS}/{tenant.id}/disable", params=query)
    await admin.post(f"{TENANTS}/{tenant.id}/enable")

    assert await api.published(made) == published
    log = (await admin.get("/api/v1/operations")).json()["items"]
    actions = [row["action"] for row in log]
    assert actions[:2] == ["tenant.enable", "tenant.disable"] if not query else "application.unpublish" in actions


async def test_only_administrators_disable(factory: Factory, tenant: Tenant) -> None:
    """Not even the tenant's own."""
    client = await factory.client(Role.TENANT_ADMIN, tenant)

    assert (await client.post(f"{TENANTS}/{tenant.id}/disable")).status_code == 403
    assert (await client.post(f"{TENANTS}/{tenant.id}/enable")).status_code == 403
