"""Affinity between pods, and spread."""

from __future__ import annotations

from typing import Any

from localkube.controllers import Controllers
from localkube.controllers.scheduling.neighbours import Around, is_particular, neighbours_of
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, pod
from tests.localkube.controllers.fake import FakeAccess

HOST, ZONE = "kubernetes.io/hostname", "zone"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
NODES = [
    node("n1", metadata={"labels": {HOST: "n1", ZONE: "a"}}),
    node("n2", metadata={"labels": {HOST: "n2", ZONE: "a"}}),
    node("n3", metadata={"labels": {HOST: "n3", ZONE: "b"}}),
    node("bare"),
]
SPACES = {"shop": {"team": "a"}, "other": {"team": "b"}}


def near(app: str, key: str = HOST, kind: str = "podAffinity", **term: Any) -> Obj:
    whole = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key, **term}
    return {"affinity": {kind: {REQUIRED: [whole]}}}


def apart(app: str, key: str = HOST, **term: Any) -> Obj:
    return near(app, key, "podAntiAffinity", **term)


def spread(skew: int = 1, **constraint: Any) -> Obj:
    labels = {"matchLabels": {"app": "web"}}
    whole = {"maxSkew": skew, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": labels}
    return {"topologySpreadConstraints": [{**whole, **constraint}]}


def on(where: str, app: str = "web", namespace: str = "shop", **spec: Any) -> Obj:
    return pod(f"{app}-{where}", node=where, namespace=namespace, metadata={"labels": {"app": app}}, spec=spec)


def places(wanted: Obj, *placed: Obj) -> list[str]:
    """The nodes that nothing speaks against."""
    found = neighbours_of(wanted, Around(placed, NODES, SPACES))
    return [each["metadata"]["name"] for each in NODES if not found.objections(each)]


def asking(app: str = "web", **spec: Any) -> Obj:
    return pod("new", metadata={"labels": {"app": app}}, spec=spec)


def test_pods_are_put_beside_those_they_want() -> None:
    assert places(asking(**near("db")), on("n2", "db")) == ["n2"]
    assert places(asking(**near("db", ZONE)), on("n2", "db")) == ["n1", "n2"]
    assert places(asking(**near("db")), on("n2", "other")) == []


def test_first_of_a_kind_that_wants_its_own_kind_may_begin() -> None:
    assert places(asking(**near("web"))) == ["n1", "n2", "n3"]
    assert places(asking(**near("web")), on("n3")) == ["n3"]


def test_pods_stay_apart_from_those_they_shun() -> None:
    assert places(asking(**apart("web")), on("n1")) == ["n2", "n3", "bare"]
    assert places(asking(**apart("web", ZONE)), on("n1")) == ["n3", "bare"]


def test_pods_that_run_keep_away_whom_they_shun() -> None:
    assert places(asking(), on("n1", "db", **apart("web"))) == ["n2", "n3", "bare"]


def test_terms_are_about_the_pods_own_namespace_unless_they_say_otherwise() -> None:
    stranger = on("n1", "db", "other")

    assert places(asking(**near("db")), stranger) == []
    assert places(asking(**near("db", namespaces=["other"])), stranger) == ["n1"]
    assert places(asking(**near("db", namespaceSelector={"matchLabels": {"team": "b"}})), stranger) == ["n1"]
    assert places(asking(**near("db", namespaceSelector={})), stranger) == ["n1"]


def test_spread_keeps_domains_within_the_skew() -> None:
    assert places(asking(**spread()), on("n1")) == ["n3"]
    assert places(asking(**spread()), on("n1"), on("n3")) == ["n1", "n2", "n3"]
    assert places(asking(**spread(2)), on("n1")) == ["n1", "n2", "n3"]
    assert places(asking(**spread(minDomains=3)), on("n1"), on("n3")) == []


def test_spread_counts_nodes_that_the_pod_may_use() -> None:
    only_a = {"nodeSelector": {ZONE: "a"}}

    assert {"n1", "n2"} <= set(places(asking(**spread(), **only_a), on("n1")))
    assert places(asking(**spread(nodeAffinityPolicy="Ignore"), **only_a), on("n1")) == ["n3"]


def test_ordinary_pods_do_not_mind() -> None:
    assert not is_particular(asking())
    assert not is_particular(asking(**spread(whenUnsatisfiable="ScheduleAnyway")))


async def test_pod_waits_for_company_and_is_placed_when_it_comes(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.mutate("nodes", None, "n1", lambda found: found["metadata"].update(labels={HOST: "n1"}))
    access.create("pods", "shop", pod("lonely", spec=near("db")))

    def told() -> str:
        found = condition(access.get("pods", "shop", "lonely"), "PodScheduled") or {}
        return str(found.get("message", ""))

    await until(lambda: "didn't match pod affinity rules" in told())
    access.create("pods", "shop", pod("db", metadata={"labels": {"app": "db"}}))

    await until(lambda: access.get("pods", "shop", "lonely")["spec"].get("nodeName") == "n1")


async def test_pod_looks_again_when_others_become_what_it_waits_for(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.mutate("nodes", None, "n1", lambda found: found["metadata"].update(labels={HOST: "n1"}))
    access.create("pods", "shop", pod("plain", metadata={"labels": {"app": "plain"}}))
    access.create("pods", "shop", pod("lonely", spec=near("db")))
    await until(lambda: condition(access.get("pods", "shop", "lonely"), "PodScheduled"))

    access.mutate("pods", "shop", "plain", lambda found: found["metadata"].update(labels={"app": "db"}))

    await until(lambda: access.get("pods", "shop", "lonely")["spec"].get("nodeName") == "n1")


async def test_pod_looks_again_when_a_namespace_becomes_what_it_waits_for(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.mutate("nodes", None, "n1", lambda found: found["metadata"].update(labels={HOST: "n1"}))
    access.create("pods", "shop", pod("db", metadata={"labels": {"app": "db"}}))
    await until(lambda: access.get("pods", "shop", "db")["spec"].get("nodeName"))
    wanted = near("db", namespaceSelector={"matchLabels": {"team": "a"}})
    access.create("pods", "shop", pod("lonely", spec=wanted))
    await until(lambda: condition(access.get("pods", "shop", "lonely"), "PodScheduled"))

    access.mutate("namespaces", None, "shop", lambda found: found["metadata"].update(labels={"team": "a"}))

    await until(lambda: access.get("pods", "shop", "lonely")["spec"].get("nodeName") == "n1")
