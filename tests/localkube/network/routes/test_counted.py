"""What the gateway counts, as a Prometheus reads it: of a real HAProxy."""

from __future__ import annotations

import re

import pytest

from localkube.network.routes import Routes, RoutesError, Settings
from localkube.network.routes.counted import page
from localkube.network.routes.proxy import Proxy
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Fleet, Until
from tests.localkube.network.routes.pods import fetch

SAMPLE = re.compile(r'haproxy_backend_(\w+)\{(\w+="[^"]*"(?:,\w+="[^"]*")*)\} ([0-9.]+)')


def counts(text: bytes, metric: str = "http_responses_total") -> dict[str, float]:
    """Values by their labels; every line is one of the format."""
    samples = [line for line in text.decode().splitlines() if not line.startswith("#")]
    found = [SAMPLE.fullmatch(line) for line in samples]
    assert all(found)
    return {match[2]: float(match[3]) for match in found if match and match[1] == metric}


async def test_answers_are_counted_by_service_and_status(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    """Also those that the gateway gives because nobody else does; and a slow service's time shows."""
    fleet.service("web")
    fleet.service("idle")
    fleet.point("web", await fleet.pod("web", 1, delay=0.05))
    rules = (factory.rule(), factory.rule(factory.backend("idle"), match=factory.prefix("/idle")))
    access.create(factory.ROUTES, "shop", factory.http_route(*rules))
    await until(lambda: routes.proxy.pods("shop_web_80"))

    for path in ("/", "/", "/idle"):
        await fetch(settings.port, "a.test", path)
    await fetch(settings.port, "unknown.test")
    told = await routes.metrics()

    found = {labels: value for labels, value in counts(told).items() if value}
    assert found == {'proxy="shop_web_80",code="2xx"': 2, 'proxy="shop_idle_80",code="5xx"': 1}
    times = counts(told, "response_time_average_seconds")
    assert set(times) == {'proxy="shop_web_80"', 'proxy="shop_idle_80"'}
    assert 0.01 < times['proxy="shop_web_80"'] < 1


async def test_without_haproxy_there_are_no_numbers(settings: Settings) -> None:
    with pytest.raises(RoutesError, match="does not run"):
        await Proxy(settings).counted()


def test_backends_that_answer_by_themselves_are_left_out() -> None:
    head = "# pxname,svname,rtime,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,"
    rows = [f"{name},BACKEND,0,0,1,0,0,0,0," for name in ("unknown", "redirect.1f", "refuse.2e", "shop_web_80.3d")]
    assert set(counts(page("\n".join([head, *rows, ""])), "response_time_average_seconds")) == {
        'proxy="shop_web_80.3d"'
    }
