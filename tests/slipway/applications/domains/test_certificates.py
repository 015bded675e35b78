"""Certificates of own domains by HTTP: kept sealed, never told, and written down in the operation log."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text, update

from slipway.access import SYSTEM
from slipway.applications import Roll
from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.views import load_view
from slipway.db import utcnow
from slipway.server import Platform
from slipway.settings import Settings
from tests.slipway.applications.client import refusal
from tests.slipway.applications.domains.authority import Authority, Issued, new_key, pem_of
from tests.slipway.applications.domains.conftest import HOST, URL, Json, Side
from tests.slipway.applications.domains.name_server import NameServer


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues."""
    return Authority()


async def put(side: Side, domain: Json, issued: Issued) -> httpx.Response:
    return await side.client.put(f"{URL}/{domain['id']}/certificate", json=issued.body)


async def test_a_certificate_is_set_replaced_and_removed(acme: Side, authority: Authority) -> None:
    made = await acme.claim(service_id=acme.service_id)
    assert made["certificate"] is None

    issued = authority.issue(HOST)
    first = (await put(acme, made, issued)).json()
    assert (first["certificate"]["state"], first["certificate"]["issuer"]) == ("valid", "Test authority")
    second = (await put(acme, made, authority.issue(HOST))).json()
    assert second["certificate"]["fingerprint"] != first["certificate"]["fingerprint"]

    answer = await acme.client.delete(f"{URL}/{made['id']}/certificate")
    assert answer.status_code == 204
    assert (await acme.show(made))["certificate"] is None
    again = await acme.client.delete(f"{URL}/{made['id']}/certificate")
    assert refusal(again)[0] == 404


async def test_the_key_is_kept_sealed_and_told_nowhere(platform: Platform, acme: Side, authority: Authority) -> None:
    made, issued = await acme.claim(), authority.issue(HOST)
    answer = await put(acme, made, issued)
    secret = issued.private_key.splitlines()[1]
    async with platform.database.read() as session:
        kept = (await session.execute(text("SELECT private_key FROM domain_certificates"))).scalar_one()
        log = (await session.execute(text("SELECT * FROM operations"))).all()
    assert secret not in kept
    assert "BEGIN" not in kept
    assert secret not in answer.text
    assert any("domain.set_certificate" in row for row in log)
    assert secret not in str(log)


async def test_what_does_not_fit_is_refused_at_its_field(acme: Side, authority: Authority) -> None:
    made = await acme.claim()
    other = Issued(authority.issue(HOST).certificate, pem_of(new_key()))
    answer = await put(acme, made, other)
    assert refusal(answer) == (422, "certificate.other_key", "private_key")
    assert (await acme.show(made))["certificate"] is None


async def test_anothers_domain_is_not_there(acme: Side, beta: Side, authority: Authority) -> None:
    made = await acme.claim()
    assert (await put(beta, made, authority.issue(HOST))).status_code == 404
    assert (await beta.client.delete(f"{URL}/{made['id']}/certificate")).status_code == 404


@pytest.mark.parametrize(
    ("days", "state", "code"),
    [
        (40, "valid", None),
        (29, "ending", "certificate.ends_soon"),
        (6, "urgent", "certificate.ends_soon"),
        (-1, "expired", "certificate.ended"),
    ],
)
async def test_its_end_is_told_in_time(
    platform: Platform, acme: Side, authority: Authority, days: int, state: str, code: str | None
) -> None:
    made = await acme.claim()
    await put(acme, made, authority.issue(HOST))
    async with platform.database.session() as session:
        await session.execute(update(DomainCertificate).values(not_after=utcnow() + timedelta(days=days)))

    found = (await acme.show(made))["certificate"]
    assert (found["state"], (found["reason"] or {}).get("code")) == (state, code)


async def test_leading_visitors_to_https_takes_a_gateway(acme: Side) -> None:
    made = await acme.claim(service_id=acme.service_id)
    assert (made["redirect"], made["redirected"]) == (False, False)
    answer = await acme.client.patch(f"{URL}/{made['id']}", json={"redirect": True})
    assert refusal(answer) == (409, "domain.redirect_unavailable", "redirect")
    assert (await acme.show(made))["redirect"] is False


class TestWithAGateway:
    """Where the cluster has one."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Settings that name it."""
        return settings.model_copy(update={"gateway": "infra/public"})

    async def test_visitors_are_led_to_https_while_the_certificate_is_served(
        self, platform: Platform, acme: Side, names: NameServer, authority: Authority
    ) -> None:
        made = await acme.claim(service_id=acme.service_id)
        names.put(made["record"]["name"], "TXT", made["record"]["value"])
        await acme.verify(made)
        changed = (await acme.client.patch(f"{URL}/{made['id']}", json={"redirect": True})).json()
        assert (changed["redirect"], changed["service_id"]) == (True, acme.service_id)
        assert await redirects(platform, acme) == ()

        await put(acme, made, authority.issue(HOST))
        assert await redirects(platform, acme) == ((HOST, made["id"]),)
        async with platform.database.session() as session:
            await session.execute(update(DomainCertificate).values(problem="no room"))
        assert await redirects(platform, acme) == ()

        await acme.client.patch(f"{URL}/{made['id']}", json={"service_id": None})
        assert (await acme.show(made))["redirect"] is True


async def redirects(platform: Platform, side: Side) -> tuple[tuple[str, str], ...]:
    """Which hosts of ``web`` are to be led to https, as the publisher sees it."""
    async with platform.database.read() as session:
        view = await load_view(session, side.application["id"])
    assert view is not None
    return next(each for each in view.services if each.name == "web").redirects


async def test_an_overview_follows_what_becomes_of_domains(
    platform: Platform, acme: Side, names: NameServer, authority: Authority
) -> None:
    """Views are kept in memory until something of them changes: that is a domain, too."""
    roll = Roll()
    made = await acme.claim(service_id=acme.service_id)

    async def hosts() -> tuple[tuple[str, ...], tuple[str, ...]]:
        async with platform.database.read() as session:
            (view,) = await roll.views(session, SYSTEM)
        web = next(each for each in view.services if each.name == "web")
        return web.own_hosts, web.secure_hosts

    assert await hosts() == ((), ())
    names.put(made["record"]["name"], "TXT", made["record"]["value"])
    await acme.verify(made)
    assert await hosts() == ((HOST,), ())
    await put(acme, made, authority.issue(HOST))
    assert await hosts() == ((HOST,), (HOST,))


async def test_the_publisher_knows_which_hosts_have_one(
    platform: Platform, acme: Side, names: NameServer, authority: Authority
) -> None:
    made = await acme.claim(service_id=acme.service_id)
    plain = await acme.claim("plain.example.org", service_id=acme.service_id)
    for each in (made, plain):
        names.put(each["record"]["name"], "TXT", each["record"]["value"])
        await acme.verify(each)
    await put(acme, made, authority.issue(HOST))

    async with platform.database.read() as session:
        view = await load_view(session, acme.application["id"])
    assert view is not None
    web = next(each for each in view.services if each.name == "web")
    assert (web.own_hosts, web.secure_hosts) == (("plain.example.org", HOST), (HOST,))
