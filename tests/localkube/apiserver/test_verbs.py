"""Create, get, list, update and delete as a client sees them, with their error bodies."""

from __future__ import annotations

import pytest

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, DEPLOYMENTS, PODS, config_map, deployment, pod


async def test_create_fills_in_what_the_server_decides(api: Api) -> None:
    made = await api.create(CONFIG_MAPS, config_map("one", key="value"))
    metadata = made["metadata"]
    assert metadata["namespace"] == "default"
    assert metadata["uid"]
    assert metadata["resourceVersion"] == str(api.registry.store.revision)
    assert metadata["creationTimestamp"].endswith("Z")
    assert await api.get(f"{CONFIG_MAPS}/one") == made


async def test_generate_name_makes_different_names(api: Api) -> None:
    wanted = {"metadata": {"generateName": "job-"}}
    names = {(await api.create(CONFIG_MAPS, wanted))["metadata"]["name"] for _ in range(3)}
    assert len(names) == 3
    assert all(name.startswith("job-") and len(name) == 9 for name in names)


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "reason"),
    [
        ("GET", f"{CONFIG_MAPS}/none", None, 404, "NotFound"),
        ("GET", "/apis/batch/v1beta1/jobs", None, 404, "NotFound"),
        ("GET", "/apis/apps/v1/namespaces/default/deployments/none/log", None, 404, "NotFound"),
        ("POST", CONFIG_MAPS, config_map("taken"), 409, "AlreadyExists"),
        ("POST", "/api/v1/namespaces/none/configmaps", config_map("x"), 404, "NotFound"),
        ("POST", CONFIG_MAPS, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}}, 400, "BadRequest"),
        ("POST", CONFIG_MAPS, config_map("Not Valid"), 422, "Invalid"),
        ("POST", CONFIG_MAPS, [1], 400, "BadRequest"),
        ("PUT", f"{CONFIG_MAPS}/taken", config_map("other"), 400, "BadRequest"),
        ("PUT", f"{CONFIG_MAPS}/none", config_map("none"), 404, "NotFound"),
        ("PATCH", f"{CONFIG_MAPS}/taken", {}, 415, "UnsupportedMediaType"),
        ("DELETE", f"{CONFIG_MAPS}/none", None, 404, "NotFound"),
        ("PUT", CONFIG_MAPS, config_map("x"), 405, "MethodNotAllowed"),
    ],
)
async def test_refusals_are_status_objects(
    api: Api, method: str, path: str, body: object, code: int, reason: str
) -> None:
    await api.create(CONFIG_MAPS, config_map("taken"))
    before = api.registry.store.revision
    answer = (
        await api.http.request(method, path, json=body) if body is not None else await api.http.request(method, path)
    )
    status = answer.json()
    assert (answer.status_code, status["kind"], status["code"], status["reason"]) == (code, "Status", code, reason)
    assert status["message"]
    assert api.registry.store.revision == before


async def test_an_update_of_a_stale_object_is_a_conflict(api: Api) -> None:
    old = await api.create(CONFIG_MAPS, config_map("one", key="1"))
    new = await api.http.put(f"{CONFIG_MAPS}/one", json={**old, "data": {"key": "2"}})
    assert new.status_code == 200
    stale = await api.http.put(f"{CONFIG_MAPS}/one", json={**old, "data": {"key": "3"}})
    assert stale.status_code == 409
    assert "the object has been modified" in stale.json()["message"]
    assert (await api.get(f"{CONFIG_MAPS}/one"))["data"] == {"key": "2"}


async def test_generation_grows_with_the_desired_state_only(api: Api) -> None:
    made = await api.create(DEPLOYMENTS, deployment("web"))
    assert made["metadata"]["generation"] == 1
    labelled = {**made, "metadata": {**made["metadata"], "labels": {"a": "b"}}}
    kept = (await api.http.put(f"{DEPLOYMENTS}/web", json=labelled)).json()
    assert kept["metadata"]["generation"] == 1
    kept["spec"]["replicas"] = 4
    assert (await api.http.put(f"{DEPLOYMENTS}/web", json=kept)).json()["metadata"]["generation"] == 2


async def test_status_and_desired_state_are_written_apart(api: Api) -> None:
    made = await api.create(DEPLOYMENTS, {**deployment("web"), "status": {"replicas": 9}})
    assert made.get("status", {}).get("replicas") in (None, 0)
    made["spec"]["replicas"] = 7
    made["status"] = {"replicas": 3}
    after = (await api.http.put(f"{DEPLOYMENTS}/web/status", json=made)).json()
    assert (after["spec"]["replicas"], after["status"]["replicas"]) == (1, 3)
    after["spec"]["replicas"] = 2
    after["status"]["replicas"] = 8
    last = (await api.http.put(f"{DEPLOYMENTS}/web", json=after)).json()
    assert (last["spec"]["replicas"], last["status"]["replicas"]) == (2, 3)


async def test_a_write_that_changes_nothing_makes_no_revision(api: Api) -> None:
    made = await api.create(CONFIG_MAPS, config_map("one", key="1"))
    again = (await api.http.put(f"{CONFIG_MAPS}/one", json=made)).json()
    assert again["metadata"]["resourceVersion"] == made["metadata"]["resourceVersion"]


async def test_dry_run_answers_and_stores_nothing(api: Api) -> None:
    before = api.registry.store.revision
    made = await api.create(CONFIG_MAPS, config_map("one"), dryRun="All")
    assert made["metadata"]["uid"]
    assert (await api.http.get(f"{CONFIG_MAPS}/one")).status_code == 404
    assert api.registry.store.revision == before


async def test_unknown_fields_are_warned_about_or_refused(api: Api) -> None:
    wrong = {**config_map("one"), "dta": {}}
    warned = await api.http.post(CONFIG_MAPS, json=wrong)
    assert warned.status_code == 201
    assert 'unknown field "dta"' in warned.headers["Warning"].replace("\\", "")
    refused = await api.http.post(
        CONFIG_MAPS, json=wrong | {"metadata": {"name": "two"}}, params={"fieldValidation": "Strict"}
    )
    assert refused.status_code == 400
    assert 'unknown field "dta"' in refused.json()["message"]


async def test_lists_select_by_labels_and_fields(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", {"app": "a", "tier": "x"}))
    await api.create(CONFIG_MAPS, config_map("two", {"app": "b"}))
    await api.create(CONFIG_MAPS, config_map("three"))

    async def names(**params: str) -> list[str]:
        return [item["metadata"]["name"] for item in (await api.get(CONFIG_MAPS, **params))["items"]]

    assert await names(labelSelector="app in (a,b)") == ["one", "two"]
    assert await names(labelSelector="!app") == ["three"]
    assert await names(labelSelector="app,tier!=x") == ["two"]
    assert await names(fieldSelector="metadata.name=two") == ["two"]
    bad = await api.http.get(CONFIG_MAPS, params={"labelSelector": "app in ("})
    assert bad.status_code == 400


async def test_pages_continue_where_they_ended(api: Api) -> None:
    for number in range(5):
        await api.create(CONFIG_MAPS, config_map(f"c{number}"))
    first = await api.get(CONFIG_MAPS, limit="2")
    assert first["metadata"]["remainingItemCount"] == 3
    second = await api.get(CONFIG_MAPS, limit="2", **{"continue": first["metadata"]["continue"]})
    third = await api.get(CONFIG_MAPS, limit="2", **{"continue": second["metadata"]["continue"]})
    names = [item["metadata"]["name"] for page in (first, second, third) for item in page["items"]]
    assert names == ["c0", "c1", "c2", "c3", "c4"]
    assert "continue" not in third["metadata"]
    assert (await api.http.get(CONFIG_MAPS, params={"continue": "nonsense"})).status_code == 400


async def test_delete_answers_a_status_and_a_collection_is_deleted_by_labels(api: Api) -> None:
    for name, label in (("one", "a"), ("two", "a"), ("three", "b")):
        await api.create(CONFIG_MAPS, config_map(name, {"app": label}))
    status = (await api.http.delete(f"{CONFIG_MAPS}/three")).json()
    assert (status["kind"], status["status"], status["details"]["name"]) == ("Status", "Success", "three")
    deleted = await api.http.delete(CONFIG_MAPS, params={"labelSelector": "app=a"})
    assert len(deleted.json()["items"]) == 2
    assert (await api.get(CONFIG_MAPS))["items"] == []


async def test_an_object_with_finalizers_waits_for_them(api: Api) -> None:
    held = config_map("one")
    held["metadata"]["finalizers"] = ["example.org/hold"]
    await api.create(CONFIG_MAPS, held)
    marked = (await api.http.delete(f"{CONFIG_MAPS}/one")).json()
    assert marked["metadata"]["deletionTimestamp"]
    added = {**marked, "metadata": {**marked["metadata"], "finalizers": ["example.org/hold", "example.org/more"]}}
    assert (await api.http.put(f"{CONFIG_MAPS}/one", json=added)).status_code == 422
    marked["metadata"]["finalizers"] = []
    assert (await api.http.put(f"{CONFIG_MAPS}/one", json=marked)).status_code == 200
    assert (await api.http.get(f"{CONFIG_MAPS}/one")).status_code == 404


async def test_a_pod_on_a_node_stays_until_its_node_confirms(api: Api) -> None:
    await api.create(PODS, pod("one"))
    bound = await api.http.post(f"{PODS}/one/binding", json={"metadata": {"name": "one"}, "target": {"name": "node-1"}})
    assert bound.status_code == 201
    again = await api.http.post(f"{PODS}/one/binding", json={"metadata": {"name": "one"}, "target": {"name": "node-2"}})
    assert again.status_code == 409
    marked = (await api.http.delete(f"{PODS}/one")).json()
    assert marked["metadata"]["deletionGracePeriodSeconds"] == 30
    assert (await api.http.get(f"{PODS}/one")).status_code == 200
    await api.http.request("DELETE", f"{PODS}/one", json={"gracePeriodSeconds": 0})
    assert (await api.http.get(f"{PODS}/one")).status_code == 404


async def test_a_deletion_of_another_object_of_that_name_is_a_conflict(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    options = {"preconditions": {"uid": "11111111-1111-1111-1111-111111111111"}}
    refused = await api.http.request("DELETE", f"{CONFIG_MAPS}/one", json=options)
    assert refused.status_code == 409
    assert (await api.http.get(f"{CONFIG_MAPS}/one")).status_code == 200


async def test_scale_reads_and_writes_replicas(api: Api) -> None:
    await api.create(DEPLOYMENTS, deployment("web", 2))
    scale = await api.get(f"{DEPLOYMENTS}/web/scale")
    assert (scale["kind"], scale["spec"]["replicas"], scale["status"]["selector"]) == ("Scale", 2, "app=web")
    scale["spec"]["replicas"] = 5
    assert (await api.http.put(f"{DEPLOYMENTS}/web/scale", json=scale)).json()["spec"]["replicas"] == 5
    patched = await api.http.patch(
        f"{DEPLOYMENTS}/web/scale",
        content='{"spec":{"replicas":1}}',
        headers={"Content-Type": "application/merge-patch+json"},
    )
    assert patched.status_code == 200
    assert (await api.get(f"{DEPLOYMENTS}/web"))["spec"]["replicas"] == 1
    scale["spec"]["replicas"] = -1
    assert (await api.http.put(f"{DEPLOYMENTS}/web/scale", json=scale)).status_code == 422


async def test_yaml_bodies_are_read(api: Api) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {key: 'yes'}\n"
    answer = await api.http.post(CONFIG_MAPS, content=text, headers={"Content-Type": "application/yaml"})
    assert answer.json()["data"] == {"key": "yes"}
    broken = await api.http.post(CONFIG_MAPS, content="a: [", headers={"Content-Type": "application/yaml"})
    assert broken.status_code == 400
