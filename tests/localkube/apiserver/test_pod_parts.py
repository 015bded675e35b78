"""Parts of a pod that are written through subresources of their own."""

from __future__ import annotations

import json

import pytest

from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import PODS, pod

MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"

ODD: list[object] = [
    {},
    {"spec": None},
    {"spec": {"containers": None}},
    {"spec": {"containers": []}},
    {"spec": {"containers": [{}]}},
    {"spec": {"containers": [{"name": "nobody", "resources": {"limits": {"cpu": "1"}}}]}},
    {"spec": {"containers": [{"name": "main", "resources": None}]}},
    {"spec": {"containers": [{"name": "main", "resources": {"limits": {"cpu": "-1"}}}]}},
    {"spec": {"containers": [{"name": "main", "resources": {"limits": {"cpu": "much"}}}]}},
    {"spec": {"containers": [{"name": "main", "resources": {"limits": {"gpu": "1"}}}]}},
    {"spec": {"containers": [{"name": "main", "resizePolicy": [{}]}]}},
    {"spec": {"ephemeralContainers": [{}]}},
    {"spec": {"ephemeralContainers": [None]}},
    {"spec": {"ephemeralContainers": "all"}},
    {"spec": {"ephemeralContainers": [{"name": "debug"}]}},
    {"spec": {"ephemeralContainers": [{"name": "debug", "image": "x", "volumeMounts": [{"name": "no"}]}]}},
    {"metadata": {"name": "other"}},
    {"metadata": None},
    [],
    "pod",
    None,
]


@pytest.mark.parametrize("part", ["ephemeralcontainers", "resize"])
@pytest.mark.parametrize("kind", [MERGE, STRATEGIC])
async def test_odd_bodies_are_refused_in_order(api: Api, part: str, kind: str) -> None:
    await api.create(PODS, pod("one", cpu="100m"))
    for body in ODD:
        answer = await api.http.patch(f"{PODS}/one/{part}", content=json.dumps(body), headers={"Content-Type": kind})
        assert answer.status_code < 500, (body, answer.text)


async def test_resize_writes_resources_and_nothing_else(api: Api) -> None:
    await api.create(PODS, pod("one", cpu="100m"))
    main: Obj = {"name": "main", "image": "other:1", "resources": {"requests": {"cpu": "200m"}}}
    body = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [main], "priority": 7}}
    answer = await api.http.patch(f"{PODS}/one/resize", content=json.dumps(body), headers={"Content-Type": STRATEGIC})
    changed = answer.json()
    assert changed["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "200m"}}
    assert changed["spec"]["containers"][0]["image"] == "web:1"
    assert "labels" not in changed["metadata"]
    assert changed["metadata"]["generation"] == 2


async def test_resize_counts_against_the_quota(api: Api) -> None:
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}}
    await api.create(PODS.replace("pods", "resourcequotas"), {**quota, "spec": {"hard": {"requests.cpu": "150m"}}})
    await api.create(PODS, pod("one", cpu="100m"))
    body = {"spec": {"containers": [{"name": "main", "resources": {"requests": {"cpu": "200m"}}}]}}
    answer = await api.http.patch(f"{PODS}/one/resize", content=json.dumps(body), headers={"Content-Type": STRATEGIC})
    assert answer.status_code == 403
    assert "exceeded quota: q, requested: requests.cpu=100m, used: requests.cpu=100m" in answer.json()["message"]


async def test_parts_are_applied_with_an_owner(api: Api) -> None:
    await api.create(PODS, pod("one", cpu="100m"))
    debug = {"name": "debug", "image": "web:2"}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}, "spec": {"ephemeralContainers": [debug]}}
    answer = await api.http.patch(
        f"{PODS}/one/ephemeralcontainers",
        content=json.dumps(body),
        headers={"Content-Type": APPLY},
        params={"fieldManager": "debugger"},
    )
    assert answer.status_code == 200, answer.text
    applied = answer.json()
    assert [one["name"] for one in applied["spec"]["ephemeralContainers"]] == ["debug"]
    owners = [entry for entry in applied["metadata"]["managedFields"] if entry["manager"] == "debugger"]
    assert [(entry["operation"], entry["subresource"]) for entry in owners] == [("Apply", "ephemeralcontainers")]
    assert (await api.http.post(f"{PODS}/one/resize", json={})).status_code == 405
    assert (await api.http.delete(f"{PODS}/one/resize")).status_code == 405


@pytest.mark.parametrize(
    ("after", "said"),
    [(900, None), (1100, "must be less than or equal to previous value"), (None, "must not update from a positive")],
)
async def test_deadline_only_comes_nearer(api: Api, after: int | None, said: str | None) -> None:
    one = pod("one")
    one["spec"]["activeDeadlineSeconds"] = 1000
    await api.create(PODS, one)
    body = {"spec": {"activeDeadlineSeconds": after}}
    answer = await api.http.patch(f"{PODS}/one", content=json.dumps(body), headers={"Content-Type": MERGE})
    assert answer.status_code == (200 if said is None else 422)
    assert said is None or said in answer.json()["message"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"readinessProbe": {"exec": {"command": ["a"]}, "terminationGracePeriodSeconds": 5}}, "readinessProbe"),
        ({"livenessProbe": {"exec": {"command": ["a"]}, "terminationGracePeriodSeconds": 0}}, "livenessProbe"),
        ({"lifecycle": {"preStop": {"sleep": {"seconds": 31}}}}, "lifecycle.preStop.sleep.seconds"),
        ({"lifecycle": {"postStart": {"sleep": {"seconds": -1}}}}, "lifecycle.postStart.sleep.seconds"),
        (
            {"volumeMounts": [{"name": "d", "mountPath": "/d", "mountPropagation": "Bidirectional"}]},
            "volumeMounts[0].mountPropagation",
        ),
    ],
)
async def test_fields_that_do_not_go_together(api: Api, fields: Obj, path: str) -> None:
    one = pod("one")
    one["spec"]["containers"][0] |= fields
    one["spec"]["volumes"] = [{"name": "d", "emptyDir": {}}]
    answer = await api.http.post(PODS, json=one)
    assert answer.status_code == 422
    assert f"spec.containers[0].{path}" in answer.json()["message"]
