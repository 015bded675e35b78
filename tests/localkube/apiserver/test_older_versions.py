"""One object in two versions: autoscalers in ``autoscaling/v1``, as kubectl before 1.33 makes them, and in v2."""

from __future__ import annotations

import json
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.older import REST
from tests.localkube.apiserver.conftest import Api

V1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers"
V2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
REFERENCE = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
ODD_TARGET = '{"metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": 3}}]}'
MEMORY: Obj = {
    "type": "Resource",
    "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "64Mi"}},
}


def cpu(percent: int) -> Obj:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def simple(**spec: Any) -> Obj:
    return {"metadata": {"name": "web"}, "spec": {"scaleTargetRef": REFERENCE, "maxReplicas": 3, **spec}}


async def patch(api: Api, path: str, body: Obj, kind: str = "merge-patch") -> Obj:
    headers = {"Content-Type": f"application/{kind}+json"}
    answer = await api.http.patch(path, content=json.dumps(body), headers=headers)
    assert answer.status_code == 200, answer.text
    patched: Obj = answer.json()
    return patched


async def test_what_is_made_in_the_old_version_is_there_in_the_new_one(api: Api) -> None:
    made = await api.create(V1, simple(targetCPUUtilizationPercentage=70))

    assert made["apiVersion"] == "autoscaling/v1"
    assert made["spec"] == {
        "scaleTargetRef": REFERENCE,
        "minReplicas": 1,
        "maxReplicas": 3,
        "targetCPUUtilizationPercentage": 70,
    }
    assert "annotations" not in made["metadata"]
    newest = await api.get(f"{V2}/web")
    assert (newest["apiVersion"], newest["spec"]["metrics"]) == ("autoscaling/v2", [cpu(70)])


async def test_what_the_old_version_has_no_words_for_survives_it(api: Api) -> None:
    behavior = {"scaleDown": {"stabilizationWindowSeconds": 60}}
    before = await api.create(V2, simple(metrics=[MEMORY, cpu(50)], behavior=behavior))
    shown = await api.get(f"{V1}/web")
    assert (shown["spec"]["targetCPUUtilizationPercentage"], "behavior" in shown["spec"]) == (50, False)

    shown["spec"] |= {"targetCPUUtilizationPercentage": 40, "maxReplicas": 9}
    answer = await api.http.put(f"{V1}/web", json=shown)

    assert answer.status_code == 200, answer.text
    after = await api.get(f"{V2}/web")
    assert after["spec"] == {**before["spec"], "metrics": [MEMORY, cpu(40)], "maxReplicas": 9}
    assert "annotations" not in after["metadata"]
    assert after["metadata"]["generation"] == 2


async def test_status_tells_what_the_old_version_knows(api: Api) -> None:
    await api.create(V1, simple())
    current = {"name": "cpu", "current": {"averageUtilization": 33, "averageValue": "33m"}}
    condition = {"type": "AbleToScale", "status": "True"}
    status = {
        "currentReplicas": 2,
        "desiredReplicas": 3,
        "conditions": [condition],
        "currentMetrics": [{"type": "Resource", "resource": current}],
    }
    await patch(api, f"{V2}/web/status", {"status": status})

    shown = await patch(api, f"{V1}/web/status", {"status": {"currentReplicas": 3}})

    counts = {"currentReplicas": 3, "desiredReplicas": 3, "currentCPUUtilizationPercentage": 33}
    assert shown["status"] == counts
    assert (await api.get(f"{V2}/web"))["status"] == {**status, "currentReplicas": 3}


async def test_patches_apply_lists_and_watches_speak_the_version_that_is_asked(api: Api) -> None:
    await api.create(V2, simple(metrics=[cpu(50)]))

    patched = await patch(api, f"{V1}/web", {"spec": {"targetCPUUtilizationPercentage": 60}}, "strategic-merge-patch")
    applied = await api.http.patch(
        f"{V1}/web?fieldManager=me&force=true",
        content=json.dumps({"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", **simple()}),
        headers={"Content-Type": "application/apply-patch+yaml"},
    )
    async with api.http.stream("GET", V1, params={"watch": "true"}) as answer:
        event = json.loads(await anext(aiter(answer.aiter_lines())))

    assert patched["spec"]["targetCPUUtilizationPercentage"] == 60
    assert applied.status_code == 200, applied.text
    assert applied.json()["apiVersion"] == event["object"]["apiVersion"] == "autoscaling/v1"
    listed = await api.get(V1)
    assert [each["spec"]["targetCPUUtilizationPercentage"] for each in listed["items"]] == [60]
    assert [each["spec"]["metrics"] for each in (await api.get(V2))["items"]] == [[cpu(60)]]
    deleted = await api.http.delete(f"{V1}/web")
    assert deleted.status_code == 200
    assert (await api.http.get(f"{V2}/web")).status_code == 404


async def test_tables_are_the_same_in_both(api: Api) -> None:
    await api.create(V2, simple(metrics=[MEMORY, cpu(50)]))

    tables = [(await api.http.get(path, headers={"Accept": TABLE})).json() for path in (V1, V2)]

    assert [table["rows"][0]["cells"][2] for table in tables] == ["memory: <unknown>/64Mi, cpu: <unknown>/50%"] * 2


async def test_bad_values_are_refused_in_either(api: Api) -> None:
    for spec, status in (({"minReplicas": 4}, 422), ({"targetCPUUtilizationPercentage": 0}, 422)):
        assert (await api.http.post(V1, json=simple(**spec))).status_code == status
    assert (await api.http.get(f"{V1}/none")).status_code == 404
    assert (await api.http.put(f"{V1}/web", json=simple())).status_code == 404


async def test_what_somebody_writes_into_the_annotation_is_checked(api: Api) -> None:
    for text in (
        "[]",
        "{",
        '"a"',
        '{"metrics": 7}',
        '{"metrics": [null]}',
        '{"metrics": [{"type": "Odd"}]}',
        ODD_TARGET,
    ):
        body = simple(targetCPUUtilizationPercentage=50)
        body["metadata"] = {"name": "odd", "annotations": {REST: text}}
        answer = await api.http.post(V1, json=body)
        assert answer.status_code in (201, 400, 422), (text, answer.text)
        await api.http.delete(f"{V1}/odd")
    behaving = {"name": "odd", "annotations": {REST: '{"behavior": {"scaleUp": 3}}'}}
    assert (await api.http.post(V1, json={**simple(), "metadata": behaving})).status_code == 400


async def test_discovery_prefers_the_new_version(api: Api) -> None:
    group = await api.get("/apis/autoscaling")

    assert [each["version"] for each in group["versions"]] == ["v2", "v1"]
    names = [each["name"] for each in (await api.get("/apis/autoscaling/v1"))["resources"]]
    assert names == ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]
    definitions = (await api.get("/openapi/v2"))["definitions"]
    assert {f"io.k8s.api.autoscaling.{version}.HorizontalPodAutoscaler" for version in ("v1", "v2")} <= set(definitions)
