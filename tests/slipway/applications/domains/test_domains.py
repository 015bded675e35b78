"""Own domains by HTTP, with a real name server: nobody serves a host that they do not prove."""

from __future__ import annotations

import httpx
import pytest

from slipway.access import SYSTEM, Role
from slipway.applications import DomainResolver, DomainRounds, Occupant, Signals, own_domains
from slipway.applications.domains.look import look
from slipway.applications.quota import reserved
from slipway.applications.views import load_view
from slipway.metering.domains import Domains
from slipway.server import Platform
from slipway.settings import Settings
from tests.slipway.applications.client import refusal
from tests.slipway.applications.domains.conftest import HOST, URL, Json, Side
from tests.slipway.applications.domains.name_server import NameServer
from tests.slipway.factory import Factory
from tests.slipway.waiting import until


def prove(names: NameServer, *domains: Json) -> None:
    """Set the records that verify a host."""
    names.put(domains[0]["record"]["name"], "TXT", *(each["record"]["value"] for each in domains))


async def hosts_of(platform: Platform, side: Side) -> tuple[str, ...]:
    """Return what the publisher serves the service at, besides its name below the platform's domain."""
    async with platform.database.read() as session:
        view = await load_view(session, side.application["id"])
    assert view is not None
    return next(each.own_hosts for each in view.services if each.name == "web")


async def test_a_host_is_served_once_its_record_stands(platform: Platform, acme: Side, names: NameServer) -> None:
    made = await acme.claim(service_id=acme.service_id)
    assert (made["state"], made["record"]["type"], made["record"]["name"]) == ("unverified", "TXT", f"_slipway.{HOST}")
    assert made["pointer"] == {"type": "A", "name": HOST, "value": "192.0.2.1"}

    before = await acme.verify(made)
    assert (before["state"], before["reason"]["code"]) == ("unverified", "domain.no_record")
    assert await hosts_of(platform, acme) == ()

    prove(names, made)
    names.put(HOST, "A", "192.0.2.1")
    after = await acme.verify(made)
    assert (after["state"], after["reason"], after["points_here"]) == ("verified", None, True)
    assert await hosts_of(platform, acme) == (HOST,)


async def test_pointing_a_host_here_proves_nothing(platform: Platform, acme: Side, names: NameServer) -> None:
    made = await acme.claim(service_id=acme.service_id)
    names.put(HOST, "A", "192.0.2.1")

    found = await acme.verify(made)
    assert (found["state"], found["points_here"]) == ("unverified", True)
    assert await hosts_of(platform, acme) == ()


async def test_anothers_record_verifies_nobody_else(
    platform: Platform, acme: Side, beta: Side, names: NameServer
) -> None:
    mine, theirs = await acme.claim(service_id=acme.service_id), await beta.claim(service_id=beta.service_id)
    assert mine["record"]["value"] != theirs["record"]["value"]
    prove(names, mine)

    assert (await acme.verify(mine))["state"] == "verified"
    refused = await beta.verify(theirs)
    assert (refused["state"], refused["reason"]["code"]) == ("unverified", "domain.other_record")
    assert (await hosts_of(platform, acme), await hosts_of(platform, beta)) == ((HOST,), ())


async def test_a_host_stays_with_who_has_it_while_both_prove_it(
    platform: Platform, acme: Side, beta: Side, names: NameServer
) -> None:
    mine, theirs = await acme.claim(service_id=acme.service_id), await beta.claim(service_id=beta.service_id)
    prove(names, mine, theirs)
    await acme.verify(mine)

    refused = await beta.verify(theirs)
    assert refused["reason"]["code"] == "domain.held" and acme.tenant.name not in str(refused)
    assert (await hosts_of(platform, acme), await hosts_of(platform, beta)) == ((HOST,), ())


async def test_a_host_goes_to_its_new_owner(platform: Platform, acme: Side, beta: Side, names: NameServer) -> None:
    """Who sold it has no record any more."""
    mine, theirs = await acme.claim(service_id=acme.service_id), await beta.claim(service_id=beta.service_id)
    prove(names, mine)
    await acme.verify(mine)
    prove(names, theirs)

    assert (await beta.verify(theirs))["state"] == "verified"
    lost = await acme.show(mine)
    assert (lost["state"], lost["reason"]["code"]) == ("unverified", "domain.no_record")
    assert (await hosts_of(platform, acme), await hosts_of(platform, beta)) == ((), (HOST,))


async def test_a_lost_record_is_told_and_nothing_stops(platform: Platform, acme: Side, names: NameServer) -> None:
    made = await acme.claim(service_id=acme.service_id)
    prove(names, made)
    await acme.verify(made)
    names.put(made["record"]["name"], "TXT")

    found = await acme.verify(made)
    assert (found["state"], found["reason"]["code"]) == ("failing", "domain.no_record")
    assert found["reason"]["hint_zh"]
    assert await hosts_of(platform, acme) == (HOST,)


async def test_silent_name_servers_are_no_verdict(acme: Side, names: NameServer) -> None:
    made = await acme.claim()
    prove(names, made)
    names.silent = True
    assert (await acme.verify(made))["reason"]["code"] == "domain.dns_silent"
    names.silent = False
    assert (await acme.verify(made))["state"] == "verified"


async def test_what_is_due_is_looked_at_without_being_asked(
    platform: Platform, settings: Settings, acme: Side, names: NameServer
) -> None:
    made = await acme.claim()
    prove(names, made)
    rounds = DomainRounds(platform.database, DomainResolver(settings), Signals(), round_seconds=0.1)
    await rounds.start()

    async def verified() -> bool:
        return bool((await acme.show(made))["state"] == "verified")

    try:
        await until(verified)
    finally:
        await rounds.stop()
    found = await acme.show(made)
    assert found["next_check_at"] > found["checked_at"]


async def states_in_log(side: Side) -> list[Json]:
    """Return what the tenant reads of changes that the platform found, oldest first."""
    query = {"object_kind": "domain", "action": "domain.state"}
    page = (await side.client.get("/api/v1/operations", params=query)).json()["items"]
    return [(await side.client.get(f"/api/v1/operations/{each['id']}")).json() for each in reversed(page)]


async def test_what_a_look_by_itself_changes_is_in_the_log(
    platform: Platform, settings: Settings, acme: Side, names: NameServer
) -> None:
    """By the platform, from before to after; a look that finds what the one before found is no operation."""
    made = await acme.claim()
    resolver = DomainResolver(settings)
    for looks in range(4):
        if looks == 1:
            prove(names, made)
        if looks == 3:
            names.put(made["record"]["name"], "TXT")
        await look(platform.database, resolver, Signals(), made["id"])

    logged = await states_in_log(acme)
    assert {(each["actor_id"], each["object_name"], each["source"]) for each in logged} == {("system", HOST, "")}
    assert [(each["before"], each["after"]) for each in logged] == [
        ({"verified": False, "problem": None}, {"verified": False, "problem": "no_record"}),
        ({"verified": False, "problem": "no_record"}, {"verified": True, "problem": None}),
        ({"verified": True, "problem": None}, {"verified": True, "problem": "no_record"}),
    ]


async def test_a_tenant_that_loses_a_host_reads_so_and_not_to_whom(acme: Side, beta: Side, names: NameServer) -> None:
    """Neither the other one's name nor the address that its user asked from."""
    mine, theirs = await acme.claim(), await beta.claim()
    prove(names, mine)
    await acme.verify(mine)
    prove(names, theirs)
    await beta.verify(theirs)

    lost = (await states_in_log(acme))[-1]
    assert (lost["actor_id"], lost["source"]) == ("system", "")
    assert (lost["before"]["verified"], lost["after"]) == (True, {"verified": False, "problem": "no_record"})
    assert beta.tenant.name not in str(lost) and beta.tenant.id not in str(lost)
    assert [each["after"]["verified"] for each in await states_in_log(beta)] == [True]


async def test_a_host_is_led_elsewhere_and_nowhere(platform: Platform, acme: Side, names: NameServer) -> None:
    made = await acme.claim()
    prove(names, made)
    await acme.verify(made)
    assert await hosts_of(platform, acme) == ()

    led = await acme.client.patch(f"{URL}/{made['id']}", json={"service_id": acme.service_id})
    assert (led.json()["application"], led.json()["service"]) == ("shop", "web")
    assert await hosts_of(platform, acme) == (HOST,)

    await acme.client.patch(f"{URL}/{made['id']}", json={"service_id": None})
    assert await hosts_of(platform, acme) == ()


async def test_bad_requests_are_refused_with_their_field(acme: Side) -> None:
    silent = acme.application["by_name"]["silent"]["id"]
    await acme.claim()
    for body, expected in (
        ({"host": "*.example.org"}, (422, "domain.wildcard", "host")),
        ({"host": "x.apps.localhost"}, (422, "domain.of_platform", "host")),
        ({"host": HOST.upper()}, (409, "domain.doubled", "host")),
        ({"host": "a.example.org", "service_id": silent}, (422, "domain.service_without_port", "service_id")),
        ({"host": "a.example.org", "service_id": "nothing"}, (404, "service.not_found", None)),
    ):
        assert refusal(await acme.client.post(URL, json=body)) == expected


async def test_no_domain_leads_to_another_tenants_service(acme: Side, beta: Side, admin: httpx.AsyncClient) -> None:
    answer = await acme.client.post(URL, json={"host": HOST, "service_id": beta.service_id})
    assert refusal(answer) == (404, "service.not_found", None)

    body = {"host": HOST, "service_id": beta.service_id, "tenant_id": acme.tenant.id}
    assert refusal(await admin.post(URL, json=body)) == (422, "domain.service_of_other_tenant", "service_id")


async def test_a_service_tells_whose_a_host_is(acme: Side, admin: httpx.AsyncClient) -> None:
    """An administrator has to name the tenant only where nothing else does."""
    made = await admin.post(URL, json={"host": HOST, "service_id": acme.service_id})
    assert (made.status_code, made.json()["tenant_id"]) == (201, acme.tenant.id)
    refused = await admin.post(URL, json={"host": "other.example.com"})
    assert refusal(refused) == (422, "application.tenant_missing", "tenant_id")


async def test_a_viewer_sees_domains_and_changes_none(factory: Factory, acme: Side) -> None:
    made = await acme.claim()
    viewer = await factory.client(Role.VIEWER, acme.tenant)
    assert [each["host"] for each in (await viewer.get(URL)).json()["items"]] == [HOST]
    assert (await viewer.delete(f"{URL}/{made['id']}")).status_code == 403


async def test_own_domains_count_against_the_quota(platform: Platform, admin: httpx.AsyncClient, acme: Side) -> None:
    await admin.patch(f"/api/v1/tenants/{acme.tenant.id}", json={"quota": {"domains": 2}})
    await acme.claim()
    refused = await acme.client.post(URL, json={"host": "second.example.org"})
    assert refusal(refused) == (422, "quota.exceeded", "host")

    async with platform.database.read() as session:
        assert (await reserved(session, acme.tenant.id)).domains == 2
        assert await own_domains(session, [acme.tenant.id]) == {acme.tenant.id: 1}


async def test_verified_domains_of_published_services_are_metered(
    platform: Platform, acme: Side, names: NameServer
) -> None:
    made = await acme.claim(service_id=acme.service_id)
    metered = Domains(platform.database, Signals())
    await acme.client.post(f"/api/v1/applications/{acme.application['id']}/publish")
    second_level = {f"{acme.service_id}/shop-{acme.tenant.name}"}
    assert {each.key for each in await metered.observe()} == second_level

    prove(names, made)
    await acme.verify(made)
    assert {each.key for each in await metered.observe()} == {*second_level, f"{acme.service_id}/{HOST}"}


async def test_a_host_that_is_given_up_is_gone_and_logged(platform: Platform, acme: Side, names: NameServer) -> None:
    made = await acme.claim(service_id=acme.service_id)
    prove(names, made)
    await acme.verify(made)
    assert (await acme.client.delete(f"{URL}/{made['id']}")).status_code == 204
    assert await hosts_of(platform, acme) == ()

    page = (await acme.client.get("/api/v1/operations", params={"object_kind": "domain"})).json()["items"]
    assert {each["action"] for each in page} == {"domain.create", "domain.verify", "domain.state", "domain.delete"}
    assert made["record"]["value"].partition("=")[2] not in str(page)


@pytest.mark.parametrize(
    ("name", "code"), [("free", None), ("portal", "service.domain_reserved"), ("shop-beta", "service.domain_taken")]
)
async def test_names_below_the_platform_are_free_or_not(acme: Side, beta: Side, name: str, code: str | None) -> None:
    found = (await acme.client.get(f"{URL}/availability", params={"name": name, "service_id": beta.service_id})).json()
    assert (found["available"], (found["reason"] or {}).get("code")) == (code is None, code)
    assert found["host"] == f"{name}.apps.localhost"


async def test_ones_own_name_counts_as_free(acme: Side) -> None:
    query = {"name": f"shop-{acme.tenant.name}", "service_id": acme.service_id}
    assert (await acme.client.get(f"{URL}/availability", params=query)).json()["available"] is True


async def test_domains_of_a_deleted_tenant_are_free(
    platform: Platform, admin: httpx.AsyncClient, acme: Side, beta: Side, names: NameServer
) -> None:
    mine, theirs = await acme.claim(), await beta.claim()
    prove(names, mine, theirs)
    await acme.verify(mine)
    losses = (await admin.get(f"/api/v1/tenants/{acme.tenant.id}/deletion")).json()
    assert HOST in losses["lost"]["domains"]

    async with platform.database.session() as session:
        await Occupant(Signals()).remove(session, SYSTEM, acme.tenant)
    assert (await beta.verify(theirs))["state"] == "verified"
