"""The public's requests to the services of an application, from what gateways count: the real Prometheus answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import update

from slipway.applications import Revision, Service
from slipway.server import Platform
from slipway.settings import Settings
from slipway.web import provide
from tests.slipway import prometheus
from tests.slipway.containers.conftest import Web
from tests.slipway.monitoring.conftest import every
from tests.slipway.prometheus import History

CONFIG = {"image": "web:2", "ports": [{"port": 80}]}
HAPROXY = "haproxy_backend_http_responses_total"
LATENCY = "haproxy_backend_response_time_average_seconds"
COUNTED = (("web", 9, 0.09, 0.02), ("web-canary", 1, 0.2, 0.07), ("shop", 3, 0.0, 0.01))
"""Of each service: requests and failures a second, and seconds until an answer begins."""


@pytest.fixture(scope="module")
def gateway_prometheus() -> Iterator[str]:
    if not prometheus.installed():
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    history = History()
    for service, requests, errors, seconds in COUNTED:
        proxy = f"slipway-acme_{service}_80"
        history.add(HAPROXY, every(15, per_second=requests - errors), proxy=proxy, code="2xx")
        history.add(LATENCY, every(15, level=seconds), proxy=proxy)
        if errors:
            history.add(HAPROXY, every(15, per_second=errors), proxy=proxy, code="5xx")
    history.add(HAPROXY, every(15, per_second=500), proxy="slipway-other_web_80", code="5xx")
    with prometheus.running(history) as url:
        yield url


@pytest.fixture
def settings(settings: Settings, gateway_prometheus: str) -> Settings:
    return settings.model_copy(update={"prometheus_url": gateway_prometheus, "gateway_metrics": "localkube"})


@dataclass(frozen=True)
class Shop:
    """An application of which ``web`` has a domain and a canary, ``shop`` a domain, ``inner`` none."""

    platform: Platform
    web: Web
    path: str

    async def add(self, name: str, *, domain: str | None, canary_of: str | None = None) -> None:
        """Add a published service."""
        of = {"application_id": self.web.service.application_id, "tenant_id": self.web.tenant.id}
        trial = {"canary_of": canary_of, "canary_weight": 10} if canary_of else {}
        service = Service(**of, name=name, replicas=1, published=True, revision=1, **trial)
        async with self.platform.database.session() as session:
            session.add(service)
            await session.flush()
            config = {**CONFIG, "domain": domain}
            told = {"service_id": service.id, "tenant_id": self.web.tenant.id, "number": 1, "config": config}
            session.add(Revision(**told, created_by="somebody"))


@pytest.fixture
async def shop(platform: Platform, web: Web) -> Shop:
    made = Shop(platform, web, f"/api/v1/applications/{web.service.application_id}/traffic")
    async with platform.database.session() as session:
        of_web = update(Revision).where(Revision.service_id == web.service.id)
        await session.execute(of_web.values(config={**CONFIG, "domain": "web"}))
        await session.execute(update(Service).where(Service.id == web.service.id).values(published=True))
    await made.add("web-canary", domain=None, canary_of=web.service.id)
    await made.add("shop", domain="shop")
    await made.add("inner", domain=None)
    return made


async def test_each_public_service_is_told_with_its_canary(shop: Shop, developer: httpx.AsyncClient) -> None:
    """All of them by one question for each measure; nobody else's requests are among them."""
    told = (await developer.get(shop.path)).raise_for_status().json()

    found = {each.pop("name"): each for each in told["services"]}
    assert told["reason"] is None
    assert set(found) == {"web", "shop"}
    assert found["web"].pop("service_id") == shop.web.service.id
    assert found["web"] == pytest.approx({"requests": 10, "errors": 0.029, "latency": 0.025}, rel=0.05)
    del found["shop"]["service_id"]
    assert found["shop"] == pytest.approx({"requests": 3, "errors": 0, "latency": 0.01}, rel=0.05)


async def test_that_nothing_is_counted_is_said(
    platform: Platform, settings: Settings, shop: Shop, developer: httpx.AsyncClient
) -> None:
    """A measure without a query is not known; a query without an answer tells nothing of anybody."""
    own = {"gateway_metrics": "", "gateway_requests_query": 'nothing{a="${namespace}",b="${service}"}'}
    provide(platform.app, Settings, settings.model_copy(update=own))

    told = (await developer.get(shop.path)).raise_for_status().json()

    assert told["reason"]["code"] == "not_counted"
    assert [(each["requests"], each["errors"], each["latency"]) for each in told["services"]] == [(None,) * 3] * 2


async def test_without_names_of_metrics_there_is_a_plain_refusal(
    platform: Platform, settings: Settings, shop: Shop, developer: httpx.AsyncClient
) -> None:
    provide(platform.app, Settings, settings.model_copy(update={"gateway_metrics": ""}))
    refused = await developer.get(shop.path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "prometheus.gateway_not_set")


async def test_an_application_without_an_address_asks_nobody(
    platform: Platform, settings: Settings, web: Web, developer: httpx.AsyncClient
) -> None:
    unused = settings.model_copy(update={"prometheus_url": "", "gateway_metrics": ""})
    provide(platform.app, Settings, unused)
    told = (await developer.get(f"/api/v1/applications/{web.service.application_id}/traffic")).raise_for_status()
    assert told.json()["services"] == []
