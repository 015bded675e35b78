"""What bodies say in JSON and YAML, and what they say twice."""

from __future__ import annotations

import json

import pytest

from localkube.apiserver import reading_yaml, repetition
from localkube.objects.errors import BadRequest
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, DEPLOYMENTS, deployment


def test_repeated_fields_are_found_with_their_paths() -> None:
    text = b'{"a": [{"b": 1, "b": 2}], "c": {"d": 1}, "c": {}, "c": {}}'

    assert repetition.in_json(text) == ["a[0].b", "c"]
    assert repetition.in_json(b'{"a": {"b": 1}, "b": 1}') == []


def test_repeated_keys_of_yaml_are_found_with_their_lines() -> None:
    assert reading_yaml.repeated(b"a:\n  b: 1\n  b: 2\n") == ['line 3: key "b" already set in map']


def test_yaml_is_read_as_json() -> None:
    text = b"day: 2026-01-01\n7: one\ntrue: yes\nlist: [1, 0x10, ~]\n"

    assert reading_yaml.load(text) == {"day": "2026-01-01", "7": "one", "true": True, "list": [1, 16, None]}


@pytest.mark.parametrize(
    "text", ["a: .inf", "a: .nan", "a: !!binary aGk=", "a: !!set {b, c}", "? [a]\n: b", "a: &a [*a]"]
)
def test_yaml_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        reading_yaml.load(text.encode())


def test_aliases_do_not_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(BadRequest, match="excessive aliasing"):
        reading_yaml.load("\n".join(lines).encode())


async def test_fields_given_twice_are_refused_or_told(api: Api) -> None:
    text = json.dumps(deployment("web")).replace('"replicas": 1', '"replicas": 1, "replicas": 2')
    headers = {"Content-Type": "application/json"}

    strict = await api.http.post(DEPLOYMENTS, content=text, headers=headers, params={"fieldValidation": "Strict"})
    warned = await api.http.post(DEPLOYMENTS, content=text, headers=headers)

    assert strict.status_code == 400 and 'duplicate field "spec.replicas"' in strict.json()["message"]
    assert warned.headers["Warning"] == '299 - "duplicate field \\"spec.replicas\\""'
    assert warned.json()["spec"]["replicas"] == 2


async def test_repeated_keys_of_applied_yaml_are_refused(api: Api) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: b\n  a: c\n"
    answer = await api.http.patch(
        f"{CONFIG_MAPS}/x",
        content=text,
        headers={"Content-Type": "application/apply-patch+yaml"},
        params={"fieldManager": "me", "fieldValidation": "Strict"},
    )

    assert answer.status_code == 400 and 'line 6: key "a" already set in map' in answer.json()["message"]
