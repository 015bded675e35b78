"""Bad input of every kind is refused in order: never a 500, and what is there stays readable."""

from __future__ import annotations

import json
import random

import pytest

from localkube.objects.kinds import KINDS, Kind
from tests.conformance.samples import SAMPLES
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.fuzz import Fuzzer

OBJECTS_PER_KIND = 40
PATCHES = ("application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json")


def path_of(kind: Kind) -> str:
    root = f"/apis/{kind.api_version}" if kind.group else f"/api/{kind.version}"
    return f"{root}/namespaces/default/{kind.plural}" if kind.namespaced else f"{root}/{kind.plural}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.resource)
async def test_objects_of_a_strange_shape(api: Api, kind: Kind) -> None:
    fuzzer = Fuzzer(seed=sum(map(ord, kind.resource)))
    path = path_of(kind)
    for number in range(OBJECTS_PER_KIND):
        name = f"fuzz-{number}"
        body = fuzzer.obj(kind, name)
        made = await api.http.post(path, json=body)
        assert made.status_code in (201, 400, 403, 404, 409, 413, 422), (made.text, json.dumps(body))
        if made.status_code != 201 or "list" not in kind.verbs:
            continue
        stored = made.json()
        name = stored["metadata"]["name"]
        assert (await api.http.get(f"{path}/{name}")).json()["metadata"]["uid"] == stored["metadata"]["uid"]
        changed = fuzzer.obj(kind, name)
        for answer in (
            await api.http.put(f"{path}/{name}", json=changed),
            await api.http.patch(f"{path}/{name}", content=json.dumps(changed), headers={"Content-Type": PATCHES[1]}),
            await api.http.patch(
                f"{path}/{name}",
                params={"fieldManager": "fuzz", "force": "true"},
                content=json.dumps(changed),
                headers={"Content-Type": "application/apply-patch+yaml"},
            ),
        ):
            assert answer.status_code in (200, 400, 403, 404, 409, 415, 422), (answer.text, json.dumps(changed))
    if "list" not in kind.verbs:
        return
    listed = await api.http.get(
        path, headers={"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}
    )
    assert listed.status_code == 200, listed.text
    assert (await api.http.get("/readyz")).status_code == 200


@pytest.mark.parametrize("content_type", PATCHES)
async def test_patches_that_are_none(api: Api, content_type: str) -> None:
    chance = random.Random(7)
    path = path_of(next(kind for kind in KINDS if kind.kind == "ConfigMap"))
    await api.create(path, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": "b"}})
    operations = ("add", "remove", "replace", "move", "copy", "test", "dance")
    pointers = ("", "/", "/data", "/data/a", "/data/-", "/metadata/name", "/~2", "/data/a/b/c", "no", "/metadata/uid")
    bodies: list[object] = [None, [], {}, 1, "x", [1], [{}], {"data": 1}, {"metadata": None}, {"$patch": "delete"}]
    bodies += [
        {"$setElementOrder/data": [1]},
        {"data": {"$patch": "what"}},
        {"$retainKeys": 5},
        {"metadata": {"name": "y"}},
    ]
    for _ in range(60):
        step = {"op": chance.choice(operations), "path": chance.choice(pointers), "from": chance.choice(pointers)}
        bodies.append([step | ({"value": chance.choice((None, 1, {}, "x"))} if chance.random() < 0.7 else {})])
    for body in bodies:
        answer = await api.http.patch(f"{path}/x", content=json.dumps(body), headers={"Content-Type": content_type})
        assert answer.status_code in (200, 400, 409, 415, 422), (answer.text, body)
    assert (await api.http.get(f"{path}/x")).status_code == 200


@pytest.mark.parametrize("selector", [",,", "a in", "a in (", "%00", "=", "!", "a=b=c", "a>x", "a," * 500])
async def test_selectors_that_make_no_sense(api: Api, selector: str) -> None:
    answer = await api.http.get(f"/api/v1/namespaces/default/configmaps?labelSelector={selector}")

    assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize(
    "query",
    [
        "fieldSelector=metadata.name",
        "fieldSelector=spec.nothing=1",
        "fieldSelector==",
        "limit=-5",
        "limit=1.5",
        "limit=99999999999999999999999",
        "continue=%ff%fe",
        "continue=e30=",
        "continue=bnVsbA==",
        "resourceVersion=-1",
        "resourceVersion=1e3",
        "watch=1&timeoutSeconds=x",
        "watch=1&timeoutSeconds=-1",
        "watch=1&resourceVersion=abc",
        "watch=1&limit=x&timeoutSeconds=1",
        "dryRun=Some",
        "pretty=maybe",
    ],
)
async def test_queries_that_make_no_sense(api: Api, query: str) -> None:
    answer = await api.http.get(f"/api/v1/namespaces/default/configmaps?{query}", timeout=60)

    assert answer.status_code in (200, 400, 410, 422), answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"k8s\x00", b"k8s\x00\xff\xff\xff", b"{}" * 3, b"[" * 5000]
)
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
)
async def test_bodies_that_cannot_be_read(api: Api, body: bytes, content_type: str) -> None:
    answer = await api.http.post(
        "/api/v1/namespaces/default/configmaps", content=body, headers={"Content-Type": content_type}
    )

    assert answer.status_code in (400, 415, 422), (answer.status_code, answer.text)


@pytest.mark.parametrize("path", ["//", "/api/v1//pods", "/api/v1/namespaces/%2e%2e/pods", "/apis/apps/v1/x/y/z/a/b/c"])
async def test_paths_that_lead_nowhere(api: Api, path: str) -> None:
    answer = await api.http.get(path)

    assert answer.status_code in (200, 400, 404, 405), answer.text


def test_every_kind_has_a_sample() -> None:
    assert {kind.resource for kind in KINDS} <= set(SAMPLES)
