"""A service and its canary side by side, from what gateways count: the real Prometheus answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import update

from slipway.applications import Revision, Service
from slipway.db import utcnow
from slipway.monitoring.schemas import Measure
from slipway.monitoring.traffic import known_from, rate_seconds, span_since, steady_from
from slipway.server import Platform
from slipway.settings import Settings
from slipway.web import provide
from tests.slipway import prometheus
from tests.slipway.containers.conftest import Web
from tests.slipway.prometheus import History, Sample

CONFIG = {"image": "web:2", "ports": [{"port": 80}]}
HAPROXY = "haproxy_backend_http_responses_total"
LATENCY = "haproxy_backend_response_time_average_seconds"


def steady(*, per_second: float = 0.0, level: float = 0.0) -> list[Sample]:
    """An hour of a counter, or of a level, and half an hour to come: tests may be slow."""
    return [(ago, per_second * (86_400 - ago) if per_second else level) for ago in range(3600, -1800, -15)]


def counted() -> History:
    """What two gateways have counted in the last hour: 9 and 1 requests a second, of which 1 % and 20 % fail."""
    history = History()
    for service, per_second, errors, seconds in (("web", 9, 0.09, 0.02), ("web-canary", 1, 0.2, 0.05)):
        proxy = f"slipway-acme_{service}_80"
        history.add(HAPROXY, steady(per_second=per_second - errors), proxy=proxy, code="2xx")
        history.add(HAPROXY, steady(per_second=errors), proxy=proxy, code="5xx")
        history.add(LATENCY, steady(level=seconds), proxy=proxy)
        _mesh(history, service, (per_second, errors, seconds))
    for stranger in ("slipway-other_web_80", "slipway-acme_web_8080"):
        history.add(HAPROXY, steady(per_second=500), proxy=stranger, code="5xx")
        history.add(LATENCY, steady(level=30), proxy=stranger)
    return history


def _mesh(history: History, service: str, amounts: tuple[float, float, float]) -> None:
    per_second, errors, seconds = amounts
    of = {"reporter": "source", "destination_service_namespace": "slipway-acme", "destination_service_name": service}
    for code, amount in (("200", per_second - errors), ("503", errors)):
        history.add("istio_requests_total", steady(per_second=amount), **of, response_code=code)
    milliseconds = per_second * seconds * 1000
    history.add("istio_request_duration_milliseconds_sum", steady(per_second=milliseconds), **of)
    history.add("istio_request_duration_milliseconds_count", steady(per_second=per_second), **of)


@pytest.fixture(scope="module")
def gateway_prometheus() -> Iterator[str]:
    if not prometheus.installed():
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    with prometheus.running(counted()) as url:
        yield url


@pytest.fixture
def settings(settings: Settings, gateway_prometheus: str) -> Settings:
    return settings.model_copy(update={"prometheus_url": gateway_prometheus, "gateway_metrics": "localkube"})


@pytest.fixture
async def trial(platform: Platform, web: Web) -> str:
    """The address of the traffic of ``web`` and a canary that was started a quarter of an hour ago."""
    of = {"application_id": web.service.application_id, "tenant_id": web.tenant.id}
    canary = Service(
        **of, name="web-canary", replicas=1, published=True, revision=1, canary_of=web.service.id, canary_weight=10,
        created_at=utcnow() - timedelta(minutes=15),
    )  # fmt: skip
    async with platform.database.session() as session:
        session.add(canary)
        await session.flush()
        session.add(
            Revision(service_id=canary.id, tenant_id=web.tenant.id, number=1, config=CONFIG, created_by="somebody")
        )
        await session.execute(update(Revision).where(Revision.service_id == web.service.id).values(config=CONFIG))
    return f"{web.path}/canary/traffic"


@pytest.mark.parametrize("gateway", ["localkube", "istio"])
async def test_both_are_compared(
    platform: Platform, settings: Settings, developer: httpx.AsyncClient, trial: str, gateway: str
) -> None:
    """By what the gateway counts of them, and of nobody else."""
    provide(platform.app, Settings, settings.model_copy(update={"gateway_metrics": gateway}))

    shown = (await developer.get(trial)).json()

    assert shown["reason"] is None
    assert shown["stable"] == pytest.approx({"requests": 9, "errors": 0.01, "latency": 0.02}, rel=0.05)
    assert shown["canary"] == pytest.approx({"requests": 1, "errors": 0.2, "latency": 0.05}, rel=0.05)
    assert 880 <= shown["end"] - shown["start"] <= 915


async def test_own_queries_win(
    platform: Platform, settings: Settings, developer: httpx.AsyncClient, trial: str
) -> None:
    """Measures without one are those of the preset; without a preset they are not known."""
    of_canary = '{proxy="${namespace}_${service}_${port}"}'
    own = {"gateway_metrics": "", "gateway_requests_query": f"2 * sum(rate({HAPROXY}{of_canary}[${{window}}]))"}
    provide(platform.app, Settings, settings.model_copy(update=own))

    shown = (await developer.get(trial)).json()

    assert shown["canary"] == {"requests": pytest.approx(2, rel=0.05), "errors": None, "latency": None}


async def test_what_nothing_is_known_of_says_why(
    platform: Platform, settings: Settings, developer: httpx.AsyncClient, trial: str
) -> None:
    own = {"gateway_metrics": "", "gateway_requests_query": 'nothing{a="${namespace}",b="${service}"}'}
    provide(platform.app, Settings, settings.model_copy(update=own))

    old = (await developer.get(trial)).json()
    async with platform.database.session() as session:
        await session.execute(update(Service).where(Service.name == "web-canary").values(created_at=utcnow()))
    young = (await developer.get(trial)).json()

    assert old["canary"] == {"requests": None, "errors": None, "latency": None}
    assert (old["reason"]["code"], young["reason"]["code"]) == ("not_counted", "too_early")


async def test_without_names_of_metrics_there_is_a_plain_refusal(
    platform: Platform, settings: Settings, developer: httpx.AsyncClient, trial: str
) -> None:
    provide(platform.app, Settings, settings.model_copy(update={"gateway_metrics": ""}))
    refused = await developer.get(trial)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "prometheus.gateway_not_set")


async def test_a_service_without_a_canary_has_nothing_to_compare(web: Web, developer: httpx.AsyncClient) -> None:
    refused = await developer.get(f"{web.path}/canary/traffic")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "service.no_canary")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ('a{b="${tenant}"}', "only"),
        ('a{b="$"}', "only"),
        ('a{service="${service}"}', "others' requests"),
    ],
)
def test_a_query_that_would_count_others_is_refused(query: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Settings.model_validate({"gateway_errors_query": query})


def share(shown: dict[str, Any]) -> list[float]:
    (errors,) = (each for each in shown["comparisons"] if each["measure"] == "errors")
    return [value for _, value in errors["canary"] if value is not None]


async def test_the_share_of_errors_is_shown_over_time(developer: httpx.AsyncClient, trial: str) -> None:
    values = share((await developer.get(trial)).json())
    assert len(values) > 40
    assert values[-1] == pytest.approx(0.2, rel=0.05)


def test_the_rates_of_a_young_canary_are_not_over_a_time_in_which_it_was_not_there() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    ages = (5, 75, 600)
    spans = [span_since(now - timedelta(seconds=age), now.timestamp()) for age in ages]
    assert [rate_seconds(span) for span in spans] == [45, 75, 120]


async def test_rates_that_reach_back_before_the_canary_are_not_shown(developer: httpx.AsyncClient, trial: str) -> None:
    shown = (await developer.get(trial)).json()
    (requests,) = (each for each in shown["comparisons"] if each["measure"] == "requests")
    for side in ("stable", "canary"):
        unknown = [time - shown["start"] for time, value in requests[side] if value is None]
        assert max(unknown) <= 120 <= max(unknown) + 2 * shown["step"], side


def test_a_young_canary_has_its_last_rate_only() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    since = now - timedelta(seconds=75)
    span = span_since(since, now.timestamp())
    known = known_from(steady_from(since, span), {Measure.REQUESTS: dict.fromkeys(span.times(), 1.0)})
    assert list(known[Measure.REQUESTS]) == [span.end]


def test_an_hour_at_most_is_shown() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert span_since(now - timedelta(days=1), now.timestamp()).start == int(now.timestamp()) - 3600
