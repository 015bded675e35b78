"""What a Gateway is told, and what it says of it."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications.domains.listeners import SecureHost, gateway, ours, problems, secret
from slipway.applications.publish.routing import TlsFiles

HOST = SecureHost("01ABC", "www.example.org", "slipway-acme", TlsFiles("chain", "key"))


def live(name: str, **conditions: str) -> dict[str, Any]:
    told = [{"type": kind, "status": status, "message": f"{kind} is {status}"} for kind, status in conditions.items()]
    status = {"listeners": [{"name": name, "conditions": told}]}
    return {"spec": {"listeners": [{"name": name}]}, "status": status}


def test_a_listener_refers_to_a_secret_beside_the_gateway() -> None:
    (listener,) = gateway("infra/public", [HOST], 443)["spec"]["listeners"]
    made = secret(HOST, "infra")
    assert made["metadata"]["namespace"] == "infra"
    assert listener["tls"]["certificateRefs"] == [{"name": made["metadata"]["name"]}]


def test_without_hosts_nothing_is_said_of_listeners() -> None:
    assert gateway("infra/public", [], 443)["spec"] == {}


@pytest.mark.parametrize(
    ("conditions", "problem"),
    [
        ({"Accepted": "True", "Programmed": "True", "ResolvedRefs": "True", "Conflicted": "False"}, None),
        ({"Accepted": "True", "ResolvedRefs": "False"}, "ResolvedRefs is False"),
        ({"Accepted": "False"}, "Accepted is False"),
        ({"Conflicted": "True"}, "Conflicted is True"),
        ({"Programmed": "Unknown"}, None),
    ],
)
def test_a_listener_that_does_not_serve_is_told_in_the_gateways_words(
    conditions: dict[str, str], problem: str | None
) -> None:
    assert problems(live(HOST.listener, **conditions)).get(HOST.listener) == problem


def test_listeners_of_others_are_none_of_ours() -> None:
    found = live("https", Accepted="False")
    assert (ours(found), problems(found)) == ([], {})
