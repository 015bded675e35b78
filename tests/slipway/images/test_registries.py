"""Registries are tried, kept, used for pulling and forgotten, each within its tenant."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from slipway.access import Role
from slipway.errors import Invalid
from slipway.images.client import Login, RegistryClient
from slipway.images.http import Way
from slipway.images.pulls import pull_logins
from slipway.images.reach import Inside
from slipway.server import Platform
from slipway.tenants import PullLogin, Tenant
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.factory import Factory
from tests.slipway.images.registry import PASSWORD, USERNAME, TokenRegistry

URL = "/api/v1/registries"
LOGIN = {"username": USERNAME, "password": PASSWORD}


async def added(client: httpx.AsyncClient, address: str, **fields: Any) -> dict[str, Any]:
    """Add a registry."""
    answer = await client.post(URL, json={"address": address, "insecure": True, **LOGIN, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_registry_is_kept_once_it_lets_us_in(
    admin: httpx.AsyncClient, private: str, platform: Platform
) -> None:
    """Its password goes in, is sealed, is in no answer and in no operation."""
    body = {"address": private, "insecure": True}
    assert refusal(await admin.post(URL, json={**body, **LOGIN, "password": "wrong"}))[1] == "registry.login_refused"
    assert refusal(await admin.post(URL, json=body))[1] == "registry.login_needed"
    assert (await admin.post(f"{URL}/try", json={**body, **LOGIN})).json() == {"address": private}
    assert (await admin.get(URL)).json()["total"] == 0

    made = await added(admin, private)

    assert made["shared"] and made["username"] == USERNAME and made["has_password"]
    (operation,) = (await admin.get("/api/v1/operations", params={"q": "registry"})).json()["items"]
    assert operation["action"] == "registry.create"
    assert PASSWORD not in (await admin.get(f"/api/v1/operations/{operation['id']}")).text
    assert PASSWORD not in (await admin.get(f"{URL}/{made['id']}")).text
    async with platform.database.read() as session:
        assert PASSWORD not in str((await session.execute(text("select credentials from registries"))).scalar_one())
    assert refusal(await admin.post(URL, json={**body, **LOGIN})) == (409, "registry.taken", "address")


async def test_another_password_is_tried_before_it_counts(admin: httpx.AsyncClient, private: str) -> None:
    """What was there stays when the new one is refused."""
    made = await added(admin, private)
    place = f"{URL}/{made['id']}"
    assert refusal(await admin.patch(place, json={"password": "wrong"}))[1] == "registry.login_refused"
    assert refusal(await admin.patch(place, json={"username": "else"})) == (
        422,
        "registry.password_missing",
        "password",
    )
    assert (await admin.post(f"{place}/try")).status_code == 200
    assert (await admin.patch(place, json=LOGIN)).status_code == 200


async def test_a_token_is_fetched_where_the_registry_says(
    admin: httpx.AsyncClient, token_registry: TokenRegistry
) -> None:
    """By the challenge's service and scope; a realm that is not encrypted gets nothing from an encrypted registry."""
    await added(admin, token_registry.address)
    tags = await admin.get("/api/v1/images/tags", params={"image": f"{token_registry.address}/team/web"})
    assert [each["name"] for each in tags.json()["items"]] == ["1"]
    assert token_registry.asked[-1] == {"service": "tests", "scope": "repository:team/web:pull"}


def asking(address: str, inside: Inside | None = None) -> RegistryClient:
    """Return a client that asks without what was found before."""
    return RegistryClient(address, Login(USERNAME, PASSWORD), Way(insecure=True, inside=inside))


TAGS = "/v2/team/web/tags/list"


async def test_a_redirect_to_the_registry_itself_keeps_the_login(token_registry: TokenRegistry) -> None:
    """However its address is spelt; the registry has been told already."""
    for redirect in ("/elsewhere", f"HTTP://{token_registry.address}/elsewhere"):
        token_registry.redirect = redirect
        answer = await asking(token_registry.address).get(TAGS)
        assert b'"2"' in answer.body
    assert token_registry.seen == ["Bearer for repository:team/web:pull"] * 2


async def test_a_redirect_to_another_origin_gets_no_login(token_registry: TokenRegistry) -> None:
    """Not under another name of the same host, and not when that sends us back either."""
    token_registry.redirect = f"http://{token_registry.alias}/elsewhere"
    assert b'"2"' in (await asking(token_registry.address).get(TAGS)).body
    token_registry.onward = f"http://{token_registry.address}/elsewhere"
    await asking(token_registry.address).get(TAGS)
    assert len(token_registry.seen) > 2 and set(token_registry.seen) == {""}


async def test_a_redirect_before_the_login_is_followed_to_it(token_registry: TokenRegistry) -> None:
    """A registry may send us on first, and ask who we are there."""
    token_registry.onward = f"http://{token_registry.address}{TAGS}"
    answer = await asking(token_registry.address).get("/elsewhere")
    assert (answer.status, token_registry.seen) == (200, [""])


@pytest.mark.parametrize("hops", [1, 2])
async def test_each_redirect_is_looked_at(token_registry: TokenRegistry, hops: int) -> None:
    """The first and the last: a tenant's registry, which may be reached, sends us on to one that may not."""
    away = f"http://{token_registry.alias}/elsewhere"
    token_registry.redirect = away if hops == 1 else "/elsewhere"
    token_registry.onward = away
    client = asking(token_registry.address, Inside(frozenset({token_registry.address})))
    with pytest.raises(Invalid) as refused:
        await client.get(TAGS)
    assert refused.value.code == "registry.address_refused"
    assert len(token_registry.seen) == hops - 1


async def test_tenants_do_not_send_the_platform_inside(chief: httpx.AsyncClient, private: str) -> None:
    """Neither to a registry that they add nor to one that an image names, and not by plain HTTP."""
    for address in (private, "localhost:1", "169.254.169.254", "10.0.0.1:5000", "0.0.0.0:5000"):
        refused = await chief.post(URL, json={"address": address, **LOGIN})
        assert refusal(refused) == (422, "registry.address_refused", "address"), address
        looked = await chief.get("/api/v1/images/resolve", params={"image": f"{address}/team/web:1.9"})
        assert refusal(looked)[1] == "registry.address_refused", address
    insecure = await chief.post(URL, json={"address": private, "insecure": True, **LOGIN})
    assert refusal(insecure) == (403, "registry.insecure_forbidden", "insecure")


async def test_a_shared_registry_is_used_by_all_and_changed_by_its_owner(
    admin: httpx.AsyncClient, chief: httpx.AsyncClient, private: str
) -> None:
    """Tenants look images up in it, and are not told by which name."""
    made = await added(admin, private)
    (seen,) = (await chief.get(URL)).json()["items"]
    assert (seen["shared"], seen["username"], seen["created_by"]) == (True, None, None)
    assert (await chief.get(URL, params={"q": USERNAME})).json()["total"] == 0
    tags = await chief.get("/api/v1/images/tags", params={"image": f"{private}/team/web"})
    assert [each["name"] for each in tags.json()["items"]] == ["latest", "1.10", "1.9", "edge"]
    for method in ("patch", "delete"):
        body = {"json": LOGIN} if method == "patch" else {}
        assert (await chief.request(method, f"{URL}/{made['id']}", **body)).status_code == 403


async def test_a_private_registry_is_no_other_tenants(
    admin: httpx.AsyncClient, chief: httpx.AsyncClient, factory: Factory, tenant: Tenant, private: str
) -> None:
    """Neither itself, nor what it has, also when that was just asked for."""
    made = await factory.registry(private, tenant, PASSWORD)
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("beta"))
    assert (await stranger.get(URL)).json()["total"] == 0
    assert (await stranger.get(f"{URL}/{made.id}")).status_code == 404
    question = {"params": {"image": f"{private}/team/web"}}
    assert refusal(await chief.get("/api/v1/images/tags", **question))[1] == "registry.address_refused"
    assert refusal(await stranger.get("/api/v1/images/tags", **question))[1] == "registry.address_refused"


async def test_credentials_for_pulling_are_the_platforms_and_the_tenants_own(
    factory: Factory, tenant: Tenant, platform: Platform
) -> None:
    """A tenant's own counts more than a shared one of the same address; others get nothing of it."""
    beta = await factory.tenant("beta")
    await factory.registry("reg:5000", None, "all")
    await factory.registry("docker.io", None, "hub")
    await factory.registry("reg:5000", tenant, "mine")
    await factory.registry("public:5000", tenant)
    async with platform.database.read() as session:
        found = await pull_logins(session, [tenant.id, beta.id])
    hub = PullLogin("https://index.docker.io/v1/", "bot", "hub")
    assert set(found[tenant.id]) == {hub, PullLogin("reg:5000", "bot", "mine")}
    assert set(found[beta.id]) == {hub, PullLogin("reg:5000", "bot", "all")}


async def test_a_registry_in_use_is_deleted_by_force_only(
    chief: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """The refusal names the services."""
    made = await factory.registry("reg:5000", tenant, "mine")
    await Applications(chief).create({"name": "shop", "services": [service("web", image="reg:5000/team/web:1")]})
    (listed,) = (await chief.get(URL)).json()["items"]
    assert [each["service"] for each in listed["services"]] == ["web"]
    refused = await chief.delete(f"{URL}/{made.id}")
    assert refusal(refused)[:2] == (409, "registry.in_use") and "shop/web" in refused.text
    assert (await chief.delete(f"{URL}/{made.id}", params={"force": True})).status_code == 204
    assert (await chief.get(URL)).json()["total"] == 0
