"""Who may come in, what is told of the API, and in which forms."""

from __future__ import annotations

import asyncio
import ssl

import httpx
import pytest

from localkube.objects import protobuf
from localkube.objects.kinds import KINDS, MEASURED, OLDER
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, config_map

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"


@pytest.mark.parametrize(
    ("headers", "code", "reason"),
    [
        ({}, 403, "Forbidden"),
        ({"Authorization": "Bearer wrong"}, 401, "Unauthorized"),
        ({"Authorization": "Basic YTpi"}, 403, "Forbidden"),
    ],
)
async def test_nobody_comes_in_without_proof(api: Api, headers: dict[str, str], code: int, reason: str) -> None:
    context = ssl.create_default_context(cafile=str(api.identity.ca_cert))
    async with httpx.AsyncClient(base_url=api.url, verify=context, headers=headers) as stranger:
        for path in ("/api", "/api/v1/pods", "/openapi/v2", "/nothing", "/openid/v1/jwks"):
            answer = await stranger.get(path)
            assert (answer.status_code, answer.json()["reason"]) == (code, reason)
        assert (await stranger.get("/readyz")).text == "ok"


async def test_the_administrators_certificate_is_proof(api: Api) -> None:
    context = ssl.create_default_context(cafile=str(api.identity.ca_cert))
    context.load_cert_chain(api.identity.admin_cert, api.identity.admin_key)
    async with httpx.AsyncClient(base_url=api.url, verify=context) as admin:
        assert (await admin.get("/api/v1/namespaces")).status_code == 200


async def test_readyz_says_so_while_parts_are_starting(api: Api) -> None:
    api.server.ready = False
    assert (await api.http.get("/readyz")).status_code == 500
    assert (await api.http.get("/livez")).status_code == 200


async def test_discovery_tells_every_kind_in_both_forms(api: Api) -> None:
    plain: set[tuple[str, str]] = set()
    groups = (await api.get("/apis"))["groups"]
    versions = ["/api/v1", *(f"/apis/{told['groupVersion']}" for group in groups for told in group["versions"])]
    for path in versions:
        body = await api.get(path)
        plain |= {(body["groupVersion"], r["kind"]) for r in body["resources"] if "/" not in r["name"]}
    assert plain == {(kind.api_version, kind.kind) for kind in (*KINDS, *MEASURED, *OLDER)}
    aggregated: set[tuple[str, str]] = set()
    for path in ("/api", "/apis"):
        answer = await api.http.get(path, headers={"Accept": AGGREGATED})
        assert "APIGroupDiscoveryList" in answer.headers["Content-Type"]
        for group in answer.json()["items"]:
            for version in group["versions"]:
                prefix = f"{group['metadata']['name']}/" if "name" in group["metadata"] else ""
                aggregated |= {(prefix + version["version"], r["responseKind"]["kind"]) for r in version["resources"]}
    assert aggregated == plain


async def test_openapi_documents_refer_to_nothing_that_is_missing(api: Api) -> None:
    index = (await api.get("/openapi/v3"))["paths"]
    assert "apis/apps/v1" in index
    for entry in index.values():
        document = await api.get(entry["serverRelativeURL"])
        known = document["components"]["schemas"]
        assert {ref.rpartition("/")[2] for ref in _refs(document)} <= set(known)
    second = await api.get("/openapi/v2")
    assert {ref.rpartition("/")[2] for ref in _refs(second)} <= set(second["definitions"])
    assert (await api.http.get("/openapi/v3/apis/none/v1")).status_code == 404


async def test_kubectls_form_of_the_openapi_document_names_the_same_types_and_paths(api: Api) -> None:
    document = await api.get("/openapi/v2")
    accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    answer = await api.http.get("/openapi/v2", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
    message = dict(protobuf._fields(answer.content))
    for number, entries, name in ((8, 2, "paths"), (9, 1, "definitions")):
        part = message[number]
        assert isinstance(part, bytes)
        named = [dict(protobuf._fields(value)) for entry, value in protobuf._fields(part) if entry == entries]
        assert {entry[1].decode() for entry in named} == set(document[name])


def _refs(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_refs(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_refs(value) for value in node))
    return set()


async def test_tables_and_metadata_are_answered_to_who_asks(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", key="1"))
    table = (await api.http.get(CONFIG_MAPS, headers={"Accept": TABLE})).json()
    assert table["kind"] == "Table"
    assert table["rows"][0]["cells"][:2] == ["one", 1]
    assert table["metadata"]["resourceVersion"]
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    partial = (await api.http.get(CONFIG_MAPS, headers={"Accept": accept})).json()
    assert set(partial["items"][0]) == {"kind", "apiVersion", "metadata"}
    refused = await api.http.get(CONFIG_MAPS, headers={"Accept": "application/vnd.kubernetes.protobuf"})
    assert refused.status_code == 406


async def test_too_large_a_body_is_refused(api: Api) -> None:
    answer = await api.http.post(CONFIG_MAPS, json=config_map("one", key="x" * (4 * 1024 * 1024)))
    assert answer.status_code == 413
    assert answer.json()["reason"] == "RequestEntityTooLarge"


async def test_the_in_process_watch_sees_what_http_writes(api: Api) -> None:
    seen = []

    async def follow() -> None:
        async for event in api.registry.watch("configmaps"):
            seen.append(event.type)
            if event.type == "DELETED":
                return

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    await api.create(CONFIG_MAPS, config_map("one"))
    await api.http.delete(f"{CONFIG_MAPS}/one")
    await asyncio.wait_for(following, 60)
    assert seen == ["SYNC", "ADDED", "DELETED"]


async def test_logs_before_the_kubelet_runs_are_unavailable(api: Api) -> None:
    spec = {"containers": [{"name": "main", "image": "x"}]}
    await api.create("/api/v1/namespaces/default/pods", {"metadata": {"name": "one"}, "spec": spec})
    answer = await api.http.get("/api/v1/namespaces/default/pods/one/log")
    assert (answer.status_code, answer.json()["reason"]) == (503, "ServiceUnavailable")
    wrong = await api.http.get("/api/v1/namespaces/default/pods/one/log", params={"container": "none"})
    assert wrong.status_code == 400
