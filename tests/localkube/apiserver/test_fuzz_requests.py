"""Requests that no client would send: malformed HTTP, patches, tokens, versions. Refused, and nothing is lost."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from localkube.objects.kinds import KINDS, Kind
from localkube.store import Store
from tests.conformance.samples import SAMPLES
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, DEPLOYMENTS, config_map, deployment
from tests.localkube.apiserver.fuzz import Fuzzer
from tests.localkube.apiserver.test_fuzz import path_of

REFUSALS = {400, 403, 404, 405, 406, 409, 410, 413, 415, 422}
ODD_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "1.5",
    "0x1",
    "a",
    "ä",
    "\x00",
    "null",
    "[]",
    "{}",
    "%",
    "'",
)


async def exchange(api: Api, data: bytes) -> bytes:
    """Send bytes over TLS; all that is answered until the server ends the connection or has nothing to say."""
    context = ssl.create_default_context(cafile=str(api.identity.ca_cert))
    host, port = api.url.removeprefix("https://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=context)
    try:
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(0.5):
            return await reader.read()
    except TimeoutError:
        return b""
    finally:
        writer.close()


def refused_in_order(answer: bytes) -> bool:
    """A 4xx, or no answer at all to what is no request."""
    if not answer:
        return True
    status = answer.split(b" ", 2)[1]
    return answer.startswith(b"HTTP/1.") and (status[:1] == b"4" or status in (b"200", b"505"))


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"NONSENSE /api/v1/pods HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api\x00/v1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /%zz%00%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"GET /api HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /api HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n",
        b"POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
async def test_malformed_http_is_refused(api: Api, data: bytes) -> None:
    answer = await exchange(api, data)

    assert refused_in_order(answer), answer[:200]
    assert (await api.http.get("/livez")).text == "ok"


async def test_random_bytes_within_requests_are_refused(api: Api) -> None:
    chance = random.Random(11)
    token = api.identity.token.encode()
    whole = (
        b"POST /api/v1/namespaces/default/configmaps?dryRun=All HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
    )
    whole += b'\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n{"metadata":{"name":"one"}}'
    for _ in range(20):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        answer = await exchange(api, bytes(spoiled))
        assert not answer or answer.split(b" ", 2)[1][:1] in (b"2", b"4"), (answer[:300], bytes(spoiled))
    assert (await api.http.get("/livez")).text == "ok"


async def test_content_types_and_encodings_of_all_kinds(api: Api) -> None:
    body = json.dumps(config_map("x")).encode()
    for name, value in (
        ("Content-Type", "text/plain"),
        ("Content-Type", ";;;"),
        ("Content-Type", "application/json; charset=klingon"),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "deflate"),
        ("Content-Encoding", "br"),
        ("Content-Encoding", "what"),
        ("Accept", "image/png"),
        ("Accept", "application/json;as=Chair"),
        ("Accept", ";;,,;="),
    ):
        headers = {"Content-Type": "application/json", name: value}
        answer = await api.http.post(CONFIG_MAPS, content=body, headers=headers, params={"dryRun": "All"})
        assert answer.status_code in REFUSALS | {201}, (name, value, answer.status_code, answer.text)


def spoiled(chance: random.Random, value: Any, depth: int = 0) -> Any:
    """A JSON value with a part exchanged for another."""
    odd = (None, True, 0, -1, 1.5, 2**53, "", "x", "\x00", [], {}, [None], [[]], {"": None}, {"$patch": "delete"})
    if depth > 4 or chance.random() < 0.15:
        return chance.choice(odd)
    if isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        changed = {**value, key: spoiled(chance, value[key], depth + 1)}
        if chance.random() < 0.2:
            extra = chance.choice(("$patch", "$setElementOrder/x", "$retainKeys", "$deleteFromPrimitiveList/x", "k"))
            changed[extra] = chance.choice((*odd, "merge", "replace", ["a"], [{"name": "a"}]))
        return changed
    if isinstance(value, list) and value:
        index = chance.randrange(len(value))
        return [*value[:index], spoiled(chance, value[index], depth + 1), *value[index + 1 :]]
    return chance.choice(odd)


PATCHED = [kind for kind in KINDS if kind.plural in ("deployments", "services", "pods", "httproutes", "jobs", "nodes")]


@pytest.mark.parametrize("kind", PATCHED, ids=lambda kind: kind.resource)
async def test_patches_of_all_types(api: Api, kind: Kind) -> None:
    chance = random.Random(kind.resource)
    path, metadata = path_of(kind), {"name": "fuzz", **({"namespace": "default"} if kind.namespaced else {})}
    body = {**SAMPLES[kind.resource], "apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}
    await api.create(path, body)
    for _ in range(60):
        live = (await api.http.get(f"{path}/fuzz")).json()
        live["metadata"].pop("managedFields", None)
        patch: Any = spoiled(chance, live)
        content_type = chance.choice(("json-patch+json", "merge-patch+json", "strategic-merge-patch+json"))
        params = {}
        if chance.random() < 0.3:
            content_type, params = "apply-patch+yaml", {"fieldManager": "fuzz", "force": "true"}
        elif content_type == "json-patch+json":
            patch = [{"op": chance.choice(("add", "replace", "remove")), "path": way(chance, live), "value": patch}]
        text = json.dumps(patch)
        answer = await api.http.patch(
            f"{path}/fuzz" + chance.choice(("", "", "/status")),
            content=text,
            params=params,
            headers={"Content-Type": f"application/{content_type}"},
        )
        assert answer.status_code in REFUSALS | {200, 201}, (answer.text, content_type, text)
    assert (await api.http.get(f"{path}/fuzz")).json()["metadata"]["name"] == "fuzz"


def way(chance: random.Random, value: Any) -> str:
    """A JSON pointer to somewhere in the value, or a bit beyond."""
    steps: list[str] = []
    while isinstance(value, dict | list) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value) if isinstance(value, dict) else list(range(len(value))))
        steps.append(str(key).replace("~", "~0").replace("/", "~1"))
        value = value[key]
    if chance.random() < 0.3:
        steps.append(chance.choice(("-", "0", "99", "~", "x", "")))
    return "".join(f"/{step}" for step in steps)


async def test_managed_fields_that_were_made_up(api: Api) -> None:
    made = await api.create(DEPLOYMENTS, deployment("web"))
    entries: list[Any] = [
        [{}, {}],
        [{"manager": "a"}],
        [{"manager": "a", "operation": "Dance", "apiVersion": "", "fieldsType": "X", "fieldsV1": {}}],
        [{"manager": "a", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": []}],
        [{"manager": "a", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": "x"}],
    ]
    for odd in (
        {"f:spec": 1},
        {"x": {}},
        {"k:nothing": {}},
        {"f:spec": {"k:{": {}}},
        {".": {}, "v:": {}},
        {"f:spec": [1]},
    ):
        entries.append([{"manager": "a", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": odd}])
    for managed in entries:
        body = {**made, "metadata": {**made["metadata"], "managedFields": managed, "resourceVersion": ""}}
        answers = [
            await api.http.put(f"{DEPLOYMENTS}/web", json=body),
            await api.http.patch(
                f"{DEPLOYMENTS}/web",
                json={"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 2}},
                params={"fieldManager": "other", "force": "true"},
                headers={"Content-Type": "application/apply-patch+yaml"},
            ),
            await api.http.patch(
                f"{DEPLOYMENTS}/web",
                json={"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 3}},
                params={"fieldManager": "a"},
                headers={"Content-Type": "application/apply-patch+yaml"},
            ),
        ]
        for answer in answers:
            assert answer.status_code in REFUSALS | {200}, (answer.text, managed)


async def test_continue_tokens_that_were_made_up(api: Api) -> None:
    for number in range(3):
        await api.create(CONFIG_MAPS, config_map(f"m{number}"))
    token = (await api.get(CONFIG_MAPS, limit="1"))["metadata"]["continue"]
    chance = random.Random(5)
    inner = (
        [],
        [1],
        ["a", "b", -5],
        ["a", "b", 2**70],
        ["", "", 1.5],
        [None, None, 1],
        ["a", "b", True],
        {"a": 1},
        "x",
        7,
    )
    made_up = [base64.urlsafe_b64encode(json.dumps(value).encode()).decode() for value in inner]
    for _ in range(60):
        letters = list(token)
        letters[chance.randrange(len(letters))] = chance.choice("AZaz09-_=+/ \x00ä")
        made_up.append("".join(letters))
    for text in (*made_up, *ODD_TEXTS):
        answer = await api.http.get(f"{CONFIG_MAPS}?limit=1&continue={quote(text)}")
        assert answer.status_code in REFUSALS | {200, 504}, (answer.text, text)


@pytest.mark.parametrize(
    "name", ["resourceVersion", "limit", "timeoutSeconds", "resourceVersionMatch", "sendInitialEvents"]
)
async def test_values_that_make_no_sense(api: Api, name: str) -> None:
    for text in ODD_TEXTS:
        for watch in ("", "&watch=1&timeoutSeconds=1"):
            if watch and name == "timeoutSeconds":
                continue
            url = f"{CONFIG_MAPS}?{name}={quote(text)}{watch}"
            answer = await asyncio.wait_for(first_answer(api, url), 60)
            assert answer in REFUSALS | {200, 504}, (answer, url)


async def first_answer(api: Api, url: str) -> int:
    async with api.http.stream("GET", url) as response:
        return response.status_code


async def test_versions_in_bodies_that_make_no_sense(api: Api) -> None:
    made = await api.create(CONFIG_MAPS, config_map("x"))
    for text in (*ODD_TEXTS, 5, None, [], {}):
        body = {**made, "metadata": {**made["metadata"], "resourceVersion": text}}
        put = await api.http.put(f"{CONFIG_MAPS}/x", json=body)
        assert put.status_code in REFUSALS | {200}, (put.text, text)
        options = {"preconditions": {"resourceVersion": text, "uid": text}, "gracePeriodSeconds": text}
        deleted = await api.http.request("DELETE", f"{CONFIG_MAPS}/y", json=options)
        assert deleted.status_code in REFUSALS, (deleted.text, text)


async def test_delete_options_of_a_strange_shape(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("x"))
    odd: tuple[Any, ...] = (None, 1, "x", [], {}, True, -1, 1e300, [1], {"a": 1})
    for field in ("preconditions", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "dryRun", "metadata"):
        for value in odd:
            for path in (f"{CONFIG_MAPS}/none", f"{CONFIG_MAPS}?labelSelector=none=1"):
                answer = await api.http.request("DELETE", path, json={field: value})
                assert answer.status_code in REFUSALS | {200}, (answer.text, field, value)


async def test_selectors_of_random_characters(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("x", {"app": "web"}))
    chance = random.Random(3)
    pieces = (
        "app",
        "=",
        "!=",
        "==",
        "in",
        "notin",
        "(",
        ")",
        ",",
        " ",
        "!",
        "web",
        "<",
        ">",
        "1",
        "/",
        "é",
        "\x00",
        "-",
    )
    for _ in range(150):
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 9)))
        for name in ("labelSelector", "fieldSelector"):
            answer = await api.http.get(f"{CONFIG_MAPS}?{name}={quote(text)}")
            assert answer.status_code in (200, 400), (answer.text, text)
    long = ",".join(f"k{number} in (a,b,c)" for number in range(200))
    assert (await api.http.get(CONFIG_MAPS, params={"labelSelector": long})).status_code == 200


@pytest.mark.parametrize("depth", [100, 900, 5000, 100000])
async def test_bodies_that_are_deep(api: Api, depth: int) -> None:
    for text in ('{"a":' * depth + "1" + "}" * depth, '{"metadata":{"annotations":' + "[" * depth + "]" * depth + "}}"):
        for content_type in ("application/json", "application/yaml"):
            answer = await api.http.post(CONFIG_MAPS, content=text, headers={"Content-Type": content_type})
            assert answer.status_code in REFUSALS | {201}, answer.text


async def test_what_fuzzing_wrote_is_on_the_disk_as_it_is_answered(api: Api, tmp_path: Path) -> None:
    fuzzer = Fuzzer(seed=99)
    for kind in (
        kind for kind in KINDS if kind.plural in ("configmaps", "pods", "services", "deployments", "ingresses")
    ):
        for number in range(20):
            await api.http.post(path_of(kind), json=fuzzer.obj(kind, f"fuzz-{number}"))
            body = fuzzer.obj(kind, f"fuzz-{number}")
            await api.http.put(f"{path_of(kind)}/fuzz-{number}", json=body)

    again = Store(tmp_path / "objects.sqlite")

    assert again.revision == api.registry.store.revision
    for resource in api.registry.store.counts():
        held = [record.obj for record in api.registry.store.list(resource)]
        assert [record.obj for record in again.list(resource)] == held
    again.close()


async def test_many_bad_requests_at_once_leave_no_task_behind(api: Api) -> None:
    async def bad(number: int) -> httpx.Response:
        return await api.http.post(CONFIG_MAPS, content=b"{" * number, headers={"Content-Type": "application/json"})

    before = len(asyncio.all_tasks())
    answers = await asyncio.gather(*(bad(number) for number in range(50)))
    assert {answer.status_code for answer in answers} <= REFUSALS
    await asyncio.sleep(0.1)
    assert len(asyncio.all_tasks()) <= before + 60  # the server's kept connections, nothing that grows without end
