"""What people are told is under way: read off the log and what is there now, so it is the same everywhere."""

from __future__ import annotations

import json

import httpx

from slipway.access import Role
from tests.slipway.factory import Factory
from tests.slipway.overview.conftest import ACTIVITIES, InstantStatuses, Side, told


async def test_publishing_is_told_with_its_outcome(alfa: Side, statuses: InstantStatuses) -> None:
    """Done with all that are ready; failed when something that should run does not."""
    (done,) = await alfa.activities()
    assert (done["action"], done["state"], done["ready"], done["total"]) == ("application.publish", "done", 2, 2)
    assert (done["object_name"], done["application_id"], done["mine"]) == ("alfa-shop", alfa.application["id"], True)

    statuses.broken = {"alfa-web"}
    (failed,) = await alfa.activities()
    assert (failed["id"], failed["state"], failed["ready"], failed["total"]) == (done["id"], "failed", 1, 2)


async def test_of_each_object_the_last_is_told(alfa: Side) -> None:
    """Scaling is the service's own; what was replaced by something later is told no more."""
    db = alfa.application["by_name"]["alfa-db"]["id"]
    for replicas in (3, 4):
        await alfa.client.post(f"/api/v1/services/{db}/scale", json={"replicas": replicas})

    scale, publish = await alfa.activities()
    assert (scale["action"], scale["object_name"], scale["ready"], scale["total"]) == (
        "service.scale", "alfa-shop/alfa-db", 4, 4,
    )  # fmt: skip
    assert publish["action"] == "application.publish"

    await alfa.client.post(f"/api/v1/applications/{alfa.application['id']}/unpublish")
    states = {each["action"]: each["state"] for each in await alfa.activities()}
    assert states == {"application.unpublish": "done", "service.scale": "done"}


async def test_a_deletion_runs_until_the_cluster_has_nothing_left(alfa: Side) -> None:
    """No reconciler works here, so it goes on."""
    assert (await alfa.client.delete(f"/api/v1/applications/{alfa.application['id']}")).status_code == 204

    (deletion,) = await alfa.activities()
    assert (deletion["action"], deletion["state"], deletion["application_id"]) == (
        "application.delete",
        "running",
        None,
    )
    assert (await told(alfa.client, ACTIVITIES))["running"] == 1


async def test_ones_own_come_before_others_and_other_tenants_are_not_told(
    factory: Factory, admin: httpx.AsyncClient, alfa: Side, bravo: Side
) -> None:
    """Colleagues of the tenant see it, too; of another tenant nobody but the platform's staff does."""
    colleague = await factory.client(Role.TENANT_ADMIN, alfa.tenant)
    web, db = (alfa.application["by_name"][f"alfa-{name}"]["id"] for name in ("web", "db"))
    await colleague.post(f"/api/v1/services/{web}/restart")
    await alfa.client.post(f"/api/v1/services/{db}/restart")

    assert [(each["object_name"], each["mine"]) for each in (await told(colleague, ACTIVITIES))["items"]] == [
        ("alfa-shop/alfa-web", True),
        ("alfa-shop/alfa-db", False),
        ("alfa-shop", False),
    ]
    assert "bravo" not in json.dumps(await alfa.activities())
    everything = (await told(admin, ACTIVITIES))["items"]
    assert {each["tenant"] for each in everything} == {"alfa", "bravo"}
    assert len((await told(admin, f"{ACTIVITIES}?limit=2"))["items"]) == 2
