"""Certificates of own domains that somebody has to look at stand among what is wrong."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from slipway.applications import OwnDomain
from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.domains.pem import bundle_of
from slipway.db import utcnow
from slipway.server import Platform
from tests.slipway.applications.domains.authority import Authority
from tests.slipway.factory import Factory
from tests.slipway.overview.conftest import URL, Side, told


async def certified(
    platform: Platform, side: Side, host: str, days: float, *, problem: str | None = None, led: bool = True
) -> None:
    """Give a tenant a verified domain whose certificate is good for so many days."""
    issued, now = Authority().issue(host), utcnow()
    web = side.application["by_name"][f"{side.tenant.name}-web"]["id"]
    async with platform.database.session() as session:
        domain = OwnDomain(
            tenant_id=side.tenant.id,
            service_id=web if led else None,
            host=host,
            verified_at=now,
            next_check_at=now + timedelta(days=1),
            created_by="mei",
        )
        session.add(domain)
        await session.flush()
        certificate = DomainCertificate(domain_id=domain.id, tenant_id=side.tenant.id, created_by="mei")
        certificate.take(bundle_of(issued.certificate, issued.private_key, host, now))
        certificate.not_after, certificate.problem = now + timedelta(days=days, minutes=1), problem
        session.add(certificate)


@pytest.fixture
async def troubled(platform: Platform, alfa: Side, bravo: Side) -> None:
    """Certificates in all states."""
    await certified(platform, alfa, "good.example.org", 60)
    await certified(platform, alfa, "soon.example.org", 20)
    await certified(platform, alfa, "days.example.org", 3)
    await certified(platform, alfa, "over.example.org", -1)
    await certified(platform, alfa, "full.example.org", 60, problem="no room")
    await certified(platform, alfa, "idle.example.org", -1, led=False)
    await certified(platform, bravo, "soon.example.net", 10)


@pytest.mark.usefixtures("troubled")
async def test_the_gravest_come_first_and_good_ones_not_at_all(alfa: Side) -> None:
    found = (await alfa.overview())["certificates"]
    assert [(each["host"], each["state"], each["reason"]["code"]) for each in found["items"]] == [
        ("over.example.org", "expired", "certificate.ended"),
        ("full.example.org", "refused", "certificate.refused"),
        ("days.example.org", "urgent", "certificate.ends_soon"),
        ("soon.example.org", "ending", "certificate.ends_soon"),
    ]
    assert found["total"] == 4
    assert "3 days" in found["items"][2]["reason"]["message"]


@pytest.mark.usefixtures("troubled")
async def test_staff_sees_those_of_all_tenants_and_a_tenant_its_own(admin: httpx.AsyncClient, bravo: Side) -> None:
    mine = (await bravo.overview())["certificates"]["items"]
    assert [(each["host"], each["tenant"]) for each in mine] == [("soon.example.net", "bravo")]
    everybodys = (await told(admin, URL))["certificates"]
    assert {each["tenant"] for each in everybodys["items"]} == {"alfa", "bravo"}
    assert everybodys["total"] == 5


@pytest.mark.usefixtures("troubled")
async def test_a_token_for_applications_hears_nothing_of_domains(alfa: Side, factory: Factory) -> None:
    body = {"name": "narrow", "applications": [alfa.application["id"]]}
    token = (await alfa.client.post("/api/v1/tokens", json=body)).json()["token"]
    narrow = await told(await factory.anonymous(headers={"Authorization": f"Bearer {token}"}), URL)
    assert narrow["certificates"] == {"total": 0, "items": []}
