"""Certificates that the platform gets by itself, from an authority that looks at the hosts over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web
from sqlalchemy import select, text, update

from slipway.applications import AutomaticCertificates, Signals
from slipway.applications.domains.acme import client, solver
from slipway.applications.domains.acme.models import AcmeAccount, AutomaticCertificate
from slipway.applications.domains.certificate import DomainCertificate
from slipway.cluster import Cluster
from slipway.db import utcnow
from slipway.server import Platform
from slipway.settings import Settings
from tests.slipway.applications.client import refusal
from tests.slipway.applications.domains.acme_server import AcmeServer, acme_server
from tests.slipway.applications.domains.authority import Authority
from tests.slipway.applications.domains.conftest import HOST, URL, Json, Side
from tests.slipway.applications.domains.name_server import NameServer
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

ROUTES = "apis/gateway.networking.k8s.io/v1/httproutes"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pretended gateway routes at once, and tells nothing of it."""
    for module, name in ((solver, "LOOK_SECONDS"), (solver, "SETTLE_SECONDS"), (client, "POLL_SECONDS")):
        monkeypatch.setattr(module, name, 0.01)


@pytest.fixture
async def authority() -> AsyncIterator[AcmeServer]:
    """Who issues."""
    async with acme_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, authority: AcmeServer) -> Settings:
    """Settings that name the authority."""
    changed = {"acme_directory": f"{authority.url}/directory", "acme_service": "home/platform:7080"}
    return settings.model_copy(update={**changed, "gateway": "infra/public", "acme_email": "ops@example.org"})


def led_to(kubernetes: Kubernetes, host: str, path: str) -> bool:
    """Whether a route of the cluster leads exactly this to the platform."""
    specs = [obj["spec"] for key, obj in kubernetes.objects.items() if key[0] == ROUTES and key[1] == "home"]
    backend = [{"name": "platform", "port": 7080}]
    return any(
        spec["hostnames"] == [host]
        and spec["rules"][0]["matches"] == [{"path": {"type": "Exact", "value": path}}]
        and spec["rules"][0]["backendRefs"] == backend
        for spec in specs
    )


@pytest.fixture
async def gateway(factory: Factory, kubernetes: Kubernetes) -> AsyncIterator[tuple[str, int]]:
    """Where hosts are reached: a gateway that does what the cluster's routes say."""
    platform = await factory.anonymous()
    await kubernetes.put("/api/v1/namespaces/home", {})

    async def answer(request: web.Request) -> web.Response:
        if not led_to(kubernetes, request.host, request.path):
            return web.Response(status=404)
        told = await platform.get(request.path)
        return web.Response(status=told.status_code, body=told.content)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][:2]
    await runner.cleanup()


@dataclass
class Ground:
    """A tenant with a verified domain, and what gets its certificate."""

    side: Side
    domain: Json
    platform: Platform
    kubernetes: Kubernetes
    settings: Settings
    cluster: Cluster

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Let the platform get certificates meanwhile."""
        database, signals = self.platform.database, Signals()
        part = AutomaticCertificates(self.settings, database, self.cluster, signals, round_seconds=0.05)
        await part.start()
        try:
            yield
        finally:
            await part.stop()

    async def ask(self) -> httpx.Response:
        return await self.side.client.put(f"{URL}/{self.domain['id']}/certificate/automatic")

    async def now(self) -> Json:
        return await self.side.show(self.domain)

    async def automatic(self) -> Json:
        found: Json = (await self.now())["automatic"]
        return found

    async def is_issued(self) -> bool:
        return bool((await self.automatic())["state"] == "issued")

    async def is_failing(self) -> bool:
        return bool((await self.automatic())["state"] == "failing")

    async def change(self, **values: Any) -> None:
        """Have time pass, or the like."""
        async with self.platform.database.session() as session:
            await session.execute(update(AutomaticCertificate).values(**values))

    def routes(self) -> list[str]:
        return [name for kind, _, name in self.kubernetes.objects if kind == ROUTES]


@pytest.fixture
async def domain(acme: Side, names: NameServer, authority: AcmeServer, gateway: tuple[str, int]) -> Json:
    """A verified domain; the authority finds its host."""
    made = await acme.claim(service_id=acme.service_id)
    names.put(made["record"]["name"], "TXT", made["record"]["value"])
    await acme.verify(made)
    authority.places[HOST] = gateway
    return made


@pytest.fixture
def ground(
    acme: Side, domain: Json, platform: Platform, kubernetes: Kubernetes, settings: Settings, cluster: Cluster
) -> Ground:
    """All of it."""
    return Ground(acme, domain, platform, kubernetes, settings, cluster)


async def test_a_certificate_is_got_kept_and_written_down(ground: Ground, authority: AcmeServer) -> None:
    assert (await ground.now())["can_automate"] is True
    asked = (await ground.ask()).json()
    assert (asked["automatic"]["state"], asked["certificate"]) == ("waiting", None)
    async with ground.at_work():
        await until(ground.is_issued)
        await until(lambda: not ground.routes())

    found = await ground.now()
    assert (found["certificate"]["state"], found["certificate"]["issuer"]) == ("valid", "Test authority")
    until_, since = (datetime.fromisoformat(found["certificate"][name]) for name in ("not_after", "not_before"))
    renewed = datetime.fromisoformat(found["automatic"]["next_try_at"])
    assert abs(renewed - (since + (until_ - since) * 2 / 3)) < timedelta(seconds=1)
    (looked,) = authority.fetched
    gone = await (ground.side.client).get(httpx.URL(looked).path)
    assert gone.status_code == 404  # challenges are answered while they are open only
    async with ground.platform.database.read() as session:
        log = (await session.execute(text("SELECT action, actor_name FROM operations"))).all()
        keys = [str(row) for row in await session.execute(text("SELECT private_key FROM acme_accounts"))]
    assert ("domain.set_certificate", "system") in [tuple(row) for row in log]
    assert "BEGIN" not in keys[0]


async def test_it_is_renewed_by_the_same_account_after_a_restart(ground: Ground, authority: AcmeServer) -> None:
    authority.forgetful = 2  # nonces are forgotten: that is no failure
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_issued)
    first = (await ground.now())["certificate"]["fingerprint"]
    await ground.change(next_try_at=utcnow() - timedelta(seconds=1))

    async def is_renewed() -> bool:
        return bool((await ground.now())["certificate"]["fingerprint"] != first)

    async with ground.at_work():
        await until(is_renewed)
    assert len(authority.accounts) == 1
    async with ground.platform.database.read() as session:
        assert len((await session.scalars(select(AcmeAccount))).all()) == 1


async def test_a_host_that_is_not_reached_is_told_plainly_and_tried_again_later(
    ground: Ground, authority: AcmeServer
) -> None:
    place = authority.places.pop(HOST)
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_failing)
        found = await ground.automatic()
        assert found["reason"]["code"] == "certificate.challenge_not_met"
        assert f"no address of {HOST}" in found["reason"]["message"]
        assert found["failures"] == 1
        pause = datetime.fromisoformat(found["next_try_at"]) - utcnow()
        assert timedelta(minutes=4) < pause <= timedelta(minutes=5)

        authority.places[HOST] = place
        again = (await ground.ask()).json()["automatic"]  # whoever clicks again does not tire the authority
        assert again["next_try_at"] == found["next_try_at"]
        await ground.change(tried_at=utcnow() - timedelta(minutes=6), next_try_at=utcnow() + timedelta(hours=5))
        await ground.ask()
        await until(ground.is_issued)
    assert (await ground.automatic())["reason"] is None


async def test_a_limit_of_the_authority_is_kept(ground: Ground, authority: AcmeServer) -> None:
    authority.limit, authority.retry_after = 0, 7200
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_failing)
    found = await ground.automatic()
    assert found["reason"]["code"] == "certificate.authority_limit"
    assert datetime.fromisoformat(found["next_try_at"]) - utcnow() > timedelta(minutes=119)


async def test_without_an_answer_of_the_authority_the_present_certificate_stays(
    ground: Ground, authority: AcmeServer
) -> None:
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_issued)
    ground.settings = ground.settings.model_copy(update={"acme_directory": "http://127.0.0.1:1/directory"})
    await ground.change(next_try_at=utcnow() - timedelta(seconds=1))
    async with ground.at_work():
        await until(ground.is_failing)
    found = await ground.now()
    assert found["automatic"]["reason"]["code"] == "certificate.authority_away"
    assert found["certificate"]["state"] == "valid"


async def test_one_that_ends_soon_is_no_trouble_while_it_is_renewed(ground: Ground, authority: AcmeServer) -> None:
    authority.days = (-1, 5)
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_issued)
    assert (await ground.now())["certificate"]["state"] == "valid"
    await ground.change(failures=3, problem="dns", detail="no such name")
    assert (await ground.now())["certificate"]["state"] == "urgent"
    (trouble,) = (await ground.side.client.get("/api/v1/overview")).json()["certificates"]["items"]
    assert trouble["reason"]["code"] == "certificate.challenge_not_met"


async def test_nothing_is_asked_for_before_the_domain_is_verified(
    ground: Ground, acme: Side, authority: AcmeServer
) -> None:
    other = await acme.claim("other.example.org")
    assert (await acme.client.put(f"{URL}/{other['id']}/certificate/automatic")).status_code == 200
    await ground.ask()
    async with ground.at_work():
        await until(ground.is_issued)
    assert [order["host"] for order in authority.orders] == [HOST]


async def test_one_of_the_tenants_own_is_not_replaced(ground: Ground, authority: AcmeServer) -> None:
    await ground.ask()
    issued = Authority().issue(HOST)
    own = await ground.side.client.put(f"{URL}/{ground.domain['id']}/certificate", json=issued.body)
    assert own.json()["automatic"] is None
    async with ground.at_work():
        await until(lambda: not authority.orders, 0.5)

    await ground.ask()
    assert (await ground.side.client.delete(f"{URL}/{ground.domain['id']}/certificate/automatic")).status_code == 204
    again = await ground.side.client.delete(f"{URL}/{ground.domain['id']}/certificate/automatic")
    assert refusal(again)[:2] == (404, "certificate.not_automatic")
    found = await ground.now()
    assert (found["automatic"], found["certificate"]["state"]) == (None, "valid")

    await ground.ask()
    assert (await ground.side.client.delete(f"{URL}/{ground.domain['id']}/certificate")).status_code == 204
    assert (await ground.now())["automatic"] is None


async def test_what_an_interrupted_try_left_is_taken_away(ground: Ground, authority: AcmeServer) -> None:
    leftover = solver.route(ground.settings, "01OLD", "old.example.org", "token")
    await ground.cluster.apply([leftover])
    async with ground.at_work():
        await until(lambda: not ground.routes())


class TestWithoutAnAuthority:
    """Where the settings name none."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Settings without one."""
        return settings.model_copy(update={"acme_directory": ""})

    async def test_it_is_refused(self, ground: Ground) -> None:
        assert (await ground.now())["can_automate"] is False
        assert refusal(await ground.ask())[:2] == (409, "certificate.no_authority")
        async with ground.platform.database.read() as session:
            assert (await session.scalars(select(DomainCertificate))).all() == []


def test_without_a_gateway_the_challenge_is_an_ingress(settings: Settings) -> None:
    plain = settings.model_copy(update={"gateway": "", "ingress_class": "nginx"})
    made = solver.route(plain, "01ABC", HOST, "token")
    path = {"path": "/.well-known/acme-challenge/token", "pathType": "Exact"}
    backend = {"service": {"name": "platform", "port": {"number": 7080}}}
    assert (made["kind"], made["metadata"]["namespace"]) == ("Ingress", "home")
    assert made["spec"]["rules"] == [{"host": HOST, "http": {"paths": [{**path, "backend": backend}]}}]
    assert made["spec"]["ingressClassName"] == "nginx"
