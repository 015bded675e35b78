"""The four patch types over HTTP, and who owns fields after them."""

from __future__ import annotations

import json

import httpx

from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, DEPLOYMENTS, config_map, deployment

JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


async def patch(api: Api, path: str, kind: str, body: object, **params: str) -> httpx.Response:
    return await api.http.patch(path, content=json.dumps(body), headers={"Content-Type": kind}, params=params)


async def test_json_patch_changes_and_tests(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", key="1"))
    ok = await patch(api, f"{CONFIG_MAPS}/one", JSON_PATCH, [{"op": "add", "path": "/data/more", "value": "2"}])
    assert ok.json()["data"] == {"key": "1", "more": "2"}
    failed = await patch(api, f"{CONFIG_MAPS}/one", JSON_PATCH, [{"op": "test", "path": "/data/key", "value": "9"}])
    assert failed.status_code == 422


async def test_merge_patch_removes_with_null(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", key="1", other="2"))
    answer = await patch(api, f"{CONFIG_MAPS}/one", MERGE, {"data": {"key": None, "new": "3"}})
    assert answer.json()["data"] == {"other": "2", "new": "3"}


async def test_strategic_merge_patch_merges_containers_by_name(api: Api) -> None:
    await api.create(DEPLOYMENTS, deployment("web"))
    body = {
        "spec": {
            "template": {"spec": {"containers": [{"name": "main", "image": "web:2"}, {"name": "b", "image": "b:1"}]}}
        }
    }
    answer = (await patch(api, f"{DEPLOYMENTS}/web", STRATEGIC, body)).json()
    images = {c["name"]: c["image"] for c in answer["spec"]["template"]["spec"]["containers"]}
    assert images == {"main": "web:2", "b": "b:1"}


async def test_apply_creates_updates_and_removes_what_is_applied_no_more(api: Api) -> None:
    first: Obj = config_map("one", key="1", other="2")
    made = await patch(api, f"{CONFIG_MAPS}/one", APPLY, first, fieldManager="me")
    assert made.status_code == 201
    again = await patch(api, f"{CONFIG_MAPS}/one", APPLY, first, fieldManager="me")
    assert again.status_code == 200
    assert again.json()["metadata"]["resourceVersion"] == made.json()["metadata"]["resourceVersion"]
    less = await patch(api, f"{CONFIG_MAPS}/one", APPLY, config_map("one", key="3"), fieldManager="me")
    assert less.json()["data"] == {"key": "3"}


async def test_an_apply_conflict_names_the_manager_and_force_takes_over(api: Api) -> None:
    await patch(api, f"{CONFIG_MAPS}/one", APPLY, config_map("one", key="1"), fieldManager="first")
    refused = await patch(api, f"{CONFIG_MAPS}/one", APPLY, config_map("one", key="2"), fieldManager="second")
    assert refused.status_code == 409
    assert "first" in refused.json()["message"]
    forced = await patch(
        api, f"{CONFIG_MAPS}/one", APPLY, config_map("one", key="2"), fieldManager="second", force="true"
    )
    assert forced.json()["data"] == {"key": "2"}


async def test_apply_without_a_manager_is_refused(api: Api) -> None:
    refused = await patch(api, f"{CONFIG_MAPS}/one", APPLY, config_map("one"))
    assert refused.status_code == 422
    assert "fieldManager" in refused.json()["message"]


async def test_writes_of_every_client_leave_its_name_as_manager(api: Api) -> None:
    made = await api.create(DEPLOYMENTS, deployment("web"), fieldManager="kubectl-create")
    assert [entry["manager"] for entry in made["metadata"]["managedFields"]] == ["kubectl-create"]
    scaled = (await patch(api, f"{DEPLOYMENTS}/web", MERGE, {"spec": {"replicas": 3}}, fieldManager="scaler")).json()
    assert {entry["manager"] for entry in scaled["metadata"]["managedFields"]} == {"kubectl-create", "scaler"}
