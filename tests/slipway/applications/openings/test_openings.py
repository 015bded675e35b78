"""Openings by HTTP: who may do what when, what each side is told, and what the operation logs of both keep."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.applications.openings import manage
from tests.slipway.applications.client import URL as APPLICATIONS
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.applications.openings.conftest import URL, Sides, act, logged, show
from tests.slipway.factory import Factory

TENANTS = "/api/v1/tenants"


async def test_an_offer_is_accepted_and_withdrawn(sides: Sides) -> None:
    """Each side sees the other's name, and the receiver where the service is reached."""
    offered = await sides.offer(ports=[6379])
    assert (offered["state"], offered["in_force"], offered["direction"]) == ("offered", False, "given")

    accepted = await act(sides.receiver, offered, "accept")
    assert (accepted["state"], accepted["in_force"], accepted["direction"]) == ("accepted", True, "received")
    assert (accepted["tenant"], accepted["service"]) == ("acme", "redis")
    assert (accepted["address"], accepted["ports"]) == ("redis.slipway-acme.svc", [{"port": 6379, "protocol": "TCP"}])

    withdrawn = await act(sides.giver, offered, "withdraw")
    assert (withdrawn["state"], withdrawn["in_force"]) == ("withdrawn", False)
    assert (await show(sides.receiver, offered))["state"] == "withdrawn"


async def test_all_ports_are_those_of_that_moment(sides: Sides) -> None:
    """With each protocol of a number; a port that the service gets later is not opened."""
    every = await sides.offer()
    config = {"image": "web:1", "ports": [{"port": 6379}, {"port": 9999}]}
    changed = await sides.giver.put(f"/api/v1/services/{sides.service_id}", json={"config": config})
    assert changed.status_code == 200

    assert [(each["port"], each["protocol"]) for each in (await show(sides.receiver, every))["ports"]] == [
        (53, "TCP"), (53, "UDP"), (6379, "TCP"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"receiver": "acme"}, 422, "opening.to_itself", "receiver"),
        ({"receiver": "Beta!"}, 422, "request.invalid", "receiver"),
        ({"receiver": ""}, 422, "request.invalid", "receiver"),
        ({"receiver": None}, 422, "request.invalid", "receiver"),
        ({"ports": [80]}, 422, "opening.port_unknown", "ports[0]"),
        ({"ports": [6379, 81]}, 422, "opening.port_unknown", "ports[1]"),
        ({"ports": []}, 422, "request.invalid", "ports"),
        ({"ports": [0]}, 422, "request.invalid", "ports[0]"),
        ({"ports": ["x"]}, 422, "request.invalid", "ports[0]"),
        ({"service_id": "nothing"}, 404, "service.not_found", None),
        ({"state": "accepted"}, 422, "request.invalid", "state"),
    ],
)
async def test_bad_offers_name_their_field(
    sides: Sides, fields: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    """And nothing is stored."""
    body = {"service_id": sides.service_id, "receiver": "beta", **fields}

    assert refusal(await sides.giver.post(URL, json=body)) == (status, code, field)
    assert (await sides.giver.get(URL)).json()["total"] == 0


async def test_a_service_without_ports_cannot_be_opened(sides: Sides) -> None:
    """There is nothing to connect to."""
    body = {"service_id": sides.application["by_name"]["silent"]["id"], "receiver": "beta"}

    assert refusal(await sides.giver.post(URL, json=body)) == (422, "opening.no_ports", "service_id")


async def test_a_service_is_open_to_a_tenant_once(sides: Sides) -> None:
    """Until that opening has ended, by either side."""
    body = {"service_id": sides.service_id, "receiver": "beta", "ports": [53]}
    first = await sides.offer()
    assert refusal(await sides.giver.post(URL, json=body)) == (409, "opening.doubled", "receiver")
    await act(sides.receiver, first, "accept")
    assert refusal(await sides.giver.post(URL, json=body)) == (409, "opening.doubled", "receiver")

    await act(sides.receiver, first, "refuse")

    second = await sides.offer(ports=[53])
    await act(sides.giver, second, "withdraw")
    await sides.offer()


async def test_there_is_an_end_to_offers(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that have ended do not count."""
    monkeypatch.setattr(manage, "MOST_OPEN", 2)
    first = await sides.offer("nobody-1")
    await sides.offer("nobody-2")
    body = {"service_id": sides.service_id, "receiver": "beta"}
    assert refusal(await sides.giver.post(URL, json=body))[:2] == (409, "opening.too_many")

    await act(sides.giver, first, "withdraw")

    await sides.offer()


@pytest.mark.parametrize(
    ("before", "who", "action", "code"),
    [
        ([], "giver", "accept", "opening.not_receiver"),
        ([], "giver", "refuse", "opening.not_receiver"),
        ([], "receiver", "withdraw", "opening.not_giver"),
        (["accept"], "receiver", "accept", "opening.not_offered"),
        (["accept"], "giver", "accept", "opening.not_receiver"),
        (["refuse"], "receiver", "accept", "opening.not_offered"),
        (["refuse"], "receiver", "refuse", "opening.over"),
        (["refuse"], "giver", "withdraw", "opening.over"),
        (["withdraw"], "receiver", "accept", "opening.not_offered"),
        (["withdraw"], "receiver", "refuse", "opening.over"),
        (["accept", "withdraw"], "receiver", "accept", "opening.not_offered"),
        (["accept", "refuse"], "receiver", "accept", "opening.not_offered"),
    ],
)
async def test_steps_out_of_turn_are_refused(sides: Sides, before: list[str], who: str, action: str, code: str) -> None:
    """Neither side does what is the other's, and no end is undone."""
    opening = await sides.offer()
    for step in before:
        await act(sides.giver if step == "withdraw" else sides.receiver, opening, step)
    state = (await show(sides.giver, opening))["state"]

    answer = await getattr(sides, who).post(f"{URL}/{opening['id']}/{action}")

    assert refusal(answer)[:2] == (409, code)
    assert (await show(sides.giver, opening))["state"] == state


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.VIEWER])
async def test_developers_and_viewers_look_only(sides: Sides, factory: Factory, role: Role) -> None:
    """On either side: letting others in is for administrators."""
    opening = await sides.offer()
    theirs, ours = await factory.client(role, sides.beta), await factory.client(role, sides.acme)

    body = {"service_id": sides.service_id, "receiver": "gamma"}
    assert refusal(await ours.post(URL, json=body))[:2] == (403, "access.forbidden")
    for client, action in ((ours, "withdraw"), (theirs, "accept"), (theirs, "refuse")):
        assert refusal(await client.post(f"{URL}/{opening['id']}/{action}"))[:2] == (403, "access.forbidden")
    assert (await show(theirs, opening))["state"] == (await show(ours, opening))["state"] == "offered"


async def test_the_list_is_narrowed_by_direction_state_and_text(sides: Sides, admin: httpx.AsyncClient) -> None:
    """From the tenant's own point of view; platform staff say from whose."""
    accepted = await sides.accepted()
    pending = await sides.offer("gamma")

    async def ids(client: httpx.AsyncClient, **query: str) -> list[str]:
        page = (await client.get(URL, params=query)).json()
        assert page["total"] == len(page["items"])
        return [each["id"] for each in page["items"]]

    both = [pending["id"], accepted["id"]]
    assert await ids(sides.giver) == await ids(sides.giver, direction="given") == both
    assert await ids(sides.giver, sort="receiver") == both[::-1]
    assert await ids(sides.giver, direction="received") == await ids(sides.receiver, direction="given") == []
    assert await ids(sides.receiver) == await ids(sides.receiver, direction="received") == [accepted["id"]]
    assert await ids(sides.giver, state="offered") == await ids(sides.giver, q="gam") == [pending["id"]]
    assert await ids(sides.receiver, q="acm") == [accepted["id"]]
    assert await ids(admin) == await ids(admin, tenant_id=sides.acme.id) == both
    assert await ids(admin, tenant_id=sides.beta.id, direction="received") == [accepted["id"]]
    refused = await admin.get(URL, params={"direction": "given"})
    assert refusal(refused) == (422, "opening.direction_of_nobody", "tenant_id")
    assert refusal(await sides.giver.get(URL, params={"state": "open"}))[:2] == (422, "request.invalid")
    assert refusal(await sides.giver.get(URL, params={"sort": "application"}))[:2] == (422, "request.sort_unknown")


async def test_the_platforms_administrator_acts_for_either_side(sides: Sides, admin: httpx.AsyncClient) -> None:
    """And is told everything, also that nobody has got an offer."""
    answer = await admin.post(URL, json={"service_id": sides.service_id, "receiver": "beta"})
    accepted = await act(admin, answer.json(), "accept")
    assert (accepted["direction"], accepted["tenant_id"], accepted["receiver_id"]) == (
        None, sides.acme.id, sides.beta.id,
    )  # fmt: skip
    assert all(accepted[name] for name in ("application", "service_id", "offered_by", "accepted_by"))
    assert (await act(admin, accepted, "withdraw"))["closed_by"]

    nobodys = await sides.offer("gamma")
    assert (await show(admin, nobodys))["receiver_id"] is None
    assert refusal(await admin.post(f"{URL}/{nobodys['id']}/accept"))[:2] == (409, "opening.nobody_has_it")


async def test_both_tenants_logs_tell_of_every_step(sides: Sides) -> None:
    """One's own with user and address, the other's with nothing but the tenant's name."""
    opening = await sides.accepted()
    await act(sides.giver, opening, "withdraw")
    steps = ["opening.offer", "opening.accept", "opening.withdraw"]

    ours, theirs = await logged(sides.giver), await logged(sides.receiver)

    assert [each["action"] for each in ours] == [each["action"] for each in theirs] == steps
    assert {each["object_name"] for each in (*ours, *theirs)} == {"acme/redis → beta"}
    assert [bool(each["actor_id"] and each["source"]) for each in ours] == [True, False, True]
    assert [bool(each["actor_id"] and each["source"]) for each in theirs] == [False, True, False]
    assert (ours[1]["actor_name"], theirs[0]["actor_name"]) == ("tenant beta", "tenant acme")
    assert [(each["before"] or {}).get("state") for each in theirs] == [None, "offered", "accepted"]
    assert [each["after"]["state"] for each in theirs] == ["offered", "accepted", "withdrawn"]
    assert "shop" not in str(theirs)


async def test_the_two_sides_take_turns(sides: Sides) -> None:
    """Of two offers at once one is the first; whoever comes second meets what the first one did."""
    body = {"service_id": sides.service_id, "receiver": "beta"}
    offers = await asyncio.gather(*(sides.giver.post(URL, json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in offers) == [201, 409, 409]
    opening = next(answer.json() for answer in offers if answer.status_code == 201)
    path = f"{URL}/{opening['id']}"

    accept, withdraw, refuse = await asyncio.gather(
        sides.receiver.post(f"{path}/accept"),
        sides.giver.post(f"{path}/withdraw"),
        sides.receiver.post(f"{path}/refuse"),
    )

    assert sorted((withdraw.status_code, refuse.status_code)) == [200, 409]
    assert accept.status_code in (200, 409)
    ended = "withdrawn" if withdraw.status_code == 200 else "refused"
    assert (await show(sides.giver, opening))["state"] == ended


async def test_an_offer_is_not_accepted_after_its_service_has_gone(sides: Sides) -> None:
    """Whoever comes first, the opening has ended when both are done."""
    opening = await sides.offer()

    accept, gone = await asyncio.gather(
        sides.receiver.post(f"{URL}/{opening['id']}/accept"),
        sides.giver.delete(f"/api/v1/services/{sides.service_id}"),
    )

    assert gone.status_code == 204 and accept.status_code in (200, 409)
    assert (await show(sides.giver, opening))["state"] == "withdrawn"


async def test_two_tenants_that_open_to_each_other_do_not_wait_for_ever(sides: Sides) -> None:
    """Each holds its own tenant while it looks for the other."""
    web = service("web", ports=[{"port": 80}])
    back = await Applications(sides.receiver).create({"name": "site", "services": [web]})
    theirs = {"service_id": back["by_name"]["web"]["id"], "receiver": "acme"}

    for _ in range(3):
        made = await asyncio.gather(sides.offer(), sides.receiver.post(URL, json=theirs))
        other = made[1].json()
        await asyncio.gather(act(sides.receiver, made[0], "accept"), act(sides.giver, other, "accept"))
        await asyncio.gather(act(sides.giver, made[0], "withdraw"), act(sides.receiver, other, "withdraw"))


@pytest.mark.parametrize("how", ["service", "application", "file"])
async def test_what_is_deleted_is_withdrawn(sides: Sides, how: str) -> None:
    """With the deletion itself, offered or accepted; a file that is only tried withdraws nothing."""
    opening, pending = await sides.accepted(), await sides.offer("gamma")
    shop = f"{APPLICATIONS}/{sides.application['id']}"
    if how == "service":
        assert (await sides.giver.delete(f"/api/v1/services/{sides.service_id}")).status_code == 204
    elif how == "application":
        assert (await sides.giver.delete(shop)).status_code == 204
    else:
        file = {"name": "shop", "services": [{"name": "silent", "image": "web:1"}]}
        tried = await sides.giver.post(f"{APPLICATIONS}/apply", json=file, params={"dry_run": True})
        assert tried.status_code == 200
        assert (await show(sides.giver, opening))["state"] == "accepted"
        assert len(await logged(sides.giver)) == 3
        assert (await sides.giver.post(f"{APPLICATIONS}/apply", json=file)).status_code == 200

    for each in (opening, pending):
        assert (await show(sides.giver, each))["state"] == "withdrawn"
    assert (await show(sides.receiver, opening))["closed_by"] is None
    assert [each["action"] for each in await logged(sides.receiver)][-1] == "opening.withdraw"
    assert refusal(await sides.receiver.post(f"{URL}/{pending['id']}/accept"))[0] == 404


@pytest.mark.parametrize("disabled", ["acme", "beta"])
async def test_it_is_not_in_force_while_either_tenant_is_disabled(
    sides: Sides, admin: httpx.AsyncClient, disabled: str
) -> None:
    """It stays accepted, and is in force again afterwards."""
    opening = await sides.accepted()
    path = f"{TENANTS}/{getattr(sides, disabled).id}"

    assert (await admin.post(f"{path}/disable")).status_code == 200
    off = await show(admin, opening)
    assert (await admin.post(f"{path}/enable")).status_code == 200
    on = await show(admin, opening)

    assert (off["state"], off["in_force"], on["state"], on["in_force"]) == ("accepted", False, "accepted", True)
