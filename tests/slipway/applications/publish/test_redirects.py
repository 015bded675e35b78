"""Visitors of own domains are led to https only where the Gateway serves them there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slipway.applications.publish.redirects import Doors, doors_of
from slipway.applications.publish.routing import Front, routes
from slipway.applications.views import Redirect, ServiceView
from tests.slipway.applications.status.samples import service

Obj = dict[str, Any]
HOST = "a.example.net"
SECURE = Doors(("http", "other"), frozenset({"own-01abc"}))


def web(**changed: Any) -> ServiceView:
    plain = service(ports=[{"port": 8000}], **changed)
    hosts = (HOST, "b.example.net")
    return replace(plain, own_hosts=hosts, secure_hosts=(HOST,), redirects=(Redirect(HOST, "01ABC"),))


def rendered(of: ServiceView, doors: Doors | None) -> dict[str, Obj]:
    return {name: body["spec"] for name, body in routes(of, Front("apps.localhost", "infra/public", doors=doors))}


def test_a_host_is_answered_at_plain_listeners_with_where_it_is_served() -> None:
    found = rendered(web(domain="shop"), SECURE)
    assert list(found) == ["web.secure", "web.redirect", "web"]  # what the last one lets go of is there already
    gateway = {"name": "public", "namespace": "infra"}
    assert found["web"]["hostnames"] == ["shop.apps.localhost", "b.example.net"]
    assert found["web"]["parentRefs"] == [gateway]
    assert found["web.secure"]["hostnames"] == found["web.redirect"]["hostnames"] == [HOST]
    assert found["web.secure"]["parentRefs"] == [{**gateway, "sectionName": "own-01abc"}]
    assert found["web.secure"]["rules"] == found["web"]["rules"]
    assert found["web.redirect"]["parentRefs"] == [{**gateway, "sectionName": name} for name in ("http", "other")]
    redirect = {"scheme": "https", "statusCode": 301}
    assert found["web.redirect"]["rules"] == [{"filters": [{"type": "RequestRedirect", "requestRedirect": redirect}]}]


def test_another_port_than_https_own_is_told() -> None:
    found = rendered(web(), replace(SECURE, tls_port=8443))["web.redirect"]["rules"]
    assert found[0]["filters"][0]["requestRedirect"]["port"] == 8443


def test_without_other_hosts_nothing_is_served_by_both() -> None:
    only = replace(web(), own_hosts=(HOST,))
    assert list(rendered(only, SECURE)) == ["web.secure", "web.redirect"]


@pytest.mark.parametrize(
    "doors",
    [None, Doors(("http",), frozenset()), Doors(("http",), frozenset({"own-other"})), Doors((), SECURE.secure)],
    ids=["unknown", "not yet served", "another's", "no listener for http"],
)
def test_nobody_is_led_to_where_nothing_serves(doors: Doors | None) -> None:
    found = rendered(web(), doors)
    assert list(found) == ["web"]
    assert found["web"]["hostnames"] == [HOST, "b.example.net"]


def test_the_gateway_tells_which_of_its_listeners_serve() -> None:
    def told(name: str, **conditions: str) -> Obj:
        return {"name": name, "conditions": [{"type": kind, "status": status} for kind, status in conditions.items()]}

    spec = [("http", "HTTP"), ("https", "HTTPS"), ("own-1", "HTTPS"), ("own-2", "HTTPS"), ("own-3", "HTTPS")]
    gateway = {
        "spec": {"listeners": [{"name": name, "protocol": protocol} for name, protocol in spec]},
        "status": {
            "listeners": [
                told("http", Programmed="True"),
                told("https", Programmed="True"),
                told("own-1", Accepted="True", Programmed="True"),
                told("own-2", Accepted="True", Programmed="False"),
            ]
        },
    }
    assert doors_of(gateway, 443) == Doors(("http",), frozenset({"own-1"}))
