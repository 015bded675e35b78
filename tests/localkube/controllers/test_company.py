"""Wishes of pods about their neighbours: preferred affinity, and spread that may be uneven if need be."""

from __future__ import annotations

from typing import Any

from localkube.controllers import Controllers
from localkube.controllers.scheduling.company import company, evenness
from localkube.controllers.scheduling.neighbours import Around
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, pod
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.controllers.test_neighbours import HOST, NODES, SPACES, ZONE, asking, near, on, spread

PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def wish(app: str, key: str = HOST, kind: str = "podAffinity", weight: int = 10, **term: Any) -> Obj:
    whole = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key, **term}
    return {"affinity": {kind: {PREFERRED: [{"weight": weight, "podAffinityTerm": whole}]}}}


def rather_apart(app: str, key: str = HOST) -> Obj:
    return wish(app, key, "podAntiAffinity")


def soft(**constraint: Any) -> Obj:
    return spread(whenUnsatisfiable="ScheduleAnyway", **constraint)


def liked(wanted: Obj, *placed: Obj) -> list[str]:
    """The nodes with the best company; none when all are alike."""
    scores = company(wanted, NODES, Around(placed, NODES, SPACES))
    assert all(0 <= score <= 100 for score in scores)
    return [each["metadata"]["name"] for each, score in zip(NODES, scores, strict=True) if score == 100]


def even(wanted: Obj, *placed: Obj) -> dict[str, float]:
    scores = evenness(wanted, NODES, Around(placed, NODES, SPACES))
    return {each["metadata"]["name"]: score for each, score in zip(NODES, scores, strict=True)}


def test_pods_rather_run_beside_those_they_like() -> None:
    assert liked(asking(**wish("db")), on("n2", "db")) == ["n2"]
    assert liked(asking(**wish("db", ZONE)), on("n2", "db")) == ["n1", "n2"]
    assert liked(asking(**wish("db")), on("n2", "other")) == []


def test_pods_rather_run_apart_from_those_they_dislike() -> None:
    assert liked(asking(**rather_apart("db")), on("n2", "db")) == ["n1", "n3", "bare"]


def test_pods_that_run_are_asked_too() -> None:
    assert liked(asking(), on("n3", "db", **wish("web"))) == ["n3"]
    assert liked(asking(), on("n3", "db", **rather_apart("web"))) == ["n1", "n2", "bare"]
    assert liked(asking(), on("n1", "db", **near("web"))) == ["n1"]


def test_weights_add_up() -> None:
    wanted = asking(
        affinity={"podAffinity": {PREFERRED: [*_wishes("db", 10), *_wishes("cache", 6), *_wishes("queue", 6)]}}
    )

    assert liked(wanted, on("n1", "db"), on("n2", "cache"), on("n2", "queue", "shop")) == ["n2"]


def _wishes(app: str, weight: int) -> list[Obj]:
    found: list[Obj] = wish(app, weight=weight)["affinity"]["podAffinity"][PREFERRED]
    return found


def test_soft_spread_likes_the_emptier_domain() -> None:
    scores = even(asking(**soft()), on("n1"), on("n2"), on("n3"))

    assert scores["n3"] > scores["n1"] == scores["n2"]
    assert scores["bare"] == 0


def test_soft_spread_counts_nodes_that_the_pod_tolerates() -> None:
    tainted = node("n4", metadata={"labels": {ZONE: "c"}}, spec={"taints": [{"key": "k", "effect": "NoSchedule"}]})
    around = Around([on("n1")], [*NODES, tainted], SPACES)

    honoured = evenness(asking(**soft(nodeTaintsPolicy="Honor")), NODES[:1], around)

    assert honoured == evenness(asking(**soft()), NODES[:1], Around([on("n1")], NODES, SPACES))


async def test_wishes_decide_where_nothing_else_does(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.mutate("nodes", None, "n1", lambda found: found["metadata"].update(labels={HOST: "n1"}))
    access.create("nodes", None, node("n2", metadata={"labels": {HOST: "n2"}}))
    access.create("pods", "shop", pod("db", metadata={"labels": {"app": "db"}}, spec={"nodeSelector": {HOST: "n2"}}))
    await until(lambda: access.get("pods", "shop", "db")["spec"].get("nodeName"))

    access.create("pods", "shop", pod("fan", spec=wish("db")))
    access.create("pods", "shop", pod("loner", spec=rather_apart("db")))

    await until(lambda: access.get("pods", "shop", "fan")["spec"].get("nodeName") == "n2")
    await until(lambda: access.get("pods", "shop", "loner")["spec"].get("nodeName") == "n1")
