"""Requests through a real HAProxy, as objects ask for it."""

from __future__ import annotations

from collections import Counter

from localkube.network.routes import Routes, Settings
from localkube.objects.meta import condition
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Fleet, Until
from tests.localkube.network.routes.pods import fetch


def _accepted(access: FakeAccess, name: str) -> bool:
    parents = (access.get(factory.ROUTES, "shop", name).get("status") or {}).get("parents") or []
    return any(c["type"] == "Accepted" for parent in parents for c in parent["conditions"])


async def test_routes_by_host_and_path_once_the_status_says_so(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    for service in ("web", "api"):
        fleet.service(service)
        fleet.point(service, await fleet.pod(service, 1))
    rules = (factory.rule(), factory.rule(factory.backend("api"), match=factory.prefix("/api")))
    access.create(factory.ROUTES, "shop", factory.http_route(*rules))
    await until(lambda: _accepted(access, "web"))

    assert (await fetch(settings.port, "A.test:80")).headers["x-pod"] == "web-1"
    assert (await fetch(settings.port, "a.test", "/api/x?y=1")).headers["x-pod"] == "api-1"
    assert (await fetch(settings.port, "a.test", "/apiary")).headers["x-pod"] == "web-1"


async def test_tells_the_pod_where_the_request_came_from(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1))
    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(lambda: _accepted(access, "web"))

    seen = (await fetch(settings.port, "a.test")).body.lower()

    assert "x-forwarded-for: 127.0.0.1" in seen
    assert "x-forwarded-proto: http\r" in seen
    assert "x-forwarded-host: a.test" in seen


async def test_an_unknown_host_is_told_so_in_both_languages(routes: Routes, settings: Settings) -> None:
    answer = await fetch(settings.port, "nobody.test", "/x")

    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "No route for nobody.test/x" in answer.body
    assert "没有到 nobody.test/x 的路由" in answer.body


async def test_a_service_without_ready_containers_is_named(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    fleet.service("web")
    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(lambda: _accepted(access, "web"))

    answer = await fetch(settings.port, "a.test")

    assert answer.status == 503
    assert "Service shop/web has no ready container" in answer.body
    assert "服务 shop/web 没有" in answer.body


async def test_a_missing_service_is_named(access: FakeAccess, routes: Routes, settings: Settings, until: Until) -> None:
    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(lambda: _accepted(access, "web"))

    answer = await fetch(settings.port, "a.test")

    assert (answer.status, "service shop/web does not exist" in answer.body) == (500, True)


async def test_weights_share_requests(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    for service in ("old", "new", "none"):
        fleet.service(service)
        fleet.point(service, await fleet.pod(service, 1))
    shares = [factory.backend("old", weight=8), factory.backend("new", weight=2), factory.backend("none", weight=0)]
    access.create(factory.ROUTES, "shop", factory.http_route(factory.rule(*shares)))
    await until(lambda: _accepted(access, "web"))

    seen = Counter([(await fetch(settings.port, "a.test")).headers["x-pod"] for _ in range(400)])

    assert set(seen) == {"old-1", "new-1"}
    assert 40 <= seen["new-1"] <= 130


async def test_methods_headers_and_query_choose_among_rules(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    for service in ("web", "posts", "beta", "query"):
        fleet.service(service)
        fleet.point(service, await fleet.pod(service, 1))
    beta = {"headers": [{"name": "X-Stage", "value": 'be"ta $HOME %[src]'}]}
    query = {"queryParams": [{"name": "v", "value": "2 3"}]}
    rules = (
        factory.rule(),
        factory.rule(factory.backend("posts"), match=factory.prefix("/", method="POST")),
        factory.rule(factory.backend("beta"), match=factory.prefix("/", **beta)),
        factory.rule(factory.backend("query"), match=factory.prefix("/", **query)),
    )
    access.create(factory.ROUTES, "shop", factory.http_route(*rules))
    await until(lambda: _accepted(access, "web"))

    assert (await fetch(settings.port, "a.test")).headers["x-pod"] == "web-1"
    assert (await fetch(settings.port, "a.test", method="POST", Content_Length="0")).headers["x-pod"] == "posts-1"
    assert (await fetch(settings.port, "a.test", X_Stage='be"ta $HOME %[src]')).headers["x-pod"] == "beta-1"
    assert (await fetch(settings.port, "a.test", "/?v=2%203")).headers["x-pod"] == "query-1"


async def test_expressions_choose_among_rules(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    for service in ("web", "version", "agent"):
        fleet.service(service)
        fleet.point(service, await fleet.pod(service, 1))
    version = {"path": {"type": "RegularExpression", "value": "/v[0-9]+(/.*)?"}}
    agent = {"headers": [{"name": "User-Agent", "type": "RegularExpression", "value": '.*"(cat|dog)" [$]5.*'}]}
    rules = (
        factory.rule(),
        factory.rule(factory.backend("version"), match=version),
        factory.rule(factory.backend("agent"), match=factory.prefix("/", **agent)),
    )
    access.create(factory.ROUTES, "shop", factory.http_route(*rules))
    await until(lambda: _accepted(access, "web"))

    async def pod(path: str, **headers: str) -> str:
        return (await fetch(settings.port, "a.test", path, **headers)).headers["x-pod"]

    assert [await pod(path) for path in ("/v1", "/v12/x", "/v", "/a/v1", "/v1x")] == ["version-1"] * 2 + ["web-1"] * 3
    assert await pod("/v1/" + "x" * 2000) == "web-1"
    assert await pod("/", User_Agent='a "dog" $5 b') == "agent-1"
    assert await pod("/", User_Agent='a "cow" $5 b') == "web-1"


async def test_filters_change_requests_and_answers(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1))
    changes = {"set": [{"name": "X-Set", "value": '100% $5 "a" \\1'}], "add": [{"name": "X-Add", "value": "b"}]}
    filters = [
        {"type": "RequestHeaderModifier", "requestHeaderModifier": changes | {"remove": ["X-Gone"]}},
        {"type": "ResponseHeaderModifier", "responseHeaderModifier": {"set": [{"name": "X-Pod", "value": "hidden"}]}},
        {
            "type": "URLRewrite",
            "urlRewrite": {
                "hostname": "inner.test",
                "path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/in"},
            },
        },
    ]
    rule = factory.rule(match=factory.prefix("/out"), filters=filters)
    access.create(factory.ROUTES, "shop", factory.http_route(rule))
    await until(lambda: _accepted(access, "web"))

    answer = await fetch(settings.port, "a.test", "/out/deep?q=1", X_Gone="x", X_Set="mine")

    assert answer.headers["x-pod"] == "hidden"
    seen = answer.body.lower()
    assert "get /in/deep?q=1 http/1.1" in seen
    assert "host: inner.test" in seen
    assert 'x-set: 100% $5 "a" \\1\r' in seen
    assert "x-add: b" in seen
    assert "x-gone" not in seen
    assert "get /in http/1.1" in (await fetch(settings.port, "a.test", "/out")).body.lower()


async def test_redirects(access: FakeAccess, routes: Routes, settings: Settings, until: Until) -> None:
    secure = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}
    path = {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}
    moved = {"type": "RequestRedirect", "requestRedirect": {"path": path}}
    rules = (
        {"matches": [factory.prefix("/")], "filters": [secure]},
        {"matches": [factory.prefix("/old")], "filters": [moved]},
    )
    access.create(factory.ROUTES, "shop", factory.http_route(*rules))
    await until(lambda: _accepted(access, "web"))

    answer = await fetch(settings.port, f"a.test:{settings.port}", "/x?y=1")
    assert (answer.status, answer.headers["location"]) == (301, "https://a.test/x?y=1")
    answer = await fetch(settings.port, f"a.test:{settings.port}", "/old/x?y=1")
    assert (answer.status, answer.headers["location"]) == (302, f"http://a.test:{settings.port}/x?y=1")


async def test_wildcards_of_gateways_are_deep_and_of_ingresses_one_label(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    for service in ("deep", "flat"):
        fleet.service(service)
        fleet.point(service, await fleet.pod(service, 1))
    deep = factory.http_route(factory.rule(factory.backend("deep")), hosts=("*.deep.test",))
    access.create(factory.ROUTES, "shop", deep)
    access.create(factory.INGRESSES, "shop", factory.ingress(factory.ingress_rule("*.flat.test", service="flat")))
    await until(lambda: access.get(factory.INGRESSES, "shop", "old").get("status"))
    await until(lambda: _accepted(access, "web"))

    async def status(host: str) -> int:
        return (await fetch(settings.port, host)).status

    assert [await status(host) for host in ("deep.test", "a.deep.test", "b.a.deep.test")] == [404, 200, 200]
    assert [await status(host) for host in ("flat.test", "a.flat.test", "b.a.flat.test")] == [404, 200, 404]


async def test_an_ingress_is_served_and_told_its_address(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1))
    rules = (factory.ingress_rule("i.test", "/only", "Exact"),)
    access.create(factory.INGRESSES, "shop", factory.ingress(*rules, class_name=None))
    await until(lambda: access.get(factory.INGRESSES, "shop", "old").get("status"))

    assert access.get(factory.INGRESSES, "shop", "old")["status"] == {
        "loadBalancer": {"ingress": [{"ip": "127.0.0.1"}]}
    }
    assert (await fetch(settings.port, "i.test", "/only")).status == 200
    assert (await fetch(settings.port, "i.test", "/only/more")).status == 404


async def test_the_gateway_is_programmed_and_counts_its_routes(
    access: FakeAccess, routes: Routes, settings: Settings, until: Until
) -> None:
    def told() -> bool:
        gateway = access.get(factory.GATEWAYS, "localkube-system", "public")
        listeners = (gateway.get("status") or {}).get("listeners") or [{}]
        return listeners[0].get("attachedRoutes") == 1

    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(told)

    gateway = access.get(factory.GATEWAYS, "localkube-system", "public")
    programmed = condition(gateway, "Programmed")
    assert programmed is not None
    assert (programmed["status"], programmed["observedGeneration"]) == ("True", 1)
    assert gateway["status"]["addresses"] == [{"type": "IPAddress", "value": "127.0.0.1"}]
    assert condition(access.get(factory.GATEWAY_CLASSES, None, "localkube"), "Accepted")
    writes = access.writes
    access.delete(factory.ROUTES, "shop", "web")
    await until(lambda: not told())
    assert access.writes == writes + 2
