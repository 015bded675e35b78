"""Bad input is refused with a stable code and the field's name, in every way that leads in, and changes nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, service, shop
from tests.slipway.factory import Factory

PORTS = [{"port": 80}]
BAD_CONFIGS: list[tuple[Json, str, str]] = [
    ({"image": ""}, "request.invalid", "image"),
    ({"image": "Web:1"}, "service.image_invalid", "image"),
    ({"image": "web:"}, "service.image_invalid", "image"),
    ({"image": "web latest"}, "service.image_invalid", "image"),
    ({"imagee": "web"}, "request.invalid", "imagee"),
    ({"ports": [{"port": 0}]}, "request.invalid", "ports[0].port"),
    ({"ports": [{"port": 65536}]}, "request.invalid", "ports[0].port"),
    ({"ports": [{"port": "http"}]}, "request.invalid", "ports[0].port"),
    ({"ports": [{"port": 80, "protocol": "SCTP"}]}, "request.invalid", "ports[0].protocol"),
    ({"ports": [{"port": 80}, {"port": 80}]}, "service.port_doubled", "ports[1].port"),
    ({"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "a"}]}, "service.port_name_doubled", "ports[1].name"),
    ({"resources": {"cpu": "much"}}, "request.invalid", "resources.cpu"),
    ({"resources": {"cpu": "-1"}}, "request.invalid", "resources.cpu"),
    ({"resources": {"cpu": "0"}}, "service.quantity_too_small", "resources.cpu"),
    ({"resources": {"memory": "128m"}}, "service.quantity_too_small", "resources.memory"),
    ({"resources": {"memory": "64Mi", "memory_limit": "0"}}, "service.quantity_too_small", "resources.memory_limit"),
    ({"resources": {"cpu": "2", "cpu_limit": "1500m"}}, "service.request_above_limit", "resources.cpu"),
    ({"resources": {"memory": "1Gi", "memory_limit": "1G"}}, "service.request_above_limit", "resources.memory"),
    ({"env": {"A": 1}}, "request.invalid", "env.A"),
    ({"env": {"A": "x\0"}}, "service.nul_character", "env.A"),
    ({"env": {"A": "x" * 131072}}, "service.variable_too_long", "env.A"),
    ({"env": {"DB_PASSWORD": "***"}}, "service.variable_masked", "env.DB_PASSWORD"),
    ({"env": {"URL": "redis://***@cache"}}, "service.variable_masked", "env.URL"),
    ({"args": ["a", "b\0"]}, "service.nul_character", "args[1]"),
    ({"probes": {"readiness": {}}}, "service.probe_ambiguous", "probes.readiness"),
    ({"probes": {"liveness": {"tcp": True, "command": ["x"]}}}, "service.probe_ambiguous", "probes.liveness"),
    ({"probes": {"startup": {"tcp": True}}}, "service.probe_without_port", "probes.startup.port"),
    ({"probes": {"readiness": {"http_path": "healthz"}}}, "request.invalid", "probes.readiness.http_path"),
    ({"domain": "shop.example.com", "ports": PORTS}, "request.invalid", "domain"),
    ({"domain": "shop"}, "service.domain_without_port", "domain"),
    ({"domain": "shop", "ports": [{"port": 53, "protocol": "UDP"}]}, "service.domain_without_port", "domain"),
    ({"domain": "portal", "ports": PORTS}, "service.domain_reserved", "domain"),
    ({"depends_on": ["nobody"]}, "service.dependency_unknown", "depends_on[0]"),
    ({"depends_on": ["other", "other"]}, "service.dependency_doubled", "depends_on[1]"),
    ({"depends_on": ["web"]}, "service.dependency_cycle", "depends_on[0]"),
    ({"stop_grace_seconds": -1}, "request.invalid", "stop_grace_seconds"),
]
IDS = [f"{code}-{field}" for _, code, field in BAD_CONFIGS]


@pytest.mark.parametrize(("bad", "code", "field"), BAD_CONFIGS, ids=IDS)
async def test_bad_configuration(api: Applications, bad: Json, code: str, field: str) -> None:
    """The field's path starts where the configuration stands in the body."""
    made = await api.create({"name": "shop", "services": [service("other"), service("old")]})
    before = await api.everything()
    file = {"name": "new", "services": [service("other"), service("web", **bad)]}
    config = {key: value for key, value in service("", **bad).items() if key != "name"}
    if code == "service.dependency_cycle":
        config["depends_on"] = ["old"]

    answers = [
        await api.client.post(f"{URL}/apply", json=file),
        await api.client.post(f"{URL}/apply", json=file, params={"dry_run": True}),
        await api.client.post(URL, json=file),
        await api.client.post(f"{URL}/{made['id']}/services", json=service("web", **bad)),
        await api.client.put(f"{SERVICES}/{made['by_name']['old']['id']}", json={"config": config}),
    ]

    prefixes = ["services[1]."] * 3 + ["", "config."]
    assert [refusal(answer) for answer in answers] == [(422, code, prefix + field) for prefix in prefixes]
    assert await api.everything() == before


@pytest.mark.parametrize(
    ("services", "code", "field"),
    [
        ([service("a"), service("a")], "service.name_doubled", "services[1].name"),
        ([service("A")], "request.invalid", "services[0].name"),
        ([service("kubernetes")], "service.name_reserved", "services[0].name"),
        ([service("a", replicas=-1)], "request.invalid", "services[0].replicas"),
        ([service("a", replicas=501)], "request.invalid", "services[0].replicas"),
        ([service("a", domain="x", ports=PORTS), service("b", domain="x", ports=PORTS)],
         "service.domain_doubled", "services[1].domain"),
        ([service(f"s{n}") for n in range(201)], "request.invalid", "services"),
        ("a", "request.invalid", "services"),
    ],
)  # fmt: skip
async def test_bad_file(api: Applications, services: Any, code: str, field: str) -> None:
    """What contradicts itself across services."""
    for body in ({"name": "shop", "services": services}, {**shop(), "name": "new", "services": services}):
        assert await api.refused_apply(body) == (422, code, field)
    assert await api.everything() == []


async def test_a_cycle_is_named(api: Applications) -> None:
    """As people would draw it, from the service whose field is named."""
    body = {"name": "shop", "services": [service("x", "a"), service("a", "c", "b"), service("b", "a"), service("c")]}

    answer = await api.client.post(f"{URL}/apply", json=body)

    assert refusal(answer) == (422, "service.dependency_cycle", "services[1].depends_on[1]")
    error = answer.json()["error"]
    assert error["params"]["cycle"] == "a → b → a"
    assert "a → b → a" in error["message"]
    assert "a → b → a" in error["message_zh"]


async def test_a_cycle_is_found_when_it_is_closed_later(api: Applications) -> None:
    """By changing one service of a sound application."""
    made = await api.create(shop())
    body = {"config": {"image": "redis", "depends_on": ["web"]}}

    answer = await api.client.put(f"{SERVICES}/{made['by_name']['redis']['id']}", json=body)

    assert refusal(answer) == (422, "service.dependency_cycle", "config.depends_on[0]")
    assert answer.json()["error"]["params"]["cycle"] == "redis → web → api → redis"


async def test_an_unknown_dependency_tells_what_there_is(api: Applications) -> None:
    """Most often it is a typing mistake."""
    body = {"name": "shop", "services": [service("web", "ap"), service("api")]}

    error = (await api.client.post(f"{URL}/apply", json=body)).json()["error"]

    assert error["message"] == "web depends on ap, which is no service of the application"
    assert error["hint"] == "Services of the application: api"


async def test_a_domain_is_unique_on_the_platform(api: Applications, factory: Factory) -> None:
    """Also between tenants; the answer does not say who has it."""
    made = await api.create(shop())
    other = Applications(await factory.client(Role.DEVELOPER, await factory.tenant()))
    theirs = await other.create({"name": "x", "services": [service("w", ports=PORTS)]})
    config = {"image": "w", "ports": PORTS, "domain": "shop"}

    answer = await other.client.put(f"{SERVICES}/{theirs['by_name']['w']['id']}", json={"config": config})

    assert refusal(answer) == (409, "service.domain_taken", "config.domain")
    assert "acme" not in answer.text
    body = {"name": "y", "services": [service("v", ports=PORTS, domain="shop")]}
    assert await other.refused_apply(body) == (409, "service.domain_taken", "services[0].domain")
    assert [one["name"] for one in await other.everything()] == ["x"]

    await api.client.delete(f"{URL}/{made['id']}")
    await other.apply(body)


@pytest.mark.parametrize("body", ['{"name": ', "name: shop", "", "[]", "null", '{"name": "a\\ud800"}'])
async def test_bodies_that_are_no_object(api: Applications, body: str) -> None:
    """4xx, never 500."""
    headers = {"Content-Type": "application/json"}
    answer: httpx.Response = await api.client.post(f"{URL}/apply", content=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"].startswith("request.")


@pytest.mark.parametrize(
    ("action", "body", "code", "field"),
    [
        ("scale", {"replicas": -1}, "request.invalid", "replicas"),
        ("scale", {"replicas": 1.5}, "request.invalid", "replicas"),
        ("scale", {}, "request.invalid", "replicas"),
        ("upgrade", {}, "service.upgrade_empty", "image"),
        ("upgrade", {"image": "Web"}, "service.image_invalid", "image"),
        ("upgrade", {"env": {"A": "\0"}}, "service.nul_character", "env.A"),
        ("upgrade", {"image": "a", "note": "x" * 501}, "request.invalid", "note"),
        ("rollback", {"revision": 7}, "service.revision_unknown", "revision"),
        ("rollback", {"revision": 0}, "request.invalid", "revision"),
    ],
)
async def test_bad_actions(api: Applications, action: str, body: Json, code: str, field: str) -> None:
    """The service stays as it was."""
    made = await api.create(shop())
    before = await api.everything()

    assert refusal(await api.act(made["by_name"]["web"], action, body)) == (422, code, field)
    assert await api.everything() == before


@pytest.mark.parametrize("name", ["1A", "A B", "", "Ä", "A=B"])
async def test_bad_names_of_variables(api: Applications, name: str) -> None:
    """The name is part of the field's path."""
    made = await api.create(shop())

    for answer in (
        await api.act(made["by_name"]["web"], "upgrade", {"env": {name: "x"}}),
        await api.client.post(f"{URL}/apply", json={"name": "x", "services": [service("a", env={name: "x"})]}),
    ):
        status, code, field = refusal(answer)
        assert (status, code) == (422, "request.invalid")
        assert f"env.{name}" in str(field)


@pytest.mark.parametrize("action", ["publish", "unpublish", "restart"])
async def test_unknown_services(api: Applications, action: str) -> None:
    """404 with their id."""
    assert refusal(await api.act({"id": "nothing"}, action)) == (404, "service.not_found", None)
    assert refusal(await api.client.post(f"{URL}/nothing/publish")) == (404, "application.not_found", None)
