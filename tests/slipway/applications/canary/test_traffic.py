"""Which share of the requests a canary gets, and when it may go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from slipway.applications.canary.manage import replicas_for
from slipway.applications.canary.traffic import with_shares
from slipway.applications.publish.plan import plan_of
from slipway.applications.publish.routing import Front, routes
from slipway.applications.status.observed import Owned, Sight
from slipway.applications.views import ServiceView, Share, Trial
from slipway.cluster import HTTP_ROUTE
from tests.slipway.applications.status.samples import application, running, service

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PORTS = [{"port": 80}]
WEB = service("web", ports=PORTS, domain="shop")
CANARY = service("web-canary", ports=PORTS, trial=Trial("web-id", 10, NOW))
GONE = replace(CANARY, deleting=True, published=False)
PROMOTED = replace(GONE, trial=Trial("web-id", 10, NOW, promoted=True))


def routed(sight: Sight, weight: int | None) -> Sight:
    """The sight with a route that leads so many of a hundred requests to the canary; None: that does not name it."""
    backends = [{"name": "web", "port": 80}]
    if weight is not None:
        backends.append({"name": "web-canary", "port": 80, "weight": weight})
    obj = {"metadata": {"name": "web", "uid": "web-r"}, "spec": {"rules": [{"backendRefs": backends}]}}
    return replace(sight, owned=(*sight.owned, Owned(HTTP_ROUTE, obj)))


def share(canary: ServiceView, web: Sight, beside: Sight, stable: ServiceView = WEB) -> Share | None:
    """What is led past web."""
    view = with_shares(application(stable, canary), {"web-id": web, "web-canary-id": beside})
    return view.services[0].aside


def removed(canary: ServiceView, web: Sight) -> set[str]:
    """The names of what the next pass removes."""
    plan = plan_of(application(WEB, canary), {"web-id": web, "web-canary-id": running(canary)})
    return {each.name for each in plan.remove}


def test_no_request_is_led_to_a_canary_that_is_not_ready_yet() -> None:
    assert share(CANARY, routed(running(WEB), None), Sight()) is None


def test_a_ready_canary_gets_its_weight() -> None:
    assert share(CANARY, routed(running(WEB), None), running(CANARY)) == Share("web-canary", 10)


def test_a_greater_share_waits_for_all_of_its_pods() -> None:
    grown = replace(CANARY, replicas=2, trial=Trial("web-id", 50, NOW))
    assert share(grown, routed(running(WEB), 10), running(CANARY)) == Share("web-canary", 10)


def test_a_smaller_share_waits_for_nothing() -> None:
    shrunk = replace(CANARY, replicas=2, trial=Trial("web-id", 5, NOW))
    assert share(shrunk, routed(running(WEB), 50), running(CANARY)) == Share("web-canary", 5)


def test_a_canary_that_lost_all_pods_gets_nothing() -> None:
    assert share(CANARY, routed(running(WEB), 10), Sight()) == Share("web-canary", 0)


def test_an_aborted_canary_goes_when_no_route_names_it() -> None:
    """Weights first, then the pods."""
    assert share(GONE, routed(running(WEB), 10), running(CANARY)) is None
    assert removed(GONE, routed(running(WEB), 10)) == set()
    assert removed(GONE, routed(running(WEB), None)) == {"web-canary"}


def test_a_promoted_canary_serves_until_the_service_runs_its_configuration() -> None:
    newer = replace(WEB, revision=2)
    web = routed(running(WEB), 10)
    assert share(PROMOTED, web, running(CANARY), newer) == Share("web-canary", 10)
    assert share(PROMOTED, routed(running(WEB), 10), running(CANARY), WEB) is None


def test_a_route_shares_requests_by_weight() -> None:
    front = Front("apps.localhost", "infra/public")
    ((_, made),) = routes(replace(WEB, aside=Share("web-canary", 10)), front)
    assert made["spec"]["rules"][0]["backendRefs"] == [
        {"name": "web", "port": 80, "weight": 90},
        {"name": "web-canary", "port": 80, "weight": 10},
    ]


def test_replicas_bear_the_share() -> None:
    assert [replicas_for(weight, 10) for weight in (0, 1, 10, 50, 100)] == [1, 1, 1, 5, 10]
