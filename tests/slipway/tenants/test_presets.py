"""Quota presets: who may change them, which tenants follow, and what is warned of."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.factory import Factory

PRESETS, TENANTS = "/api/v1/quota-presets", "/api/v1/tenants"
Json = dict[str, Any]


async def preset(client: httpx.AsyncClient, name: str) -> Json:
    """Return a preset by its name."""
    found: list[Json] = (await client.get(PRESETS, params={"q": name})).json()["items"]
    return found[0]


async def test_three_presets_are_there_from_the_beginning(admin: httpx.AsyncClient) -> None:
    """Each larger than the one before, in everything."""
    shown = (await admin.get(PRESETS)).json()["items"]

    assert {each["name"] for each in shown if each["built_in"]} == {"small", "medium", "large"}
    by_name = {each["name"]: each["quota"] for each in shown}
    for what in ("pods", "volumes", "services", "domains"):
        assert by_name["small"][what] < by_name["medium"][what] < by_name["large"][what]


async def test_a_tenant_gets_its_presets_amounts(admin: httpx.AsyncClient) -> None:
    """By name; and it is among those that use it."""
    made = await admin.post(TENANTS, json={"name": "acme", "preset": "small"})

    small = await preset(admin, "small")
    assert (made.status_code, made.json()["preset"], made.json()["quota"]) == (201, "small", small["quota"])
    assert small["tenants"] == ["acme"]


async def test_a_tenant_with_amounts_of_its_own_leaves_its_preset(admin: httpx.AsyncClient) -> None:
    """What is not given stays as it was."""
    made = (await admin.post(TENANTS, json={"name": "acme", "preset": "small"})).json()

    changed = (await admin.patch(f"{TENANTS}/{made['id']}", json={"quota": {"domains": 7}})).json()

    assert (changed["preset"], changed["quota"]) == (None, {**made["quota"], "domains": 7})
    back = (await admin.patch(f"{TENANTS}/{made['id']}", json={"preset": "small"})).json()
    assert (back["preset"], back["quota"]) == ("small", made["quota"])


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"preset": "huge"}, "preset.unknown", "preset"),
        ({"preset": "small", "quota": {}}, "tenant.quota_ambiguous", "quota"),
        ({"quota": {"volumes": -1}}, "request.invalid", "quota.volumes"),
        ({"quota": {"storage": "lots"}}, "request.invalid", "quota.storage"),
        (
            {"container_defaults": {"memory": "1Gi", "memory_limit": "512Mi"}},
            "tenant.default_above_limit",
            "container_defaults.memory",
        ),
    ],
)
async def test_bad_quotas_name_their_field(
    admin: httpx.AsyncClient, tenant: Tenant, body: Json, code: str, field: str
) -> None:
    """When a tenant is made, and when it is changed."""
    made = await admin.post(TENANTS, json={"name": "other", **body})
    changed = await admin.patch(f"{TENANTS}/{tenant.id}", json=body)

    assert refusal(made) == (422, code, field)
    assert refusal(changed) == (422, code, field)


async def test_changing_a_preset_changes_its_tenants_at_once(admin: httpx.AsyncClient) -> None:
    """And says which; those with amounts of their own stay as they are. Each has a row in the operation log."""
    follower = (await admin.post(TENANTS, json={"name": "follower", "preset": "small"})).json()
    await admin.post(TENANTS, json={"name": "other", "quota": {"pods": 5}})
    small = await preset(admin, "small")

    answer = (await admin.patch(f"{PRESETS}/{small['id']}", json={"quota": {"pods": 33}})).json()

    assert [each["name"] for each in answer["changed_tenants"]] == ["follower"]
    assert (answer["quota"], answer["dry_run"]) == ({**small["quota"], "pods": 33}, False)
    assert (await admin.get(f"{TENANTS}/{follower['id']}")).json()["quota"]["pods"] == 33
    log = (await admin.get("/api/v1/operations", params={"page_size": 2})).json()["items"]
    assert {(row["action"], row["object_name"]) for row in log} == {
        ("preset.change", "small"),
        ("tenant.change", "follower"),
    }


async def test_a_dry_run_only_tells(admin: httpx.AsyncClient) -> None:
    """Nothing changes, nothing is logged."""
    await admin.post(TENANTS, json={"name": "follower", "preset": "small"})
    small = await preset(admin, "small")
    before = (await admin.get("/api/v1/operations")).json()["total"]

    answer = await admin.patch(f"{PRESETS}/{small['id']}", json={"quota": {"pods": 1}}, params={"dry_run": True})

    assert [each["name"] for each in answer.json()["changed_tenants"]] == ["follower"]
    assert await preset(admin, "small") == small
    assert (await admin.get("/api/v1/operations")).json()["total"] == before


async def test_presets_in_use_and_built_in_ones_stay(admin: httpx.AsyncClient) -> None:
    """Others can be removed."""
    made = (await admin.post(PRESETS, json={"name": "huge", "quota": {"pods": 5000}})).json()
    tenant = (await admin.post(TENANTS, json={"name": "acme", "preset": "huge"})).json()
    small = await preset(admin, "small")

    assert refusal(await admin.post(PRESETS, json={"name": "huge", "quota": {}})) == (409, "preset.name_taken", "name")
    assert refusal(await admin.delete(f"{PRESETS}/{made['id']}"))[:2] == (409, "preset.in_use")
    assert refusal(await admin.delete(f"{PRESETS}/{small['id']}"))[:2] == (409, "preset.built_in")
    await admin.patch(f"{TENANTS}/{tenant['id']}", json={"preset": "small"})
    assert (await admin.delete(f"{PRESETS}/{made['id']}")).status_code == 204
    assert refusal(await admin.delete(f"{PRESETS}/{made['id']}"))[:2] == (404, "preset.not_found")


async def test_only_administrators_change_presets(factory: Factory, tenant: Tenant) -> None:
    """Auditors and tenants' users see them."""
    for role, where in ((Role.PLATFORM_AUDITOR, None), (Role.TENANT_ADMIN, tenant)):
        client = await factory.client(role, where)
        small = await preset(client, "small")
        body = {"name": "mine", "quota": {}}
        assert (await client.post(PRESETS, json=body)).status_code == 403
        assert (await client.patch(f"{PRESETS}/{small['id']}", json={"quota": {"pods": 9}})).status_code == 403
        assert (await client.delete(f"{PRESETS}/{small['id']}")).status_code == 403


async def test_a_quota_below_what_is_in_use_is_warned_of(
    admin: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """What is over, by how much; everything goes on, and nothing new is accepted."""
    api = Applications(await factory.client(Role.DEVELOPER, tenant))
    web = service("web", replicas=3, resources={"cpu": "500m", "memory": "1Gi"}, ports=[{"port": 80}], domain="shop")
    made = await api.create({"name": "shop", "services": [web]})
    await api.publish(made)

    lowered = {"cpu": "1", "memory": "2560Mi", "pods": 2, "services": 0, "domains": 0}
    answer = (await admin.patch(f"{TENANTS}/{tenant.id}", json={"quota": lowered})).json()

    assert {each["what"]: (each["used"], each["limit"], each["over"]) for each in answer["warnings"]} == {
        "cpu": ("1.5", "1", "0.5"),
        "memory": ("3Gi", "2560Mi", "512Mi"),
        "pods": ("3", "2", "1"),
        "services": ("1", "0", "1"),
        "domains": ("1", "0", "1"),
    }
    assert answer["warnings"][0]["message"] == "The quota of cpu is 1, but 1.5 is in use: 0.5 too much"
    assert answer["warnings"][0]["message_zh"] == "cpu 配额为 1，但已使用 1.5，超出 0.5"
    assert await api.published(made) == {"web"}
    assert refusal(await api.client.post("/api/v1/applications", json={"name": "n", "services": [service("n")]})) == (
        422, "quota.exceeded", "services",
    )  # fmt: skip
    usage = (await admin.get(f"{TENANTS}/{tenant.id}/usage")).json()
    assert [each["what"] for each in usage["over"]] == ["cpu", "memory", "pods", "services", "domains"]
    assert usage["reserved"]["domains"] == 1
