"""What a hostile tenant tries: to learn who exists, to see what is others', to take what was offered to another one."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select, update

from slipway.access import SYSTEM, Role
from slipway.applications.openings import Opening
from slipway.applications.openings.ending import end_of_tenant
from slipway.audit import Operation
from slipway.db import Database, utcnow
from slipway.tenants import Tenant
from slipway.users import remove_users_of
from tests.slipway.applications.client import refusal, service
from tests.slipway.applications.openings.conftest import URL, Sides, act, logged, show
from tests.slipway.factory import Factory

Json = dict[str, Any]
VOLATILE = {"id", "object_id", "request_id", "offered_at", "closed_at", "time", "duration_ms"}
"""What is different in every answer."""


def steady(found: Any) -> Any:
    """Return an answer without what is different in every one."""
    if isinstance(found, dict):
        return {key: steady(each) for key, each in found.items() if key not in VOLATILE}
    return [steady(each) for each in found] if isinstance(found, list) else found


async def test_nothing_tells_whether_there_is_a_tenant_of_that_name(sides: Sides, database: Database) -> None:
    """Neither the answer, nor lists, nor refusals, nor the operation log; whatever state the tenant is in."""
    async with database.session() as session:
        gone = Tenant(name="gone", namespace="x", quota_cpu="1", quota_memory="1Gi", quota_pods=1, deleted_at=utcnow())
        shut = Tenant(name="shut", namespace="y", quota_cpu="1", quota_memory="1Gi", quota_pods=1, disabled_at=utcnow())
        session.add_all([gone, shut])
    told = {}
    for name in ("beta", "nobody", "gone", "shut"):
        offered = await sides.offer(name)
        again = await sides.giver.post(URL, json={"service_id": sides.service_id, "receiver": name})
        accept = await sides.giver.post(f"{URL}/{offered['id']}/accept")
        shown, listed = await show(sides.giver, offered), (await sides.giver.get(URL, params={"q": name})).json()
        withdrawn = await act(sides.giver, offered, "withdraw")
        rows = [each for each in await logged(sides.giver) if each["object_id"] == offered["id"]]
        answers = [offered, again.json(), accept.json(), shown, listed, withdrawn, rows]
        told[name] = str(steady(answers)).replace(name, "<name>")
        assert (again.status_code, accept.status_code) == (409, 409)

    assert told["beta"] == told["nobody"] == told["gone"] == told["shut"]


async def test_a_tenant_that_gets_the_name_later_does_not_get_the_offer(sides: Sides, factory: Factory) -> None:
    """It may be somebody else than was meant."""
    early = await sides.offer("gamma")
    gamma = await factory.tenant("gamma")
    newcomer = await factory.client(Role.TENANT_ADMIN, gamma)

    assert (await newcomer.get(URL)).json()["total"] == 0
    assert refusal(await newcomer.post(f"{URL}/{early['id']}/accept"))[:2] == (404, "opening.not_found")
    await act(sides.giver, early, "withdraw")
    assert (await logged(newcomer)) == []

    late = await sides.offer("gamma")
    assert (await act(newcomer, late, "accept"))["state"] == "accepted"


async def test_a_third_tenant_finds_nothing(sides: Sides, factory: Factory, admin: httpx.AsyncClient) -> None:
    """And that it asked is for the platform's staff to know."""
    opening = await sides.accepted()
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("gamma"))

    for answer in (
        await stranger.get(f"{URL}/{opening['id']}"),
        *[await stranger.post(f"{URL}/{opening['id']}/{action}") for action in ("accept", "refuse", "withdraw")],
    ):
        assert refusal(answer)[:2] == (404, "opening.not_found")
    body = {"service_id": sides.service_id, "receiver": "gamma"}
    assert refusal(await stranger.post(URL, json=body))[:2] == (404, "service.not_found")
    for tenant in (sides.acme, sides.beta):
        for direction in ("given", "received"):
            query = {"tenant_id": tenant.id, "direction": direction}
            assert (await stranger.get(URL, params=query)).json()["total"] == 0
    assert await logged(stranger) == []
    assert (await show(admin, opening))["state"] == "accepted"


async def test_the_receiver_cannot_open_the_service_on(sides: Sides) -> None:
    """What somebody may reach is not theirs to open; and they are told none of the ids by which to try."""
    opening = await sides.accepted()
    told = await show(sides.receiver, opening)

    assert (told["service_id"], told["application"], told["tenant_id"], told["offered_by"]) == (None,) * 4
    body = {"service_id": sides.service_id, "receiver": "gamma"}
    assert refusal(await sides.receiver.post(URL, json=body))[:2] == (404, "service.not_found")


async def test_the_giver_learns_nothing_but_that_it_was_accepted(sides: Sides) -> None:
    """Neither by whom nor the other tenant's id."""
    accepted = await show(sides.giver, await sides.accepted())
    assert (accepted["receiver_id"], accepted["accepted_by"], accepted["receiver"]) == (None, None, "beta")
    assert sides.beta.id not in str(await logged(sides.giver))

    refused = await act(sides.receiver, accepted, "refuse")

    assert refused["closed_by"] is not None
    assert (await show(sides.giver, accepted))["closed_by"] is None


@pytest.mark.parametrize("word", ["shop", "sho", "%", "_"])
async def test_searching_does_not_tell_the_applications_name(sides: Sides, word: str) -> None:
    """Letter by letter it could be found out."""
    await sides.accepted()

    assert (await sides.receiver.get(URL, params={"q": word})).json()["total"] == 0


async def test_a_narrow_token_reaches_no_opening(sides: Sides) -> None:
    """It is for an application, and an opening concerns two tenants."""
    opening = await sides.offer()
    wanted = {"name": "ci", "applications": [sides.application["id"]]}
    token = (await sides.giver.post("/api/v1/tokens", json=wanted)).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}

    for answer in (
        await sides.giver.get(URL, headers=headers),
        await sides.giver.post(f"{URL}/{opening['id']}/withdraw", headers=headers),
        await sides.giver.post(URL, headers=headers, json={"service_id": sides.service_id, "receiver": "x"}),
    ):
        assert refusal(answer)[:2] == (403, "access.applications_only")


async def test_a_tenant_that_leaves_says_nothing_about_offers_it_has_not_accepted(
    sides: Sides, database: Database, admin: httpx.AsyncClient
) -> None:
    """Those stay as they are; what it had accepted ends. Its own offers go, and with them what others had of it."""
    pending, accepted = await sides.offer(), await _second(sides)
    async with database.session() as session:
        await session.execute(update(Tenant).where(Tenant.id == sides.beta.id).values(deleted_at=utcnow()))
        assert await end_of_tenant(session, SYSTEM, sides.beta.id) == [sides.acme.id]
    async with database.session() as session:
        await remove_users_of(session, SYSTEM, sides.beta.id)
        await session.execute(delete(Tenant).where(Tenant.id == sides.beta.id))

    assert (await show(sides.giver, pending))["state"] == "offered"
    assert (await show(sides.giver, accepted))["state"] == "refused"
    assert (await show(admin, pending))["receiver_id"] is None
    async with database.read() as session:
        kept = await session.scalars(select(Operation.action).where(Operation.tenant_id == sides.beta.id))
        assert "opening.refuse" in set(kept)
        assert await session.scalar(select(Opening.receiver_id).where(Opening.id == accepted["id"])) is None


async def _second(sides: Sides) -> Json:
    """An opening of another service to the same tenant, accepted."""
    body = service("other", ports=[{"port": 80}])
    made = await sides.giver.post(f"/api/v1/applications/{sides.application['id']}/services", json=body)
    offered = await sides.giver.post(URL, json={"service_id": made.json()["id"], "receiver": "beta"})
    return await act(sides.receiver, offered.json(), "accept")
