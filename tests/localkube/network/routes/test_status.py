"""What objects are told. Pure but for time stamps."""

from __future__ import annotations

from pathlib import Path

from localkube.network.routes.plan import plan_of
from localkube.network.routes.settings import CONTROLLER, Settings
from localkube.network.routes.status import differs, status_changes
from localkube.network.routes.world import World
from localkube.objects.access import Obj
from localkube.objects.meta import clone
from tests.localkube.network.routes import factory, tls
from tests.localkube.network.routes.test_plan import world

SETTINGS = Settings("test", Path("/tmp/x"), port=8080)


def told(given: World, obj: Obj, failure: str = "", *, tls: bool = False) -> Obj:
    """The status of an object of this world, after it was told."""
    name = obj["metadata"]["name"]
    changed = clone(obj)
    for change in status_changes(plan_of(given, tls=tls), SETTINGS, failure):
        if change.key[1] == name:
            change.change(changed)
    status: Obj = changed.get("status") or {}
    return status


def conditions(status: Obj) -> dict[str, tuple[str, str]]:
    return {found["type"]: (found["status"], found["reason"]) for found in status["conditions"]}


def route_conditions(route: Obj, **tables: list[Obj]) -> dict[str, tuple[str, str]]:
    (parent,) = told(world(routes=[route], **tables), route)["parents"]
    return conditions(parent)


def test_a_gateway_is_programmed_at_the_address_that_is_listened_on() -> None:
    gateway = factory.gateway()

    status = told(world(gateways=[gateway], routes=[factory.http_route()]), gateway)

    assert conditions(status) == {"Accepted": ("True", "Accepted"), "Programmed": ("True", "Programmed")}
    assert status["addresses"] == [{"type": "IPAddress", "value": "127.0.0.1"}]
    (listener,) = status["listeners"]
    assert (listener["name"], listener["attachedRoutes"]) == ("http", 1)
    assert conditions(listener) == {
        "Accepted": ("True", "Accepted"),
        "Conflicted": ("False", "NoConflicts"),
        "ResolvedRefs": ("True", "ResolvedRefs"),
        "Programmed": ("True", "Programmed"),
    }


def test_a_tls_listener_without_a_port_for_it_is_not_programmed_and_says_why() -> None:
    gateway = factory.gateway(factory.listener(), factory.listener("tls", protocol="HTTPS", port=443))

    status = told(world(gateways=[gateway]), gateway)

    assert conditions(status) == {"Accepted": ("True", "ListenersNotValid"), "Programmed": ("True", "Programmed")}
    tls = status["listeners"][1]
    assert conditions(tls)["Programmed"] == ("False", "Invalid")
    assert conditions(tls)["Accepted"] == ("False", "PortUnavailable")
    assert "--gateway-tls-port" in tls["conditions"][0]["message"]


def test_a_gateway_of_tls_listeners_alone_is_not_accepted() -> None:
    gateway = factory.gateway(factory.listener("tls", protocol="HTTPS", port=443))

    status = told(world(gateways=[gateway]), gateway)

    assert conditions(status) == {"Accepted": ("False", "ListenersNotValid"), "Programmed": ("False", "Invalid")}


def test_tls_that_is_passed_through_is_refused_by_condition() -> None:
    passing = {"protocol": "TLS", "port": 443, "tls": {"mode": "Passthrough"}}
    kinds = [{"group": "gateway.networking.k8s.io", "kind": "TLSRoute"}]
    allowed = {"namespaces": {"from": "All"}, "kinds": kinds}
    ending = {"protocol": "HTTPS", "port": 444, "tls": {"mode": "Passthrough"}}
    gateway = factory.gateway(
        factory.listener(),
        factory.listener("passed", **passing),
        factory.listener("kinds", **passing, allowedRoutes=allowed),
        factory.listener("https", **ending),
    )

    served, *refused = told(world(gateways=[gateway]), gateway, tls=True)["listeners"]

    assert conditions(served)["Programmed"] == ("True", "Programmed")
    assert [listener["name"] for listener in refused] == ["passed", "kinds", "https"]
    for listener in refused:
        assert conditions(listener)["Accepted"] == ("False", "UnsupportedProtocol")
        assert conditions(listener)["Programmed"][0] == "False"
        assert listener["supportedKinds"] == []
    assert conditions(refused[1])["ResolvedRefs"] == ("False", "InvalidRouteKinds")


def test_kinds_of_routes_that_are_not_served_are_told_and_those_that_are_go_on() -> None:
    kinds = [{"kind": "HTTPRoute"}, {"kind": "TLSRoute"}]
    mixed = factory.listener(allowedRoutes={"namespaces": {"from": "All"}, "kinds": kinds})
    gateway = factory.gateway(mixed)

    (listener,) = told(world(gateways=[gateway], routes=[factory.http_route()]), gateway)["listeners"]

    assert conditions(listener)["ResolvedRefs"] == ("False", "InvalidRouteKinds")
    assert conditions(listener)["Programmed"] == ("True", "Programmed")
    assert (listener["attachedRoutes"], [kind["kind"] for kind in listener["supportedKinds"]]) == (1, ["HTTPRoute"])


def test_after_a_failure_only_gateways_are_told_and_told_why() -> None:
    gateway, route = factory.gateway(), factory.http_route()
    given = world(gateways=[gateway], routes=[route])

    status = told(given, gateway, failure="HAProxy says no")

    assert conditions(status)["Programmed"] == ("False", "Invalid")
    assert "HAProxy says no" in [condition["message"] for condition in status["conditions"]]
    assert told(given, route, failure="HAProxy says no") == {}


def test_a_route_is_accepted_with_the_generation_that_was_seen() -> None:
    route = factory.http_route(generation=7)

    (parent,) = told(world(routes=[route]), route)["parents"]

    assert (parent["controllerName"], parent["parentRef"]) == (CONTROLLER, factory.parent())
    assert {condition["observedGeneration"] for condition in parent["conditions"]} == {7}
    assert conditions(parent) == {"Accepted": ("True", "Accepted"), "ResolvedRefs": ("True", "ResolvedRefs")}


def test_a_route_is_told_what_is_wrong() -> None:
    regular = factory.rule(match={"path": {"type": "RegularExpression", "value": "/(x+)+"}})
    unresolved = factory.http_route(factory.rule(factory.backend("gone")))

    assert route_conditions(factory.http_route(regular))["Accepted"] == ("False", "UnsupportedValue")
    assert route_conditions(factory.http_route(factory.rule(), regular)) == {
        "Accepted": ("True", "Accepted"),
        "PartiallyInvalid": ("True", "UnsupportedValue"),
        "ResolvedRefs": ("True", "ResolvedRefs"),
    }
    assert route_conditions(unresolved)["ResolvedRefs"] == ("False", "BackendNotFound")
    refused = factory.http_route(parents=(factory.parent(sectionName="x"),))
    assert route_conditions(refused)["Accepted"] == ("False", "NoMatchingParent")


def test_what_others_told_a_route_stays_and_what_we_told_goes_with_the_parent() -> None:
    theirs = {"parentRef": {"name": "x"}, "controllerName": "else.where/x", "conditions": []}
    ours = {"parentRef": factory.parent(), "controllerName": CONTROLLER, "conditions": []}
    route = factory.http_route(parents=({"name": "x"},)) | {"status": {"parents": [theirs, ours]}}

    assert told(world(routes=[route]), route)["parents"] == [theirs]


def test_telling_twice_changes_nothing() -> None:
    given = world(
        routes=[factory.http_route(factory.rule(factory.backend("gone")))],
        ingresses=[factory.ingress(factory.ingress_rule("i.test"))],
        ingress_classes=[factory.ingress_class()],
    )
    tables = (given.classes, given.gateways, given.routes, given.ingresses)
    objects = {key: obj for table in tables for key, obj in table.items()}
    changes = list(status_changes(plan_of(given), SETTINGS))

    assert len(changes) == 4
    for change in changes:
        obj = objects[change.key]
        assert differs(obj, change.change)
        change.change(obj)
        assert not differs(obj, change.change)


def secure_listener(listener: Obj, **tables: list[Obj]) -> dict[str, tuple[str, str]]:
    """The conditions of a listener for TLS."""
    gateway = factory.gateway(factory.listener(), listener)
    return conditions(told(world(gateways=[gateway], **tables), gateway, tls=True)["listeners"][1])


def test_a_tls_listener_tells_which_certificate_it_cannot_have() -> None:
    good = tls.secret(tls.make("a.test"))
    elsewhere = tls.listener(tls={"certificateRefs": [{"name": "cert", "namespace": "other"}]})
    far = tls.secret(tls.make("a.test"), namespace="other")
    source = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "localkube-system"}
    spec = {"from": [source], "to": [{"group": "", "kind": "Secret"}]}
    grant = {"metadata": factory.meta("g", "other"), "spec": spec}
    services = {**grant, "spec": {**spec, "to": [{"group": "", "kind": "Service"}]}}
    foreign = tls.listener(tls={"certificateRefs": [{"name": "cert", "kind": "ConfigMap"}]})
    bad = tls.secret(tls.Made("x", "y"))
    invalid, refused, fine = ("False", "InvalidCertificateRef"), ("False", "RefNotPermitted"), ("True", "ResolvedRefs")

    found = {
        "good": secure_listener(tls.listener(), secrets=[good]),
        "missing": secure_listener(tls.listener()),
        "bad": secure_listener(tls.listener(), secrets=[bad]),
        "kind": secure_listener(foreign, secrets=[good]),
        "none": secure_listener(tls.listener(tls={"mode": "Terminate"}), secrets=[good]),
        "far": secure_listener(elsewhere, secrets=[far]),
        "granted": secure_listener(elsewhere, secrets=[far], grants=[grant]),
        "granted other": secure_listener(elsewhere, secrets=[far], grants=[services]),
        "one of two": secure_listener(tls.listener("https", "gone", "cert"), secrets=[good]),
    }

    assert {name: (each["ResolvedRefs"], each["Programmed"][0]) for name, each in found.items()} == {
        "good": (fine, "True"),
        "missing": (invalid, "False"),
        "bad": (invalid, "False"),
        "kind": (invalid, "False"),
        "none": (invalid, "False"),
        "far": (refused, "False"),
        "granted": (fine, "True"),
        "granted other": (refused, "False"),
        "one of two": (invalid, "True"),
    }
    assert {each["Accepted"] for each in found.values()} == {("True", "Accepted")}


def test_one_port_has_one_protocol() -> None:
    found = secure_listener(tls.listener(port=80), secrets=[tls.secret(tls.make("a.test"))])
    assert found["Conflicted"] == ("True", "ProtocolConflict")
    assert found["Programmed"] == ("False", "Invalid")
