"""The plain decisions: the graph of dependencies, references, variables, quantities in them."""

from __future__ import annotations

import pytest

from slipway.applications import graph
from slipway.applications.references import is_image_reference
from slipway.applications.schemas import Port, ServiceConfig
from slipway.applications.variables import variables
from slipway.applications.views import ServiceView

DIAMOND = {"web": ["left", "right"], "left": ["db"], "right": ["db"], "db": [], "idle": []}


def _view(name: str, *ports: Port) -> ServiceView:
    return ServiceView(
        id=name,
        application_id="app",
        name=name,
        replicas=1,
        published=False,
        deleting=False,
        revision=1,
        restarted_at=None,
        config=ServiceConfig(image="x", ports=list(ports)),
    )


def test_needed_and_dependents_are_transitive() -> None:
    """Each once, however many ways lead there."""
    assert graph.with_needed(DIAMOND, ["web"]) == {"web", "left", "right", "db"}
    assert graph.with_needed(DIAMOND, ["idle", "left"]) == {"idle", "left", "db"}
    assert graph.dependents_of(DIAMOND, "db") == {"web", "left", "right"}
    assert graph.dependents_of(DIAMOND, "web") == set()


def test_the_shortest_way_is_found() -> None:
    """And none where there is none."""
    assert graph.path_between({**DIAMOND, "web": ["left", "db"]}, "web", "db") == ["web", "db"]
    assert graph.path_between(DIAMOND, "db", "web") is None
    assert graph.path_between(DIAMOND, "db", "db") == ["db"]


def test_circles_do_not_hang_the_questions() -> None:
    """They are asked about files before those are checked."""
    circle = {"a": ["b"], "b": ["a"]}

    assert graph.with_needed(circle, ["a"]) == {"a", "b"}
    assert graph.dependents_of(circle, "a") == {"b"}


@pytest.mark.parametrize(
    "text",
    [
        "nginx",
        "nginx:1.27",
        "team/web",
        "a_b/c__d/e-f.g",
        "localhost/web",
        "localhost:5000/web:2",
        "registry.example.com:5000/team/web:1.2_x@sha256:" + "0a" * 32,
    ],
)
def test_image_references(text: str) -> None:
    """With and without registry, tag and digest."""
    assert is_image_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Web", "web:", ":1", "web latest", "web\n", "a//b", "/web", "web/", "-web", "a___b", "web@sha256:1",
        "web:" + "1" * 129, "host.example:port/web", "a" * 256, "http://example.com/web", "ä",
    ],
)  # fmt: skip
def test_what_is_no_image_reference(text: str) -> None:
    """No engine could make sense of it."""
    assert not is_image_reference(text)


def test_variables_of_dependencies() -> None:
    """Host, first port, and each named port; what has no port provides nothing."""
    services = [
        _view("db-main", Port(port=5432, name="sql"), Port(port=9187, name="my-metrics"), Port(port=1)),
        _view("worker"),
        _view("other", Port(port=80)),
    ]

    found = variables(ServiceConfig(image="x", depends_on=["worker", "db-main"]), services)

    assert [(one.name, one.value, one.provided_by) for one in found] == [
        ("DB_MAIN_SERVICE_HOST", "db-main", "db-main"),
        ("DB_MAIN_SERVICE_PORT", "5432", "db-main"),
        ("DB_MAIN_SERVICE_PORT_MY_METRICS", "9187", "db-main"),
        ("DB_MAIN_SERVICE_PORT_SQL", "5432", "db-main"),
    ]


def test_a_services_own_variables_win() -> None:
    """They are not shown as provided, because they are not."""
    config = ServiceConfig(image="x", depends_on=["db"], env={"DB_SERVICE_HOST": "elsewhere"})

    found = variables(config, [_view("db", Port(port=1))])

    assert [one.name for one in found] == ["DB_SERVICE_PORT"]
