"""Quotas, limit ranges, namespaces that go, addresses of services."""

from __future__ import annotations

import asyncio

import pytest

from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import PODS, QUOTAS, SERVICES, config_map, pod, service


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


async def test_a_pod_tells_what_its_limit_range_filled_in(api: Api) -> None:
    given = {"default": {"memory": "64Mi", "cpu": "200m"}, "defaultRequest": {"cpu": "100m", "memory": "32Mi"}}
    wanted = {"metadata": {"name": "all"}, "spec": {"limits": [{"type": "Container", **given}]}}
    await api.create("/api/v1/namespaces/default/limitranges", wanted)
    some, whole = pod("one"), {"cpu": "50m", "memory": "16Mi"}
    some["spec"]["containers"].append(
        {"name": "side", "image": "web:1", "resources": {"requests": whole, "limits": {"cpu": "1"}}}
    )
    some["spec"]["initContainers"] = [
        {"name": "init", "image": "web:1", "resources": {"requests": {"cpu": "1m"}}},
        {"name": "full", "image": "web:1", "resources": {"limits": whole}},
    ]
    told = (await api.create(PODS, some))["metadata"]["annotations"]["kubernetes.io/limit-ranger"]
    assert told == (
        "LimitRanger plugin set: cpu, memory request for container main; cpu, memory limit for container main;"
        " memory limit for container side; memory request for init container init;"
        " cpu, memory limit for init container init"
    )
    said = pod("two")
    said["spec"]["containers"][0]["resources"] = {"requests": whole, "limits": whole}
    assert "annotations" not in (await api.create(PODS, said))["metadata"]


LIMITS = [
    {"type": "Container", "min": {"cpu": "50m"}, "max": {"cpu": "500m"}, "maxLimitRequestRatio": {"cpu": "2"}},
    {"type": "Pod", "max": {"cpu": "800m"}},
]


@pytest.mark.parametrize(
    ("requests", "limits", "said"),
    [
        ({"cpu": "300m"}, {"cpu": "400m"}, None),
        ({"cpu": "40m"}, {"cpu": "60m"}, "minimum cpu usage per Container is 50m, but request is 40m"),
        (
            {"cpu": "400m"},
            {"cpu": "600m"},
            "maximum cpu usage per Container is 500m, but limit is 600m",
        ),
        (
            {"cpu": "100m"},
            {"cpu": "300m"},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
    ],
)
async def test_a_limit_range_refuses_what_is_too_small_or_too_large(
    api: Api, requests: dict[str, str], limits: dict[str, str], said: str | None
) -> None:
    wanted = {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "all"}, "spec": {"limits": LIMITS}}
    await api.create("/api/v1/namespaces/default/limitranges", wanted)
    one = pod("one")
    one["spec"]["containers"][0]["resources"] = {"requests": requests, "limits": limits}
    answer = await api.http.post(PODS, json=one)
    assert answer.status_code == (201 if said is None else 403), answer.text
    if said is not None:
        assert answer.json()["message"] == f'pods "one" is forbidden: {said}'


async def test_a_limit_range_counts_whole_pods_and_claims(api: Api) -> None:
    items = [*LIMITS[1:], {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}]
    wanted = {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "all"}, "spec": {"limits": items}}
    await api.create("/api/v1/namespaces/default/limitranges", wanted)
    two = pod("two")
    amounts = {"requests": {"cpu": "450m"}, "limits": {"cpu": "450m"}}
    two["spec"]["containers"] = [{"name": name, "image": "web:1", "resources": amounts} for name in ("a", "b")]
    refused = await api.http.post(PODS, json=two)
    assert refused.json()["message"] == (
        'pods "two" is forbidden: maximum cpu usage per Pod is 800m, but limit is 900m'
    )
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "big"}, "spec": spec}
    refused = await api.http.post("/api/v1/namespaces/default/persistentvolumeclaims", json=claim)
    assert refused.status_code == 403
    assert "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi" in refused.json()["message"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"scopes": ["Sometimes"]}, "unsupported scope"),
        ({"scopes": ["Terminating", "NotTerminating"]}, "conflicting scopes"),
        ({"scopes": ["Terminating"], "hard": {"services": "1"}}, "unsupported scope applied to resource: services"),
        ({"scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Near"}]}},
         "not a valid selector operator"),
        ({"scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In"}]}},
         "must be at least one value"),
        ({"scopeSelector": {"matchExpressions": [{"scopeName": "BestEffort", "operator": "DoesNotExist"}]}},
         "must be 'Exist'"),
    ],
)  # fmt: skip
async def test_scopes_that_cannot_be_are_refused(api: Api, spec: dict[str, object], said: str) -> None:
    scoped = {**quota(pods="1"), "spec": {"hard": {"pods": "1"}, **spec}}
    refused = await api.http.post(QUOTAS, json=scoped)
    assert (refused.status_code, said in refused.json()["message"]) == (422, True), refused.text


@pytest.mark.parametrize(
    ("name", "amount", "told"),
    [
        ("gold", "1", ["must be a standard resource type or fully qualified", "must be a standard resource for quota"]),
        ("storage", "1Gi", ["must be a standard resource for quota"]),
        ("limits.hugepages-2Mi", "1", ["must be a standard resource type", "must be a standard resource for quota"]),
        ("pods", "1500m", ["must be an integer"]),
        ("services.nodeports", "1.5", ["must be an integer"]),
    ],
)
async def test_a_quota_of_what_nobody_counts_is_refused(api: Api, name: str, amount: str, told: list[str]) -> None:
    body = {"metadata": {"name": "odd"}, "spec": {"hard": {name: amount}}}
    refused = await api.http.post(QUOTAS, json=body)

    causes = refused.json()["details"]["causes"]
    assert (refused.status_code, [cause["field"] for cause in causes]) == (422, [f"spec.hard[{name}]"] * len(told))
    assert all(text in cause["message"] for text, cause in zip(told, causes, strict=True)), causes


async def test_a_quota_takes_all_that_is_counted(api: Api) -> None:
    names = "cpu memory ephemeral-storage requests.cpu requests.memory requests.storage requests.ephemeral-storage"
    names += " limits.cpu limits.memory limits.ephemeral-storage pods resourcequotas services replicationcontrollers"
    names += " secrets persistentvolumeclaims configmaps services.nodeports services.loadbalancers hugepages-2Mi"
    names += " requests.hugepages-2Mi count/deployments.apps requests.example.org/gpu"
    names += " fast.storageclass.storage.k8s.io/requests.storage"
    await api.create(QUOTAS, {"metadata": {"name": "all"}, "spec": {"hard": dict.fromkeys(names.split(), "1")}})


async def test_a_pod_has_no_overhead_of_its_own(api: Api) -> None:
    wanted = pod("one")
    wanted["spec"]["overhead"] = {"cpu": "100m"}
    refused = await api.http.post(PODS, json=wanted)

    assert (refused.status_code, refused.json()["message"]) == (
        403,
        'pods "one" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    )


async def test_a_quota_about_other_namespaces_counts_only_pods_that_look_there(api: Api) -> None:
    await api.create(
        QUOTAS, {**quota(pods="0"), "spec": {"hard": {"pods": "0"}, "scopes": ["CrossNamespacePodAffinity"]}}
    )
    await api.create(PODS, pod("stays"))
    looks = pod("looks")
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}, "namespaces": ["other"]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    looks["spec"]["affinity"] = {"podAffinity": required}
    assert (await api.http.post(PODS, json=looks)).status_code == 403


async def test_a_gated_pod_says_so_and_only_loses_gates(api: Api) -> None:
    gated = pod("gated")
    gated["spec"]["schedulingGates"] = [{"name": "example.com/a"}, {"name": "example.com/b"}]
    made = await api.create(PODS, gated)
    assert made["status"]["conditions"][0]["reason"] == "SchedulingGated"
    more = {"spec": {"schedulingGates": [{"name": "example.com/c"}]}}
    strategic = {"Content-Type": "application/strategic-merge-patch+json"}
    refused = await api.http.patch(f"{PODS}/gated", json=more, headers=strategic)
    assert refused.status_code == 422
    less = {"spec": {"schedulingGates": [{"$patch": "delete", "name": "example.com/a"}]}}
    answer = await api.http.patch(f"{PODS}/gated", json=less, headers=strategic)
    assert [gate["name"] for gate in answer.json()["spec"]["schedulingGates"]] == ["example.com/b"]


async def test_a_namespace_that_goes_takes_nothing_new(api: Api) -> None:
    await api.create("/api/v1/namespaces", {"metadata": {"name": "shop"}})
    await api.http.delete("/api/v1/namespaces/shop")
    assert (await api.get("/api/v1/namespaces/shop"))["status"]["phase"] == "Terminating"
    refused = await api.http.post("/api/v1/namespaces/shop/configmaps", json=config_map("one"))
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


@pytest.mark.parametrize(
    ("given", "added"),
    [
        ([], ["not-ready", "unreachable"]),
        ([{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}], ["not-ready", "unreachable"]),
        ([{"key": "node.kubernetes.io/not-ready", "operator": "Exists"}], ["unreachable"]),
        ([{"operator": "Exists", "effect": "NoExecute"}], []),
    ],
)
async def test_a_pod_bears_a_lost_node_for_five_minutes_unless_it_says_otherwise(
    api: Api, given: list[dict[str, str]], added: list[str]
) -> None:
    wanted = pod("one")
    wanted["spec"]["tolerations"] = given
    made = await api.create(PODS, wanted)
    how = {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    assert made["spec"].get("tolerations", []) == [
        *given,
        *({"key": f"node.kubernetes.io/{name}", **how} for name in added),
    ]


async def test_only_evictions_are_borne_for_a_time(api: Api) -> None:
    wanted = pod("one")
    wanted["spec"]["tolerations"] = [
        {"key": "gpu", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}
    ]
    refused = await api.http.post(PODS, json=wanted)
    assert refused.status_code == 422
    assert "spec.tolerations[0].effect" in refused.json()["message"]


@pytest.mark.parametrize("body", [{}, {"metadata": {}}, {"metadata": {"labels": {"a": "b"}}, "spec": {}}])
async def test_a_pod_without_a_name_is_invalid(api: Api, body: Obj) -> None:
    answer = await api.http.post("/api/v1/namespaces/default/pods", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (422, "Invalid"), answer.text
