"""Protobuf bodies, written here by a small encoder of the test's own."""

from __future__ import annotations

import pytest

from localkube.objects import protobuf
from localkube.objects.errors import BadRequest
from localkube.objects.kinds import EXTENSIONS_GROUP, KINDS
from localkube.objects.schema import Type, type_of


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def envelope(api_version: str, kind: str, raw: bytes) -> bytes:
    return b"k8s\x00" + field(1, field(1, api_version) + field(2, kind)) + field(2, raw)


def test_a_deployment_with_its_zeros() -> None:
    container = field(1, "web") + field(2, "web:1") + field(6, field(1, "") + field(2, 0) + field(3, 8000))
    labels = field(11, field(1, "app") + field(2, "web"))
    template = field(1, labels) + field(2, field(2, container))
    spec = field(1, 0) + field(3, template) + field(5, 0)
    metadata = field(1, "web") + field(3, "default") + field(8, b"")
    obj = protobuf.decode(envelope("apps/v1", "Deployment", field(1, metadata) + field(2, spec)))
    assert obj["metadata"] == {"name": "web", "namespace": "default"}
    assert obj["spec"] == {
        "replicas": 0,
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web:1", "ports": [{"containerPort": 8000}]}]},
        },
    }


def test_quantities_ports_bytes_times_and_inlined_messages() -> None:
    limits = field(1, field(1, "cpu") + field(2, field(1, "500m")))
    http = field(1, "/healthz") + field(2, field(1, 1) + field(2, 0) + field(3, "http"))
    probe = field(1, field(2, http)) + field(2, 3)
    container = field(1, "a") + field(8, limits) + field(10, probe)
    volume = field(1, "data") + field(2, field(2, b""))
    deleted = field(9, field(1, 1_700_000_000) + field(2, 0))
    pod = protobuf.decode(envelope("v1", "Pod", field(1, deleted) + field(2, field(1, volume) + field(2, container))))
    assert pod["metadata"]["deletionTimestamp"] == "2023-11-14T22:13:20Z"
    assert pod["spec"]["volumes"] == [{"name": "data", "emptyDir": {}}]
    assert pod["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "500m"}}
    assert pod["spec"]["containers"][0]["livenessProbe"] == {
        "httpGet": {"path": "/healthz", "port": "http"},
        "initialDelaySeconds": 3,
    }
    secret = protobuf.decode(envelope("v1", "Secret", field(2, field(1, "key") + field(2, b"\xff\x00"))))
    assert secret["data"] == {"key": "/wA="}


def test_negative_numbers_and_fields_of_newer_clients() -> None:
    options = field(1, -1) + field(9999, "new") + varint(9998 << 3 | 5) + b"abcd"
    assert protobuf.decode(envelope("v1", "DeleteOptions", options))["gracePeriodSeconds"] == -1


def test_reviews_and_token_requests() -> None:
    extra = field(1, "why") + field(2, field(1, "a") + field(1, "b"))
    resource = b"".join(
        field(number, text)
        for number, text in enumerate(("shop", "list", "apps", "v1", "deployments", "scale", "web"), start=1)
    )
    fields, labels = field(8, field(1, "a=b")), field(9, field(1, "c"))
    spec = (
        field(1, resource + fields + labels) + field(3, "ann") + field(4, "dev") + field(4, "ops") + field(5, extra)
    ) + field(6, "77")
    review = protobuf.decode(envelope("authorization.k8s.io/v1", "SubjectAccessReview", field(2, spec)))
    assert review["spec"] == {
        "resourceAttributes": {
            "namespace": "shop",
            "verb": "list",
            "group": "apps",
            "version": "v1",
            "resource": "deployments",
            "subresource": "scale",
            "name": "web",
            "fieldSelector": {"rawSelector": "a=b"},
            "labelSelector": {"rawSelector": "c"},
        },
        "user": "ann",
        "groups": ["dev", "ops"],
        "extra": {"why": ["a", "b"]},
        "uid": "77",
    }
    path = field(2, field(1, "/metrics") + field(2, "get"))
    own = protobuf.decode(envelope("authorization.k8s.io/v1", "SelfSubjectAccessReview", field(2, path)))
    assert own["spec"] == {"nonResourceAttributes": {"path": "/metrics", "verb": "get"}}
    rules = protobuf.decode(envelope("authorization.k8s.io/v1", "SelfSubjectRulesReview", field(2, field(1, "shop"))))
    assert rules["spec"] == {"namespace": "shop"}
    token = field(2, field(1, "e30.e30.x") + field(2, "vault"))
    asked = protobuf.decode(envelope("authentication.k8s.io/v1", "TokenReview", token))
    assert asked["spec"] == {"token": "e30.e30.x", "audiences": ["vault"]}
    bound = field(1, "Pod") + field(2, "v1") + field(3, "web") + field(4, "u-1")
    wanted = field(2, field(1, "vault") + field(3, bound) + field(4, 600))
    request = protobuf.decode(envelope("authentication.k8s.io/v1", "TokenRequest", wanted))
    assert request["spec"] == {
        "audiences": ["vault"],
        "expirationSeconds": 600,
        "boundObjectRef": {"kind": "Pod", "apiVersion": "v1", "name": "web", "uid": "u-1"},
    }


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"k8s\x00\xff",
        envelope("v1", "Nothing", b""),
        envelope("v1", "Pod", b"\x0a\x7f"),
        envelope("v1", "Pod", field(1, 7)),
        envelope("v1", "Pod", field(1, field(1, b"\xff\xfe"))),
        envelope("v1", "Pod", b"\x0b"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(BadRequest):
        protobuf.decode(data)


def test_every_field_of_every_served_kind_has_its_number() -> None:
    messages = protobuf._messages()
    missing = []
    for kind in KINDS:
        if kind.custom or kind.group == EXTENSIONS_GROUP:
            continue  # answered with 415: clients send these as JSON
        waiting, seen = [(kind.model, type_of(kind))], set()
        while waiting:
            name, node = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            known = _names(name)
            for child_name, child in node.fields.items():
                if child_name not in known and child_name not in ("apiVersion", "kind"):
                    missing.append(f"{name}.{child_name}")
                elif (inner := _struct(child)) is not None and (target := known[child_name].strip("[]{}")) in messages:
                    waiting.append((target, inner))
    assert missing == []


def _names(message: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for entry in protobuf._messages()[message].values():
        known |= _names(entry.type) if entry.name == "." else {entry.name: entry.type}
    return known


def _struct(node: Type) -> Type | None:
    while node.item is not None:
        node = node.item
    return node if node.form == "struct" else None
