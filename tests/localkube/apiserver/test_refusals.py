"""What is refused at the door, with the field and in the words of a Kubernetes API server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, PODS, config_map, pod
from tests.localkube.apiserver.test_patches import APPLY, MERGE, patch

SERVICES = "/api/v1/namespaces/default/services"
SECRETS = "/api/v1/namespaces/default/secrets"
JOBS = "/apis/batch/v1/namespaces/default/jobs"
ONE = f"{CONFIG_MAPS}/one"


def service(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}], "selector": {"app": "web"}, **spec}}


def with_spec(**spec: Any) -> dict[str, Any]:
    made = pod("web")
    made["spec"] |= spec
    return made


def job(**spec: Any) -> dict[str, Any]:
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "none"}]}}
    return {"metadata": {"name": "web"}, "spec": {"template": template, **spec}}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (SERVICES, service(type="NodePort", ports=[{"port": 80, "nodePort": 80}]), "spec.ports[0].nodePort"),
        (SERVICES, service(ports=[{"port": 80, "nodePort": 30080}]), "spec.ports[0].nodePort"),
        (SERVICES, service(type="NodePort", clusterIP="None"), "spec.clusterIPs[0]"),
        (SERVICES, service(ipFamilies=["IPv6"]), "spec.ipFamilies[0]"),
        (SERVICES, service(ipFamilyPolicy="RequireDualStack"), "spec.ipFamilyPolicy"),
        (SERVICES, service(externalIPs=["127.0.0.1"]), "spec.externalIPs[0]"),
        (SERVICES, service(externalIPs=["here"]), "spec.externalIPs[0]"),
        (SERVICES, service(externalTrafficPolicy="Local"), "spec.externalTrafficPolicy"),
        (SERVICES, service(loadBalancerSourceRanges=["10.0.0.0/8"]), "spec.LoadBalancerSourceRanges"),
        (SERVICES, service(type="LoadBalancer", loadBalancerSourceRanges=["here"]), "spec.LoadBalancerSourceRanges"),
        (SERVICES, service(type="NodePort", healthCheckNodePort=30000), "spec.healthCheckNodePort"),
        (SERVICES, service(trafficDistribution="Elsewhere"), "spec.trafficDistribution"),
        (PODS, with_spec(schedulingGates=[{"name": "a/b"}, {"name": "a/b"}]), "spec.schedulingGates[1]"),
        (PODS, with_spec(os={"name": "beos"}), "spec.os.name"),
        (
            PODS,
            with_spec(
                hostNetwork=True,
                containers=[{"name": "c", "image": "none", "ports": [{"containerPort": 80, "hostPort": 81}]}],
            ),
            "spec.containers[0].ports[0].containerPort",
        ),
        (JOBS, job(completionMode="Indexed", parallelism=2), "spec.completions"),
        (SECRETS, {"metadata": {"name": "web"}, "type": "kubernetes.io/basic-auth"}, "data[username]"),
        (CONFIG_MAPS, config_map("two") | {"metadata": {"name": "two", "finalizers": ["f"]}}, "metadata.finalizers[0]"),
    ],
)
async def test_fields_that_contradict_each_other_are_refused_by_name(
    api: Api, path: str, body: dict[str, Any], field: str
) -> None:
    answer = await api.http.post(path, json=body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["details"]["causes"][0]["field"] == field


async def test_only_the_hook_that_sleeps_is_measured_against_the_grace_period(api: Api) -> None:
    answer = await api.http.post(PODS, json=with_spec(terminationGracePeriodSeconds=-1))

    assert [cause["field"] for cause in answer.json()["details"]["causes"]] == ["spec.terminationGracePeriodSeconds"]


async def test_a_taint_is_on_a_node_once(api: Api) -> None:
    taint = {"key": "a", "effect": "NoSchedule"}
    answer = await api.http.post(
        "/api/v1/nodes", json={"metadata": {"name": "n"}, "spec": {"taints": [taint, {**taint, "value": "b"}]}}
    )

    assert answer.status_code == 422
    assert "taints must be unique by key and effect pair" in answer.json()["message"]


NODE = "/api/v1/nodes/n"
RANGE = "10.1.0.0/24"


@pytest.mark.parametrize("spec", [{"podCIDR": RANGE}, {"podCIDRs": [RANGE]}])
async def test_a_node_says_its_pod_range_in_both_fields(api: Api, spec: dict[str, Any]) -> None:
    made = await api.create("/api/v1/nodes", {"metadata": {"name": "n"}, "spec": spec})

    assert (made["spec"]["podCIDR"], made["spec"]["podCIDRs"]) == (RANGE, [RANGE])


@pytest.mark.parametrize(
    ("ranges", "code"),
    [
        ([RANGE, "fd00::/64"], 201),
        (["fd00::/64", RANGE], 201),
        ([RANGE, "10.2.0.0/24"], 422),
        (["fd00::/64", "fd01::/64"], 422),
        ([RANGE, "fd00::/64", "10.2.0.0/24"], 422),
    ],
)
async def test_a_node_has_one_pod_range_of_each_family(api: Api, ranges: list[str], code: int) -> None:
    answer = await api.http.post("/api/v1/nodes", json={"metadata": {"name": "n"}, "spec": {"podCIDRs": ranges}})

    assert answer.status_code == code, answer.text
    assert ("may specify no more than one CIDR for each IP family" in answer.text) is (code == 422)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"podCIDR": "10.2.0.0/24", "podCIDRs": ["10.2.0.0/24"]}, 422, "may not change podCIDR except from"),
        ({"podCIDRs": [RANGE, "fd00::/64"]}, 422, "may not change podCIDR except from"),
        ({"podCIDR": None, "podCIDRs": None}, 422, "may not change podCIDR except from"),
        ({"podCIDR": "10.2.0.0/24"}, 400, "conversion Error: v1.PodCIDR(10.2.0.0/24) != v1.CIDRs[0](10.1.0.0/24)"),
        ({"providerID": "other://n"}, 422, "may not change providerID except from"),
        ({"podCIDRs": None, "unschedulable": True}, 200, ""),
        ({"podCIDR": None, "taints": [{"key": "a", "effect": "NoSchedule"}]}, 200, ""),
    ],
)
async def test_pods_of_a_node_keep_their_range(api: Api, change: dict[str, Any], code: int, told: str) -> None:
    await api.create("/api/v1/nodes", {"metadata": {"name": "n"}})
    given = {"podCIDR": RANGE, "podCIDRs": [RANGE], "providerID": "some://n"}
    assert (await patch(api, NODE, MERGE, {"spec": given})).status_code == 200

    answer = await patch(api, NODE, MERGE, {"spec": change})

    assert answer.status_code == code, answer.text
    assert told in answer.text.replace('\\"', '"')
    kept = (await api.get(NODE))["spec"]
    assert {name: kept[name] for name in given} == given


async def test_a_pod_range_is_a_range(api: Api) -> None:
    answer = await api.http.post("/api/v1/nodes", json={"metadata": {"name": "n"}, "spec": {"podCIDRs": ["here"]}})

    assert answer.status_code == 422
    assert [cause["field"] for cause in answer.json()["details"]["causes"]] == ["spec.podCIDRs[0]"]


async def test_namespaces_go_one_by_one(api: Api) -> None:
    await api.create("/api/v1/namespaces", {"metadata": {"name": "shop", "labels": {"mine": "yes"}}})

    answer = await api.http.delete("/api/v1/namespaces", params={"labelSelector": "mine=yes"})

    assert (answer.status_code, answer.json()["reason"]) == (405, "MethodNotAllowed")
    assert "deletionTimestamp" not in (await api.get("/api/v1/namespaces/shop"))["metadata"]
    resources = {entry["name"]: entry for entry in (await api.get("/api/v1"))["resources"]}
    assert "deletecollection" not in resources["namespaces"]["verbs"]
    assert "deletecollection" in resources["pods"]["verbs"]
    assert "delete" not in (await api.get("/openapi/v2"))["paths"]["/api/v1/namespaces"]


@pytest.mark.parametrize("name", ["default", "kube-public", "kube-system"])
async def test_namespaces_that_every_cluster_has_stay(api: Api, name: str) -> None:
    await api.http.post("/api/v1/namespaces", json={"metadata": {"name": name}})

    answer = await api.http.delete(f"/api/v1/namespaces/{name}")

    assert answer.status_code == 403
    assert answer.json()["message"] == f'namespaces "{name}" is forbidden: this namespace may not be deleted'
    assert "deletionTimestamp" not in (await api.http.get(f"/api/v1/namespaces/{name}")).json()["metadata"]


async def test_what_the_former_type_of_a_service_needed_goes_with_it(api: Api) -> None:
    made = await api.http.post(SERVICES, json=service(type="NodePort", externalTrafficPolicy="Local"))
    assert made.json()["spec"]["ports"][0]["nodePort"]

    changed = await patch(api, f"{SERVICES}/web", MERGE, {"spec": {"type": "ClusterIP"}})

    assert changed.status_code == 200, changed.text
    spec = changed.json()["spec"]
    assert "nodePort" not in spec["ports"][0]
    assert "externalTrafficPolicy" not in spec
    assert spec["clusterIP"] == made.json()["spec"]["clusterIP"]


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"force": "true"}, "force: Forbidden: may not be specified for non-apply patch"),
        ({"fieldManager": "m" * 129}, "fieldManager: Too long: may not be more than 128 bytes"),
        ({"dryRun": "Some"}, 'dryRun: Unsupported value: ["Some"]: supported values: "All"'),
    ],
)
async def test_options_of_a_patch_are_checked(api: Api, params: dict[str, str], problem: str) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))

    answer = await api.http.patch(ONE, content='{"data":{}}', headers={"Content-Type": MERGE}, params=params)

    assert answer.status_code == 422
    assert problem in answer.json()["message"]


async def test_an_apply_names_its_manager_and_no_object_that_is_gone(api: Api) -> None:
    headers = {"Content-Type": APPLY}
    nobody = await api.http.patch(ONE, json=config_map("one"), headers=headers)
    gone = config_map("one")
    gone["metadata"]["uid"] = "1"
    other = await api.http.patch(ONE, json=gone, headers=headers, params={"fieldManager": "me"})

    assert nobody.status_code == 422
    assert other.status_code == 409
    assert "uid mismatch: the provided object specified uid 1" in other.json()["message"]
    assert (await api.http.get(ONE)).status_code == 404


async def test_a_deletion_says_once_what_becomes_of_dependents(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    both = {"propagationPolicy": "Background", "orphanDependents": False}

    assert (await api.http.request("DELETE", ONE, json=both)).status_code == 422
    assert (await api.http.get(ONE)).status_code == 200
