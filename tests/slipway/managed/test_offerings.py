"""What administrators offer."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.slipway.applications.client import refusal
from tests.slipway.managed.conftest import LARGE, OFFERINGS, SMALL, Json, Managed


async def test_an_offering_without_an_image_has_the_engines(admin: httpx.AsyncClient, offering: Json) -> None:
    engines = {each["engine"]: each for each in (await admin.get("/api/v1/managed-engines")).json()}

    assert offering["image"] == engines["redis"]["default_image"]
    assert (engines["mysql"]["port"], engines["mysql"]["databases"]) == (3306, True)


async def test_tenants_see_what_they_may_open(admin: httpx.AsyncClient, managed: Managed, offering: Json) -> None:
    """A disabled offering is gone for them, whether or not they have something of it, which stays as it is."""
    made = await managed.open(offering)
    assert (await managed.client.get(OFFERINGS)).json()["items"][0]["instances"] == 1

    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"enabled": False})

    assert (await managed.client.get(OFFERINGS)).json()["total"] == 0
    assert refusal(await managed.client.get(f"{OFFERINGS}/{offering['id']}"))[:2] == (404, "offering.not_found")
    assert await managed.refused(offering, name="second") == (404, "offering.not_found", None)
    assert (await managed.get(made))["offering_name"] == "redis"
    assert (await admin.get(OFFERINGS)).json()["total"] == 1


async def test_an_administrator_cannot_open_what_is_disabled(
    admin: httpx.AsyncClient, managed: Managed, offering: Json, tenant: Any
) -> None:
    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"enabled": False})

    assert await Managed(admin).refused(offering, tenant_id=tenant.id) == (409, "offering.disabled", "offering_id")


async def test_an_offering_in_use_is_not_deleted(admin: httpx.AsyncClient, managed: Managed, offering: Json) -> None:
    """Nor while what was opened of it is still being removed."""
    made = await managed.open(offering)
    assert refusal(await admin.delete(f"{OFFERINGS}/{offering['id']}"))[:2] == (409, "offering.in_use")

    await managed.client.delete(f"/api/v1/managed-services/{made['id']}")

    assert (await admin.get(f"{OFFERINGS}/{offering['id']}")).json()["instances"] == 0
    assert refusal(await admin.delete(f"{OFFERINGS}/{offering['id']}"))[:2] == (409, "offering.in_use")


async def test_an_unused_offering_is_deleted(admin: httpx.AsyncClient, offering: Json) -> None:
    assert (await admin.delete(f"{OFFERINGS}/{offering['id']}")).status_code == 204

    assert (await admin.get(OFFERINGS)).json()["total"] == 0
    log = (await admin.get("/api/v1/operations")).json()["items"]
    assert [each["action"] for each in log[:2]] == ["offering.delete", "offering.create"]


@pytest.mark.parametrize(
    ("plans", "status", "code", "field"),
    [
        ([], 422, "request.invalid", "plans"),
        ([SMALL, SMALL], 422, "offering.plan_doubled", "plans[1].name"),
        ([{**SMALL, "cpu": "much"}], 422, "request.invalid", "plans[0].cpu"),
        ([LARGE, {**SMALL, "storage": "1Mi"}], 422, "service.quantity_too_small", "plans[1].storage"),
        ([{**SMALL, "memory": "1Mi"}], 422, "service.quantity_too_small", "plans[0].memory"),
    ],
)
async def test_plans_that_could_not_be_opened_are_refused(
    admin: httpx.AsyncClient, offering: Json, plans: list[Json], status: int, code: str, field: str
) -> None:
    """When they are made, and when they are changed."""
    body = {"name": "other", "engine": "redis", "plans": plans}

    assert refusal(await admin.post(OFFERINGS, json=body)) == (status, code, field)
    changed = await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"plans": plans})
    assert refusal(changed) == (status, code, field)


async def test_no_two_offerings_have_one_name(admin: httpx.AsyncClient, offering: Json) -> None:
    body = {"name": offering["name"], "engine": "mysql", "plans": [LARGE]}

    assert refusal(await admin.post(OFFERINGS, json=body)) == (409, "offering.name_taken", "name")


async def test_a_bad_image_is_refused(admin: httpx.AsyncClient) -> None:
    body = {"name": "other", "engine": "redis", "image": "No Image", "plans": [LARGE]}

    assert refusal(await admin.post(OFFERINGS, json=body)) == (422, "service.image_invalid", "image")
