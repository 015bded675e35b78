"""Priority classes, and the priority that pods get by them."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.boot import content
from localkube.objects.access import Obj
from localkube.objects.priority import SYSTEM_CLASSES
from tests.localkube.apiserver.conftest import SERVICE_RANGE, Api
from tests.localkube.apiserver.factory import PODS, QUOTAS, pod

CLASSES = "/apis/scheduling.k8s.io/v1/priorityclasses"


def named(name: str, value: int = 100, **fields: Any) -> Obj:
    return {"metadata": {"name": name}, "value": value, **fields}


def asking(name: str, **spec: Any) -> Obj:
    made = pod(name)
    made["spec"] |= spec
    return made


async def refusal(api: Api, path: str, obj: Obj) -> tuple[int, str]:
    answer = await api.http.post(path, json=obj)
    return answer.status_code, str(answer.json()["message"])


async def test_pod_gets_the_value_and_policy_of_its_class(api: Api) -> None:
    await api.create(CLASSES, named("high", 1000, preemptionPolicy="Never"))

    spec = (await api.create(PODS, asking("one", priorityClassName="high")))["spec"]

    assert (spec["priority"], spec["preemptionPolicy"], spec["priorityClassName"]) == (1000, "Never", "high")


async def test_pod_of_a_class_that_does_not_exist_is_refused(api: Api) -> None:
    assert await refusal(api, PODS, asking("one", priorityClassName="none")) == (
        403,
        'pods "one" is forbidden: no PriorityClass with name none was found',
    )


async def test_pod_may_not_choose_another_priority_than_its_class_has(api: Api) -> None:
    status, told = await refusal(api, PODS, asking("one", priority=7))
    assert status == 403
    assert "the integer value of priority (7) must not be provided in pod spec" in told
    status, told = await refusal(api, PODS, asking("one", preemptionPolicy="Never"))
    assert status == 403
    assert "the string value of PreemptionPolicy (Never) must not be provided in pod spec" in told


async def test_pods_without_a_class_get_the_default_one(api: Api) -> None:
    before = (await api.create(PODS, asking("before")))["spec"]
    await api.create(CLASSES, named("usual", 5, globalDefault=True))
    after = (await api.create(PODS, asking("after")))["spec"]

    assert (before["priority"], before["preemptionPolicy"]) == (0, "PreemptLowerPriority")
    assert "priorityClassName" not in before
    assert (after["priority"], after["priorityClassName"]) == (5, "usual")


async def test_there_is_one_default_class(api: Api) -> None:
    await api.create(CLASSES, named("usual", 5, globalDefault=True))

    status, told = await refusal(api, CLASSES, named("second", 6, globalDefault=True))

    assert status == 403
    assert "PriorityClass usual is already marked as default. Only one default can exist" in told
    other = await api.create(CLASSES, named("other"))
    changed = await api.http.put(f"{CLASSES}/other", json={**other, "globalDefault": True})
    assert changed.status_code == 403
    kept = await api.http.patch(
        f"{CLASSES}/usual",
        json={"description": "as before"},
        headers={"Content-Type": "application/merge-patch+json"},
    )
    assert kept.status_code == 200


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            named("much", 1_000_000_001),
            "value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
        ),
        (named("system-mine", 1), "error: system-mine is not a known system priority class"),
        (named("system-node-critical", 1), "value of system-node-critical PriorityClass must be 2000001000"),
        (
            named("odd", preemptionPolicy="Sometimes"),
            'preemptionPolicy: Unsupported value: "Sometimes": supported values: "Never", "PreemptLowerPriority"',
        ),
    ],
)
async def test_classes_that_cannot_be(api: Api, wanted: Obj, told: str) -> None:
    status, message = await refusal(api, CLASSES, wanted)

    assert status == 422
    assert told in message


async def test_value_and_policy_of_a_class_never_change(api: Api) -> None:
    made = await api.create(CLASSES, named("high", 1000))

    value = await api.http.put(f"{CLASSES}/high", json={**made, "value": 1001})
    policy = await api.http.put(f"{CLASSES}/high", json={**made, "preemptionPolicy": "Never"})
    words = await api.http.put(f"{CLASSES}/high", json={**made, "description": "for what matters"})

    assert (value.status_code, policy.status_code, words.status_code) == (422, 422, 200)
    assert "value: Forbidden: may not be changed in an update." in value.json()["message"]
    assert "field is immutable" in policy.json()["message"]


async def test_classes_of_the_system_are_there_and_stay(api: Api) -> None:
    content.ensure(api.registry, SERVICE_RANGE, "10.0.0.1", 6443)

    listed = (await api.get(CLASSES))["items"]
    refused = await api.http.delete(f"{CLASSES}/system-node-critical")

    assert {each["metadata"]["name"]: each["value"] for each in listed} == SYSTEM_CLASSES
    assert refused.status_code == 403
    assert "this is a system priority class and cannot be deleted" in refused.json()["message"]


async def test_pod_that_is_written_again_without_its_priority_keeps_it(api: Api) -> None:
    await api.create(CLASSES, named("high", 1000))
    made = await api.create(PODS, asking("one", priorityClassName="high"))
    spec = {key: value for key, value in made["spec"].items() if key not in ("priority", "preemptionPolicy")}

    again = await api.http.put(f"{PODS}/one", json={**made, "spec": spec})

    assert again.status_code == 200, again.text
    assert again.json()["spec"]["priority"] == 1000
    moved = await api.http.patch(
        f"{PODS}/one",
        json={"spec": {"priority": 2000}},
        headers={"Content-Type": "application/merge-patch+json"},
    )
    assert moved.status_code == 422


async def test_quota_of_a_class_counts_pods_that_got_it_by_default(api: Api) -> None:
    await api.create(CLASSES, named("usual", 5, globalDefault=True))
    term = {"scopeName": "PriorityClass", "operator": "In", "values": ["usual"]}
    spec = {"hard": {"pods": "1"}, "scopeSelector": {"matchExpressions": [term]}}
    await api.create(QUOTAS, {"metadata": {"name": "few"}, "spec": spec})
    await api.create(PODS, asking("one"))

    status, told = await refusal(api, PODS, asking("two"))

    assert status == 403
    assert "exceeded quota: few" in told


async def test_table_shows_what_kubectl_shows(api: Api) -> None:
    await api.create(CLASSES, named("high", 1000))

    answer = await api.http.get(CLASSES, headers={"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"})

    table = answer.json()
    columns = [each["name"] for each in table["columnDefinitions"]]
    assert columns == ["Name", "Value", "Global-Default", "Age", "PreemptionPolicy"]
    cells = table["rows"][0]["cells"]
    assert (*cells[:3], cells[4]) == ("high", 1000, False, "PreemptLowerPriority")
