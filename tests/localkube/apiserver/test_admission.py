"""Quotas, limit ranges, namespaces that go, addresses of services."""

from __future__ import annotations

import asyncio

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, PODS, QUOTAS, SERVICES, config_map, pod, service


def quota(**hard: str) -> dict[str, object]:
    spec = {"hard": {name.replace("_", "."): value for name, value in hard.items()}}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "all"}, "spec": spec}


async def test_a_pod_over_quota_is_refused_with_the_figures(api: Api) -> None:
    await api.create(QUOTAS, quota(requests_cpu="500m", pods="5"))
    await api.create(PODS, pod("one", cpu="400m"))
    refused = await api.http.post(PODS, json=pod("two", cpu="200m"))
    assert refused.status_code == 403
    assert refused.json()["message"] == (
        'pods "two" is forbidden: exceeded quota: all, requested: requests.cpu=200m, '
        "used: requests.cpu=400m, limited: requests.cpu=500m"
    )


async def test_a_pod_must_say_what_its_quota_counts(api: Api) -> None:
    await api.create(QUOTAS, quota(requests_cpu="500m"))
    refused = await api.http.post(PODS, json=pod("one"))
    assert refused.status_code == 403
    assert "must specify requests.cpu for: main" in refused.json()["message"]


async def test_parallel_requests_cannot_exceed_a_quota(api: Api) -> None:
    await api.create(QUOTAS, quota(pods="3"))
    answers = await asyncio.gather(*(api.http.post(PODS, json=pod(f"p{number}")) for number in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [403] * 7


async def test_a_limit_range_fills_in_what_containers_leave_out(api: Api) -> None:
    limits = [{"type": "Container", "default": {"cpu": "200m"}, "defaultRequest": {"cpu": "100m"}}]
    wanted = {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "all"}, "spec": {"limits": limits}}
    await api.create("/api/v1/namespaces/default/limitranges", wanted)
    made = await api.create(PODS, pod("one"))
    assert made["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "200m"}, "requests": {"cpu": "100m"}}
    assert made["status"]["qosClass"] == "Burstable"


async def test_a_namespace_that_goes_takes_nothing_new(api: Api) -> None:
    await api.http.delete("/api/v1/namespaces/default")
    assert (await api.get("/api/v1/namespaces/default"))["status"]["phase"] == "Terminating"
    refused = await api.http.post(CONFIG_MAPS, json=config_map("one"))
    assert refused.status_code == 403
    assert refused.json()["details"]["causes"][0]["reason"] == "NamespaceTerminating"


async def test_services_get_addresses_and_keep_them(api: Api) -> None:
    made = await api.create(SERVICES, service("one"))
    address = made["spec"]["clusterIP"]
    assert address.startswith("10.96.")
    made["spec"]["ports"] = [{"port": 81}]
    assert (await api.http.put(f"{SERVICES}/one", json=made)).json()["spec"]["clusterIP"] == address
    taken = await api.http.post(SERVICES, json=service("two", clusterIP=address))
    assert (taken.status_code, taken.json()["details"]["causes"][0]["field"]) == (422, "spec.clusterIPs")
    outside = await api.http.post(SERVICES, json=service("two", clusterIP="192.0.2.1"))
    assert outside.status_code == 422
    headless = await api.create(SERVICES, service("three", clusterIP="None"))
    assert headless["spec"]["clusterIPs"] == ["None"]


async def test_node_ports_are_given_once(api: Api) -> None:
    made = await api.create(SERVICES, service("one", type="NodePort"))
    port = made["spec"]["ports"][0]["nodePort"]
    assert 30000 <= port <= 32767
    taken = await api.http.post(SERVICES, json=service("two", type="NodePort", ports=[{"port": 80, "nodePort": port}]))
    assert taken.status_code == 422
    assert "already allocated" in taken.json()["message"]
