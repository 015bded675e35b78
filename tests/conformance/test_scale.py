"""The scale subresource of every built-in kind that has one: reading, replacing, every kind of patch, and refusals.

Source: ``autoscaling/v1 Scale`` in the API reference, and the answers of a real API server.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from kubernetes import client as kube

from tests.conformance.workloads import Obj, template

pytestmark = pytest.mark.engine

LABELS = {"app": "idle"}
KINDS = {
    "deployments": ("apps/v1", "Deployment"),
    "replicasets": ("apps/v1", "ReplicaSet"),
    "statefulsets": ("apps/v1", "StatefulSet"),
    "replicationcontrollers": ("v1", "ReplicationController"),
}
JSON, MERGE, STRATEGIC, APPLY = (
    f"application/{name}"
    for name in ("json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml")
)


class Scaled:
    """An object without pods, and its scale, over plain HTTP."""

    def __init__(self, api: kube.ApiClient, namespace: str, plural: str) -> None:
        self.api, (version, self.kind) = api, KINDS[plural]
        root = "/api/v1" if version == "v1" else f"/apis/{version}"
        self.path = f"{root}/namespaces/{namespace}/{plural}"
        selector: Obj = LABELS if plural == "replicationcontrollers" else {"matchLabels": LABELS}
        spec: Obj = {"replicas": 0, "selector": selector, "template": template(labels=LABELS)}
        if plural == "statefulsets":
            spec["serviceName"] = "idle"
        body = {"apiVersion": version, "kind": self.kind, "metadata": {"name": "idle"}, "spec": spec}
        self.ask("POST", self.path, body)

    def ask(self, method: str, path: str, body: object = None, content: str = "application/json") -> Obj:
        """The decoded answer. Raises ApiException."""
        path, _, query = path.partition("?")
        asked = self.api.param_serialize(
            method,
            path,
            query_params=parse_qsl(query),
            header_params={"Content-Type": content, "Accept": "application/json"},
            auth_settings=["BearerToken"],
        )
        sent = None if body is None else json.dumps(body)
        answer = self.api.rest_client.pool_manager.request(method, asked[1], headers=asked[2], body=sent)
        if answer.status >= 400:
            raise kube.ApiException(status=answer.status, body=answer.data.decode())
        return dict(json.loads(answer.data))

    def scale(
        self, method: str = "GET", body: object = None, content: str = "application/json", query: str = ""
    ) -> Obj:
        return self.ask(method, f"{self.path}/idle/scale{query}", body, content)

    def refused(self, method: str, body: object, content: str = "application/json", query: str = "") -> Obj:
        """The status with which a request is refused."""
        with pytest.raises(kube.ApiException) as refusal:
            self.scale(method, body, content, query)
        return dict(json.loads(refusal.value.body))

    def replicas(self) -> int:
        return int(self.ask("GET", f"{self.path}/idle")["spec"]["replicas"])


@pytest.fixture(params=KINDS)
def scaled(request: pytest.FixtureRequest, api: kube.ApiClient, namespace: str) -> Scaled:
    return Scaled(api, namespace, request.param)


def test_scale_is_read_and_replaced(scaled: Scaled) -> None:
    shown = scaled.scale()
    assert (shown["apiVersion"], shown["kind"]) == ("autoscaling/v1", "Scale")
    assert shown["status"]["selector"] == "app=idle"
    dry = scaled.scale("PUT", {**shown, "spec": {"replicas": 1}}, query="?dryRun=All")
    assert (dry["spec"], scaled.replicas()) == ({"replicas": 1}, 0)
    assert scaled.scale("PUT", {**shown, "spec": {}})["spec"].get("replicas", 0) == 0
    assert scaled.scale("PUT", {**scaled.scale(), "spec": {"replicas": 1}})["spec"] == {"replicas": 1}
    assert scaled.replicas() == 1
    stale = scaled.refused("PUT", {**shown, "spec": {"replicas": 2}})
    assert (stale["code"], stale["reason"]) == (409, "Conflict")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (JSON, [{"op": "replace", "path": "/spec/replicas", "value": 1}]),
        (MERGE, {"spec": {"replicas": 1}}),
        (STRATEGIC, {"spec": {"replicas": 1}}),
    ],
)
def test_scale_takes_every_kind_of_patch(scaled: Scaled, content: str, body: object) -> None:
    assert scaled.scale("PATCH", body, content)["spec"] == {"replicas": 1}
    assert scaled.replicas() == 1


def test_scale_is_applied_with_ownership(scaled: Scaled) -> None:
    shown = scaled.scale()
    wanted: dict[str, Any] = {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "idle"}}
    scaled.scale("PATCH", {**wanted, "spec": {"replicas": 1}}, APPLY, "?fieldManager=one&force=true")
    owners = [
        entry
        for entry in scaled.ask("GET", f"{scaled.path}/idle")["metadata"]["managedFields"]
        if entry["manager"] == "one"
    ]
    assert [(entry["operation"], entry["subresource"]) for entry in owners] == [("Apply", "scale")]
    assert owners[0]["fieldsV1"] == {"f:spec": {"f:replicas": {}}}
    conflict = scaled.refused("PATCH", {**wanted, "spec": {"replicas": 2}}, APPLY, "?fieldManager=two")
    assert (conflict["code"], conflict["details"]["causes"][0]["field"]) == (409, ".spec.replicas")
    assert scaled.refused("PATCH", {**wanted, "spec": {"replicas": 2}}, APPLY)["code"] in (400, 422)
    assert (scaled.replicas(), shown["metadata"]["uid"]) == (1, scaled.scale()["metadata"]["uid"])


@pytest.mark.parametrize("content", ["application/json", JSON, MERGE, STRATEGIC, APPLY])
def test_negative_replicas_are_invalid(scaled: Scaled, content: str) -> None:
    whole = {**scaled.scale(), "spec": {"replicas": -1}}
    applied = {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "idle"}, "spec": {"replicas": -1}}
    bodies: dict[str, object] = {
        "application/json": whole,
        JSON: [{"op": "replace", "path": "/spec/replicas", "value": -1}],
        APPLY: applied,
    }
    method = "PUT" if content == "application/json" else "PATCH"
    query = "?fieldManager=one&force=true" if content == APPLY else ""

    status = scaled.refused(method, bodies.get(content, {"spec": {"replicas": -1}}), content, query)

    detail = "Invalid value: -1: must be greater than or equal to 0"
    assert (status["code"], status["reason"]) == (422, "Invalid")
    assert status["message"] == f'Scale.autoscaling "idle" is invalid: spec.replicas: {detail}'
    told = status["details"]
    assert (told["group"], told["kind"], told["name"]) == ("autoscaling", "Scale", "idle")
    assert told["causes"] == [{"reason": "FieldValueInvalid", "message": detail, "field": "spec.replicas"}]
    assert scaled.replicas() == 0


def test_scale_that_is_no_scale_is_a_bad_request(scaled: Scaled) -> None:
    shown = scaled.scale()
    assert scaled.refused("PUT", {**shown, "spec": {"replicas": "many"}})["code"] == 400
    assert scaled.refused("PUT", {**shown, "spec": {"replicas": 2**31}})["code"] == 400
    assert scaled.refused("PUT", {**shown, "kind": "Deployment"})["code"] == 400
    assert scaled.refused("PUT", {**shown, "metadata": {"name": "other"}})["code"] == 400
    strict = scaled.refused("PUT", {**shown, "spec": {"copies": 1}}, query="?fieldValidation=Strict")
    assert strict["code"] == 400 and 'unknown field "spec.copies"' in strict["message"]
    other = {**shown, "metadata": {"name": "idle", "uid": "0" * 8}}
    assert scaled.refused("PUT", other)["code"] == 409
    assert scaled.replicas() == 0
