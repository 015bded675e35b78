"""From objects to routing: attachment, references, what is refused. Pure."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.network.routes.hosts import host_of, meeting
from localkube.network.routes.listeners import listeners_of
from localkube.network.routes.model import RefusalBackend, ServiceBackend, backend_name
from localkube.network.routes.plan import Plan, Route, plan_of
from localkube.network.routes.world import World, key_of
from localkube.objects.access import Obj
from tests.localkube.network.routes import factory


def world(**tables: list[Obj]) -> World:
    """A world of these objects, with our gateway and class unless others are given."""
    given: dict[str, Any] = {"classes": [factory.gateway_class()], "gateways": [factory.gateway()]}
    given |= {"services": [factory.service()]} | tables
    return World(**{name: {key_of(obj): obj for obj in objects} for name, objects in given.items()})


def only(plan: Plan) -> Route:
    """The one route of a plan."""
    (route,) = plan.routes
    return route


def refusal(plan: Plan) -> str:
    """Why the one parent of the one route refuses it; empty when it does not."""
    (attachment,) = only(plan).attachments
    return attachment.refusal[0] if attachment.refusal else ""


def refused_with(plan: Plan) -> int:
    """The status that the one rule of a plan answers with."""
    ((_, backend),) = plan.routing.rules[0].shares
    assert isinstance(backend, RefusalBackend)
    return backend.status


def test_a_route_becomes_a_rule_for_its_host_and_service() -> None:
    (rule,) = plan_of(world(routes=[factory.http_route()])).routing.rules

    assert (rule.host.form, rule.host.name, rule.match.path) == ("exact", "a.test", "/")
    assert rule.shares == ((1, ServiceBackend("shop", "web", 80)),)


@pytest.mark.parametrize(
    ("listener", "wanted", "met"),
    [
        ("", (), [""]),
        ("", ("a.test", "*.b.test"), ["a.test", "*.b.test"]),
        ("*.test", ("a.test", "b.a.test", "other.org"), ["a.test", "b.a.test"]),
        ("*.test", ("*.a.test",), ["*.a.test"]),
        ("x.a.test", ("*.a.test",), ["x.a.test"]),
        ("*.a.test", ("*.test",), ["*.a.test"]),
        ("*.test", ("test",), []),
        ("a.test", ("A.TEST",), ["a.test"]),
        ("a.test", (), ["a.test"]),
    ],
)
def test_hosts_of_listener_and_route_meet(listener: str, wanted: tuple[str, ...], met: list[str]) -> None:
    assert meeting(host_of(listener), map(host_of, wanted)) == tuple(map(host_of, met))


@pytest.mark.parametrize(
    ("listener", "parent", "reason"),
    [
        (factory.listener(), factory.parent(), ""),
        (factory.listener(), factory.parent(sectionName="other"), "NoMatchingParent"),
        (factory.listener(), factory.parent(port=81), "NoMatchingParent"),
        (factory.listener(allow="Same"), factory.parent(), "NotAllowedByListeners"),
        (factory.listener(hostname="b.test"), factory.parent(), "NoMatchingListenerHostname"),
        (factory.listener(protocol="HTTPS"), factory.parent(), "Pending"),
    ],
)
def test_a_parent_may_refuse_a_route(listener: Obj, parent: Obj, reason: str) -> None:
    plan = plan_of(world(gateways=[factory.gateway(listener)], routes=[factory.http_route(parents=(parent,))]))

    assert refusal(plan) == reason
    assert bool(plan.routing.rules) == (reason == "")


@pytest.mark.parametrize(("labels", "reason"), [({"team": "a"}, ""), ({}, "NotAllowedByListeners")])
def test_a_listener_selects_namespaces_by_label(labels: dict[str, str], reason: str) -> None:
    selector = {"from": "Selector", "selector": {"matchLabels": {"team": "a"}}}
    gateway = factory.gateway(factory.listener() | {"allowedRoutes": {"namespaces": selector}})
    shop = {"metadata": factory.meta("shop", labels=labels)}

    plan = plan_of(world(gateways=[gateway], namespaces=[shop], routes=[factory.http_route()]))

    assert refusal(plan) == reason


def test_gateways_of_others_are_left_alone() -> None:
    plan = plan_of(world(classes=[factory.gateway_class(controller="else.where/x")], routes=[factory.http_route()]))

    assert (plan.classes, plan.gateways, plan.routes, plan.routing.rules) == ((), (), (), ())


def test_listeners_tell_what_is_wrong_with_them() -> None:
    kinds = {"namespaces": {"from": "All"}, "kinds": [{"kind": "TCPRoute"}]}
    gateway = factory.gateway(
        factory.listener("ok"),
        factory.listener("twice"),
        factory.listener("tls", protocol="HTTPS", port=443),
        factory.listener("raw", protocol="TCP", port=5000),
        factory.listener("kinds", port=81) | {"allowedRoutes": kinds},
    )

    problems = {listener.name: listener.problem for listener in listeners_of(gateway, world(), tls=False)}

    assert {name: problem and problem[0] for name, problem in problems.items()} == {
        "ok": None,
        "twice": "HostnameConflict",
        "tls": "PortUnavailable",
        "raw": "UnsupportedProtocol",
        "kinds": "InvalidRouteKinds",
    }


def test_routes_are_counted_once_per_listener() -> None:
    listeners = (factory.listener("a", hostname="a.test"), factory.listener("b", hostname="b.test"))
    twice = (factory.parent(), factory.parent(sectionName="a"))
    routes = [factory.http_route(parents=twice), factory.http_route(name="two", hosts=("a.test", "b.test"))]

    (gateway,) = plan_of(world(gateways=[factory.gateway(*listeners)], routes=routes)).gateways

    assert gateway.attached == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (factory.backend("gone"), "BackendNotFound"),
        (factory.backend(port=81), "BackendNotFound"),
        (factory.backend(kind="Bucket", group="x"), "InvalidKind"),
        (factory.backend("far", namespace="other"), "RefNotPermitted"),
    ],
)
def test_a_backend_that_cannot_be_had_answers_with_an_error(backend: Obj, reason: str) -> None:
    plan = plan_of(world(routes=[factory.http_route(factory.rule(backend))]))

    assert [problem for problem, _ in only(plan).translation.unresolved] == [reason]
    assert refused_with(plan) == 500


@pytest.mark.parametrize(("namespace", "allowed"), [("shop", True), ("else", False)])
def test_a_grant_opens_another_namespace(namespace: str, allowed: bool) -> None:
    source = {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": namespace}
    spec = {"from": [source], "to": [{"group": "", "kind": "Service"}]}
    grant = {"metadata": factory.meta("open", "other"), "spec": spec}
    route = factory.http_route(factory.rule(factory.backend("far", namespace="other")))

    plan = plan_of(world(routes=[route], grants=[grant], services=[factory.service("far", "other")]))

    assert (only(plan).translation.unresolved == []) is allowed


def test_services_that_are_referred_to_are_known_even_when_missing() -> None:
    ingress = factory.ingress(factory.ingress_rule("i.test", service="gone"))
    plan = plan_of(world(routes=[factory.http_route()], ingresses=[ingress], ingress_classes=[factory.ingress_class()]))

    assert plan.services == {("shop", "web"), ("shop", "gone")}


@pytest.mark.parametrize(
    "match",
    [
        {"path": {"type": "RegularExpression", "value": "/(a+)+"}},
        factory.prefix("/", headers=[{"name": "a", "type": "RegularExpression", "value": "x("}]),
        factory.prefix("/a b"),
        factory.prefix("/", headers=[{"name": "a}", "value": "x"}]),
        factory.prefix("/", headers=[{"name": "a", "value": "x\ny"}]),
        factory.prefix("/", queryParams=[{"name": "a", "value": "}"}]),
    ],
)
def test_a_match_that_is_not_supported_is_dropped_by_name(match: Obj) -> None:
    plan = plan_of(world(routes=[factory.http_route(factory.rule(match=match))]))

    (message,) = only(plan).translation.dropped
    assert message.startswith("Dropped Rule 0, match 0: ")
    assert (only(plan).translation.served, plan.routing.rules) == (0, ())


@pytest.mark.parametrize(
    "filter_",
    [
        {"type": "ExtensionRef", "extensionRef": {"group": "a", "kind": "b", "name": "c"}},
        {"type": "RequestHeaderModifier", "requestHeaderModifier": {"set": [{"name": "a", "value": "x\r\ny"}]}},
        {"type": "URLRewrite", "urlRewrite": {"hostname": "a b"}},
        {"type": "RequestRedirect", "requestRedirect": {"scheme": "ftp"}},
    ],
)
def test_a_filter_that_is_not_supported_is_not_skipped(filter_: Obj) -> None:
    plan = plan_of(world(routes=[factory.http_route(factory.rule(filters=[filter_]))]))

    assert len(only(plan).translation.dropped) == 1
    assert refused_with(plan) == 500


def test_replacing_a_prefix_needs_a_prefix() -> None:
    replace = {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/x"}
    rule = factory.rule(match=factory.exact("/a"), filters=[{"type": "URLRewrite", "urlRewrite": {"path": replace}}])

    plan = plan_of(world(routes=[factory.http_route(rule)]))

    assert "PathPrefix" in only(plan).translation.dropped[0]


def test_without_a_backend_requests_are_refused() -> None:
    plan = plan_of(world(routes=[factory.http_route({"matches": [factory.prefix("/")]})]))

    assert refused_with(plan) == 500


def test_ports_of_services_are_found_by_number_and_by_name() -> None:
    services = [factory.service(ports=(("http", 80), ("admin", 9000)))]
    target = {"service": {"name": "web", "port": {"name": "admin"}}}
    ingress = factory.ingress(defaultBackend=target)
    tables = {"routes": [factory.http_route()], "ingresses": [ingress], "ingress_classes": [factory.ingress_class()]}

    backends = plan_of(world(services=services, **tables)).routing.services()

    assert {(backend.port, backend.port_name) for backend in backends.values()} == {(80, "http"), (9000, "admin")}


@pytest.mark.parametrize(
    ("class_name", "default", "ours"),
    [("localkube", False, True), ("nginx", True, False), (None, True, True), (None, False, False)],
)
def test_ingresses_belong_to_classes(class_name: str | None, default: bool, ours: bool) -> None:
    ingress = factory.ingress(factory.ingress_rule("i.test"), class_name=class_name)

    plan = plan_of(world(ingresses=[ingress], ingress_classes=[factory.ingress_class(default=default)]))

    assert bool(plan.ingresses) is ours


def test_a_missing_service_of_an_ingress_is_unavailable() -> None:
    ingress = factory.ingress(factory.ingress_rule("i.test", service="gone"))

    assert refused_with(plan_of(world(ingresses=[ingress], ingress_classes=[factory.ingress_class()]))) == 503


def test_equal_backends_are_one_and_filters_make_another() -> None:
    plain, other = ServiceBackend("shop", "web", 80), ServiceBackend("shop", "web", 80)
    changed = factory.rule(
        filters=[{"type": "RequestHeaderModifier", "requestHeaderModifier": {"remove": ["x"]}}],
        match=factory.prefix("/x"),
    )

    plan = plan_of(world(routes=[factory.http_route(factory.rule(), changed)]))

    assert backend_name(plain) == backend_name(other) == "shop_web_80"
    assert sorted(name[:11] for name in plan.routing.services()) == ["shop_web_80", "shop_web_80"]
    assert len(plan.routing.backends) == 2
