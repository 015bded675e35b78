"""Own domains with certificates reach the Gateway through a real API server, and leave it as its owner made it."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import Any

import pytest
from sqlalchemy import delete, select

from localkube.objects.meta import now
from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.pem import bundle_of
from slipway.applications.models import Service
from slipway.db import Database, utcnow
from tests.slipway.applications.domains.authority import Authority
from tests.slipway.applications.publish.conftest import World
from tests.slipway.applications.publish.desired import Desired
from tests.slipway.waiting import until

NAMESPACE, GATEWAY = "localkube-system", "public"
Obj = dict[str, Any]


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues."""
    return Authority()


async def certified(database: Database, shop: Desired, authority: Authority, host: str) -> OwnDomain:
    """Bring a verified domain that leads to ``web``, with a certificate."""
    issued = authority.issue(host)
    async with database.session() as session:
        domain = OwnDomain(
            tenant_id=shop.tenant.id,
            service_id=(await session.scalars(select(Service.id).where(Service.name == "web"))).one(),
            host=host,
            verified_at=utcnow(),
            created_by="mei",
        )
        session.add(domain)
        await session.flush()
        certificate = DomainCertificate(domain_id=domain.id, tenant_id=shop.tenant.id, created_by="mei")
        certificate.take(bundle_of(issued.certificate, issued.private_key, host, utcnow()))
        session.add(certificate)
    return domain


def listeners(world: World) -> dict[str, Obj]:
    found = world.kubernetes.registry.get("gateways.gateway.networking.k8s.io", NAMESPACE, GATEWAY)
    return {each["name"]: each for each in found["spec"]["listeners"]}


def secrets(world: World) -> dict[str, Obj]:
    found = world.kubernetes.all("secrets", NAMESPACE)
    return {each["metadata"]["name"]: each for each in found if each.get("type") == "kubernetes.io/tls"}


def see(world: World) -> None:
    """Have the Gateway's controller tell that it knows the Gateway as it is now."""

    def told(gateway: Obj) -> None:
        seen = {"observedGeneration": gateway["metadata"]["generation"], "status": "True", "reason": "Programmed"}
        gateway["status"] = {"conditions": [{"type": "Programmed", "message": "", "lastTransitionTime": now(), **seen}]}

    world.kubernetes.registry.mutate("gateways.gateway.networking.k8s.io", NAMESPACE, GATEWAY, told, "status")


async def test_a_certificate_becomes_a_listener_of_its_host(
    world: World, database: Database, shop: Desired, authority: Authority
) -> None:
    await shop.add("web", ports=[{"port": 80}])
    before = listeners(world)
    domain = await certified(database, shop, authority, "www.example.org")
    world.signals.changed(shop.id)

    name = f"own-{domain.id.lower()}"
    await until(lambda: name in listeners(world))
    made = listeners(world)[name]
    assert (made["hostname"], made["port"], made["protocol"]) == ("www.example.org", 443, "HTTPS")
    selector = made["allowedRoutes"]["namespaces"]["selector"]["matchLabels"]
    assert selector == {"kubernetes.io/metadata.name": shop.tenant.namespace}
    (reference,) = made["tls"]["certificateRefs"]
    kept = secrets(world)[reference["name"]]
    assert b"BEGIN CERTIFICATE" in b64decode(kept["data"]["tls.crt"])
    assert {key: value for key, value in listeners(world).items() if key != name} == before

    async with database.session() as session:
        await session.execute(delete(DomainCertificate))
    world.signals.changed(shop.id)
    await until(lambda: listeners(world) == before)
    see(world)
    await until(lambda: not secrets(world))


async def test_a_new_certificate_takes_the_place_of_the_old_one(
    world: World, database: Database, shop: Desired, authority: Authority
) -> None:
    await shop.add("web", ports=[{"port": 80}])
    domain = await certified(database, shop, authority, "www.example.org")
    world.signals.changed(shop.id)
    await until(lambda: bool(secrets(world)))
    (first,) = secrets(world)

    issued = authority.issue(domain.host)
    async with database.session() as session:
        certificate = (await session.scalars(select(DomainCertificate))).one()
        certificate.take(bundle_of(issued.certificate, issued.private_key, domain.host, utcnow()))
    world.signals.changed(shop.id)
    await until(lambda: len(secrets(world)) == 2)
    await asyncio.sleep(0.5)
    assert first in secrets(world)  # nobody has told that it is not served any more
    see(world)
    await until(lambda: first not in secrets(world))
    (second,) = secrets(world)
    assert [each["name"] for each in listeners(world)[f"own-{domain.id.lower()}"]["tls"]["certificateRefs"]] == [second]
