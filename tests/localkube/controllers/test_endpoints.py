"""Endpoints and slices: who gets traffic, at once."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.controllers import Controllers
from localkube.controllers.endpoints.members import Member, members
from localkube.controllers.endpoints.shapes import MOST_PER_SLICE, endpoints_of, slices_of
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import pod, service
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet

SLICES = "endpointslices.discovery.k8s.io"


def found(wanted: Obj, *pods: Obj) -> list[Member]:
    return members(wanted, pods)


def leaving(name: str, **parts: Any) -> Obj:
    return pod(name, ready=True, metadata={"deletionTimestamp": "2026-01-01T00:01:00Z"}, **parts)


def test_states_of_pods_become_conditions() -> None:
    pods = [pod("ready", ready=True), pod("waiting", ready=False), leaving("zz-leaving")]

    (made,) = slices_of(service(), found(service(), *pods))

    assert [e["conditions"] for e in made["endpoints"]] == [
        {"ready": True, "serving": True, "terminating": False},
        {"ready": False, "serving": False, "terminating": False},
        {"ready": False, "serving": True, "terminating": True},
    ]


def test_endpoints_leave_out_pods_on_their_way_out() -> None:
    pods = [pod("ready", ready=True), pod("waiting", ready=False), leaving("leaving")]

    (subset,) = endpoints_of(service(), found(service(), *pods))["subsets"]

    assert [a["targetRef"]["name"] for a in subset["addresses"]] == ["ready"]
    assert [a["targetRef"]["name"] for a in subset["notReadyAddresses"]] == ["waiting"]
    assert subset["ports"] == [{"name": "http", "port": 8080, "protocol": "TCP"}]


def test_a_service_may_publish_every_address() -> None:
    wanted = service(publishNotReadyAddresses=True)

    (made,) = slices_of(wanted, found(wanted, pod("waiting", ready=False)))

    assert made["endpoints"][0]["conditions"] == {"ready": True, "serving": False, "terminating": False}


def test_pods_without_address_or_already_finished_are_no_endpoints() -> None:
    finished = pod("done", ready=True, status={"phase": "Succeeded"})

    assert found(service(), pod("new"), finished) == []


def test_named_ports_are_looked_up_in_each_pod() -> None:
    wanted = service(ports=[{"name": "http", "port": 80, "targetPort": "web"}])

    def with_port(name: str, number: int) -> Obj:
        ports = [{"name": "web", "containerPort": number, "protocol": "TCP"}]
        return pod(name, ready=True, spec={"containers": [{"name": "main", "ports": ports}]})

    made = slices_of(wanted, found(wanted, with_port("a", 8080), with_port("b", 9090), pod("none", ready=True)))

    assert [(s["ports"][0]["port"], s["endpoints"][0]["targetRef"]["name"]) for s in made] == [(8080, "a"), (9090, "b")]


def test_slices_hold_a_hundred_endpoints_at_most() -> None:
    made = slices_of(service(), found(service(), *(pod(f"web-{n:03}", ready=True) for n in range(250))))

    assert [len(s["endpoints"]) for s in made] == [MOST_PER_SLICE, MOST_PER_SLICE, 50]


def test_slices_carry_their_service_and_manager() -> None:
    wanted = service(clusterIP="None")

    (made,) = slices_of(wanted, [])

    assert made["metadata"]["labels"] == {
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "service.kubernetes.io/headless": "",
    }
    assert made["metadata"]["ownerReferences"][0]["uid"] == wanted["metadata"]["uid"]
    assert made["endpoints"] == []


def test_a_pod_of_a_headless_service_has_its_hostname() -> None:
    named = pod("a", ready=True, spec={"hostname": "db-0", "subdomain": "web"})

    (made,) = slices_of(service(), found(service(), named))

    assert made["endpoints"][0]["hostname"] == "db-0"


def ready_names(access: FakeAccess) -> set[str]:
    endpoints = access.find("endpoints", "shop", "web") or {}
    slices = access.list(SLICES, "shop", labels="kubernetes.io/service-name=web")
    in_endpoints = {a["targetRef"]["name"] for s in endpoints.get("subsets", []) for a in s.get("addresses", [])}
    in_slices = {e["targetRef"]["name"] for s in slices for e in s["endpoints"] if e["conditions"]["ready"]}
    return in_endpoints & in_slices


@pytest.fixture
async def serving(access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until) -> FakeAccess:
    """A service with two ready pods."""
    access.create("services", "shop", service())
    for name in ("a", "b"):
        kubelet.run(access.create("pods", "shop", pod(name, node="n1")))
    await until(lambda: ready_names(access) == {"a", "b"})
    return access


async def test_a_pod_leaves_when_it_is_not_ready_and_returns_when_it_is(
    serving: FakeAccess, kubelet: FakeKubelet, until: Until
) -> None:
    kubelet.run(serving.get("pods", "shop", "a"), ready=False)
    await until(lambda: ready_names(serving) == {"b"})

    kubelet.run(serving.get("pods", "shop", "a"))

    await until(lambda: ready_names(serving) == {"a", "b"})


async def test_a_pod_that_is_deleted_leaves_while_it_still_ends(serving: FakeAccess, until: Until) -> None:
    serving.delete("pods", "shop", "a")

    await until(lambda: ready_names(serving) == {"b"})

    assert serving.get("pods", "shop", "a")["metadata"]["deletionTimestamp"]


async def test_a_status_that_changes_nothing_for_traffic_writes_nothing(serving: FakeAccess, until: Until) -> None:
    before = serving.get("endpoints", "shop", "web")["metadata"]["resourceVersion"]

    serving.mutate("pods", "shop", "a", lambda p: p["status"].update(hostIP="192.0.2.1"), "status")
    serving.create("services", "shop", service("other"))
    await until(lambda: serving.find("endpoints", "shop", "other"))

    assert serving.get("endpoints", "shop", "web")["metadata"]["resourceVersion"] == before


async def test_relabelling_moves_a_pod_between_services(serving: FakeAccess, until: Until) -> None:
    serving.create("services", "shop", service("other"))

    serving.mutate("pods", "shop", "a", lambda p: p["metadata"].update(labels={"app": "other"}))

    await until(lambda: ready_names(serving) == {"b"})
    await until(lambda: (serving.find("endpoints", "shop", "other") or {}).get("subsets"))


async def test_endpoints_go_with_their_service(serving: FakeAccess, until: Until) -> None:
    serving.delete("services", "shop", "web")

    await until(lambda: serving.find("endpoints", "shop", "web") is None)
    await until(lambda: serving.list(SLICES, "shop") == [])


async def test_a_service_without_selector_is_left_alone(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    own = service("external", selector=None)
    del own["spec"]["selector"]
    access.create("services", "shop", own)
    access.create("services", "shop", service("web"))

    await until(lambda: access.find("endpoints", "shop", "web"))

    assert access.find("endpoints", "shop", "external") is None


async def test_a_slice_that_somebody_deleted_is_made_again(serving: FakeAccess, until: Until) -> None:
    (made,) = serving.list(SLICES, "shop")

    serving.delete(SLICES, "shop", made["metadata"]["name"])

    await until(lambda: ready_names(serving) == {"a", "b"})
