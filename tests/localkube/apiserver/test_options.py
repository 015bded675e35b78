"""Options of writes: dry run, field validation, field managers; and collections deleted by fields."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from aiohttp import web

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, DEPLOYMENTS, PODS, config_map, deployment, pod
from tests.localkube.apiserver.test_patches import APPLY, JSON_PATCH, MERGE, STRATEGIC, patch

ONE = f"{CONFIG_MAPS}/one"
JSON = "application/json"
CHANGED = config_map("one", key="2")
IN_BODY = {"kind": "DeleteOptions", "apiVersion": "v1", "dryRun": ["All"]}


@pytest.mark.parametrize(
    ("method", "path", "kind", "body", "params"),
    [
        ("POST", CONFIG_MAPS, JSON, config_map("two"), {"dryRun": "All"}),
        ("PUT", ONE, JSON, CHANGED, {"dryRun": "All"}),
        ("PATCH", ONE, JSON_PATCH, [{"op": "remove", "path": "/data"}], {"dryRun": "All"}),
        ("PATCH", ONE, MERGE, {"data": None}, {"dryRun": "All"}),
        ("PATCH", ONE, STRATEGIC, {"data": {"new": "1"}}, {"dryRun": "All"}),
        ("PATCH", ONE, APPLY, CHANGED, {"dryRun": "All", "fieldManager": "me", "force": "true"}),
        ("DELETE", ONE, JSON, {}, {"dryRun": "All"}),
        ("DELETE", ONE, JSON, IN_BODY, {}),
        ("DELETE", CONFIG_MAPS, JSON, {}, {"dryRun": "All"}),
        ("DELETE", CONFIG_MAPS, JSON, IN_BODY, {}),
        ("PATCH", f"{DEPLOYMENTS}/web/scale", MERGE, {"spec": {"replicas": 9}}, {"dryRun": "All"}),
        ("PATCH", f"{DEPLOYMENTS}/web/status", MERGE, {"status": {"replicas": 9}}, {"dryRun": "All"}),
        ("POST", f"{PODS}/pod/eviction", JSON, {"metadata": {"name": "pod"}, "deleteOptions": IN_BODY}, {}),
        ("POST", f"{PODS}/pod/eviction", JSON, {"metadata": {"name": "pod"}}, {"dryRun": "All"}),
        ("POST", f"{PODS}/pod/binding", JSON, {"target": {"name": "node-1"}}, {"dryRun": "All"}),
    ],
)
async def test_dry_run_of_every_verb_succeeds_and_changes_nothing(
    api: Api, method: str, path: str, kind: str, body: object, params: dict[str, str]
) -> None:
    await api.create(CONFIG_MAPS, config_map("one", key="1"))
    await api.create(DEPLOYMENTS, deployment("web"))
    await api.create(PODS, pod("pod"))
    before = api.registry.store.revision

    headers = {"Content-Type": kind}
    answer = await api.http.request(method, path, content=json.dumps(body), headers=headers, params=params)

    assert answer.is_success, answer.text
    assert api.registry.store.revision == before


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_stages_that_there_are_not_are_no_dry_run(api: Api, method: str) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    path = CONFIG_MAPS if method == "POST" else ONE

    answer = await api.http.request(method, path, json=config_map("two"), params={"dryRun": "Some"})

    assert answer.status_code == 422 and "Unsupported value" in answer.json()["message"]
    assert [item["metadata"]["name"] for item in (await api.get(CONFIG_MAPS))["items"]] == ["one"]


@pytest.mark.parametrize(
    ("method", "kind", "body"),
    [
        ("POST", JSON, {**config_map("two"), "dta": 1}),
        ("PUT", JSON, {**config_map("one"), "dta": 1}),
        ("PATCH", MERGE, {"dta": 1}),
        ("PATCH", STRATEGIC, {"dta": 1}),
        ("PATCH", JSON_PATCH, [{"op": "add", "path": "/dta", "value": 1}]),
        ("PATCH", APPLY, {**config_map("one"), "dta": 1}),
    ],
)
async def test_unknown_fields_are_refused_told_or_passed_over_as_asked(
    api: Api, method: str, kind: str, body: object
) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    path = CONFIG_MAPS if method == "POST" else ONE
    headers = {"Content-Type": kind}

    async def send(mode: str) -> tuple[int, str, str]:
        params = {"fieldValidation": mode, "fieldManager": "me", "dryRun": "All"}
        answer = await api.http.request(method, path, content=json.dumps(body), headers=headers, params=params)
        return answer.status_code // 100, answer.headers.get("Warning", "").replace("\\", ""), answer.text

    code, _, told = await send("Strict")
    assert code == 4 and 'unknown field \\"dta\\"' in told
    code, warning, _ = await send("Warn")
    assert code == 2 and warning.startswith("299 - ") and 'unknown field "dta"' in warning
    assert (await send("Ignore"))[:2] == (2, "")


async def test_managers_are_told_apart_by_operation_and_subresource(api: Api) -> None:
    await patch(api, f"{DEPLOYMENTS}/web", APPLY, deployment("web"), fieldManager="ci")
    status = {**deployment("web"), "status": {"replicas": 1}}
    applied = await patch(api, f"{DEPLOYMENTS}/web/status", APPLY, status, fieldManager="ci")
    assert applied.status_code == 200 and applied.json()["status"]["replicas"] == 1
    await patch(api, f"{DEPLOYMENTS}/web/status", MERGE, {"status": {"readyReplicas": 1}}, fieldManager="ctl")
    await patch(api, f"{DEPLOYMENTS}/web", MERGE, {"metadata": {"labels": {"a": "b"}}}, fieldManager="ci")
    await patch(api, f"{DEPLOYMENTS}/web/scale", MERGE, {"spec": {"replicas": 4}}, fieldManager="hpa")

    entries = (await api.get(f"{DEPLOYMENTS}/web"))["metadata"]["managedFields"]
    owned = {(e["manager"], e["operation"], e.get("subresource", "")): e["fieldsV1"] for e in entries}

    assert set(owned) == {
        ("ci", "Apply", ""),
        ("ci", "Apply", "status"),
        ("ctl", "Update", "status"),
        ("ci", "Update", ""),
        ("hpa", "Update", "scale"),
    }
    assert owned["ci", "Apply", "status"] == {"f:status": {"f:replicas": {}}}
    assert owned["hpa", "Update", "scale"] == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in owned["ci", "Apply", ""]["f:spec"]
    conflict = await patch(api, f"{DEPLOYMENTS}/web", APPLY, deployment("web"), fieldManager="ci")
    assert conflict.status_code == 409 and '"hpa" with subresource "scale"' in conflict.json()["message"]


async def test_collection_is_deleted_by_fields(api: Api) -> None:
    for name in ("one", "two", "three"):
        await api.create(CONFIG_MAPS, config_map(name, {"keep": "no"}))

    params = {"fieldSelector": "metadata.name!=two", "labelSelector": "keep=no"}
    deleted = await api.http.delete(CONFIG_MAPS, params=params)

    assert sorted(item["metadata"]["name"] for item in deleted.json()["items"]) == ["one", "three"]
    assert [item["metadata"]["name"] for item in (await api.get(CONFIG_MAPS))["items"]] == ["two"]
    refused = await api.http.delete(CONFIG_MAPS, params={"fieldSelector": "data.key=1"})
    assert refused.status_code == 400


async def test_bookmark_is_not_ahead_of_what_was_sent(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes on from it after the connection broke would miss what came in between."""
    await api.create(CONFIG_MAPS, config_map("one"))
    prepare: Callable[..., object] = web.StreamResponse.prepare

    async def slow(response: web.StreamResponse, request: web.BaseRequest) -> object:
        if request.query.get("watch") and api.registry.find("configmaps", "default", "late") is None:
            api.registry.create("configmaps", "default", config_map("late"))
        return await prepare(response, request)  # type: ignore[misc]  # it is the coroutine function of aiohttp

    monkeypatch.setattr(web.StreamResponse, "prepare", slow)
    params = {"watch": "1", "sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan"}
    events = []
    async with api.http.stream("GET", CONFIG_MAPS, params=params) as answer:
        async for line in answer.aiter_lines():
            events.append(json.loads(line))
            if len(events) == 3:
                break

    assert [event["type"] for event in events] == ["ADDED", "BOOKMARK", "ADDED"]
    bookmark, late = (int(event["object"]["metadata"]["resourceVersion"]) for event in events[1:])
    assert bookmark < late
