"""Custom resources: conformance areas "CustomResourceDefinition", "FieldValidation", "CustomResourcePublishOpenAPI"."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes import watch
from kubernetes.client.exceptions import ApiException

from tests.conformance.waiting import eventually
from tests.running import kubectls

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
SPEC: Obj = {
    "type": "object",
    "description": "What is wanted of it",
    "properties": {
        "knownField1": {"type": "string"},
        "count": {"type": "integer", "minimum": 0, "description": "How many of them"},
        "ports": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["containerPort"],
            "items": {
                "type": "object",
                "required": ["containerPort"],
                "properties": {"containerPort": {"type": "integer"}, "protocol": {"type": "string"}},
            },
        },
    },
}
PRESERVE = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
STRICT = {"field_validation": "Strict"}


class Foos:
    """Definitions of the test's own group, and the objects of their kinds."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.api = api
        self.namespace = namespace
        self.extensions = kube.ApiextensionsV1Api(api)
        self.custom = kube.CustomObjectsApi(api)
        self.group = f"g{uuid.uuid4().hex[:8]}.example.com"

    def definition(self, *versions: Obj, plural: str = "foos", **names: Any) -> Obj:
        kind = plural[:-1].capitalize()
        return {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{self.group}", "labels": {"test": self.group}},
            "spec": {
                "group": self.group,
                "scope": "Namespaced",
                "names": {"plural": plural, "singular": plural[:-1], "kind": kind, "listKind": f"{kind}List", **names},
                "versions": list(versions) or [version()],
            },
        }

    def define(self, *versions: Obj, plural: str = "foos", **names: Any) -> Any:
        """Create a definition and wait until it is served."""
        crd = self.definition(*versions, plural=plural, **names)
        self.extensions.create_custom_resource_definition(crd)
        name = crd["metadata"]["name"]
        eventually(lambda: self.conditions(name).get("Established"), lambda status: status == "True", 30)
        for told in crd["spec"]["versions"]:
            if told["served"]:
                eventually(lambda told=told: self.listed(told["name"], plural), lambda found: found is not None, 30)
        return self.extensions.read_custom_resource_definition(name)

    def conditions(self, name: str) -> dict[str, str]:
        status = self.extensions.read_custom_resource_definition(name).status
        return {each.type: each.status for each in (status.conditions if status else None) or []}

    def listed(self, version: str = "v1", plural: str = "foos") -> list[Obj] | None:
        try:
            found: Obj = self.custom.list_namespaced_custom_object(self.group, version, self.namespace, plural)
        except ApiException as error:
            if error.status != 404:
                raise
            return None
        items: list[Obj] = found["items"]
        return items

    def foo(self, name: str, version: str = "v1", **fields: Any) -> Obj:
        return {"apiVersion": f"{self.group}/{version}", "kind": "Foo", "metadata": {"name": name}, **fields}

    def create(self, body: Obj, version: str = "v1", **options: Any) -> Obj:
        made: Obj = self.custom.create_namespaced_custom_object(
            self.group, version, self.namespace, "foos", body, **options
        )
        return made

    def read(self, name: str, version: str = "v1") -> Obj:
        found: Obj = self.custom.get_namespaced_custom_object(self.group, version, self.namespace, "foos", name)
        return found

    def refused(self, code: int, call: Callable[..., Any], *arguments: Any, **options: Any) -> str:
        with pytest.raises(ApiException) as refused:
            call(*arguments, **options)
        assert refused.value.status == code, refused.value.body
        return str(json.loads(refused.value.body)["message"])

    def raw(self, method: str, path: str, body: str = "") -> tuple[int, Obj, str]:
        """Status, body and warnings of a request that the client itself would not make."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        asked = self.api.param_serialize(
            method=method, resource_path=path, header_params=headers, auth_settings=["BearerToken"]
        )
        answer = self.api.rest_client.pool_manager.request(method, asked[1], headers=asked[2], body=body or None)
        return answer.status, json.loads(answer.data), answer.headers.get("Warning", "")

    def document(self, path: str) -> Obj:
        status, found, _ = self.raw("GET", path)
        return found if status == 200 else {}


def version(name: str = "v1", storage: bool = True, spec: Obj | None = None, **more: Any) -> Obj:
    schema = {"type": "object", "properties": {"spec": spec or SPEC, "status": PRESERVE}}
    return {"name": name, "served": True, "storage": storage, "schema": {"openAPIV3Schema": schema}, **more}


@pytest.fixture
def foos(api: kube.ApiClient, namespace: str) -> Iterator[Foos]:
    made = Foos(api, namespace)
    yield made
    made.extensions.delete_collection_custom_resource_definition(label_selector=f"test={made.group}")


def test_definitions_are_created_listed_by_label_and_deleted(foos: Foos) -> None:
    for plural in ("ones", "twos", "threes"):
        foos.define(plural=plural)

    listed = foos.extensions.list_custom_resource_definition(label_selector=f"test={foos.group}")
    assert sorted(item.spec.names.plural for item in listed.items) == ["ones", "threes", "twos"]
    foos.extensions.delete_collection_custom_resource_definition(label_selector=f"test={foos.group}")

    def left() -> int:
        return len(foos.extensions.list_custom_resource_definition(label_selector=f"test={foos.group}").items)

    eventually(left, lambda count: count == 0, 60)


def test_status_of_a_definition_is_read_updated_and_patched(foos: Foos) -> None:
    name = foos.define().metadata.name
    condition = {
        "type": "Checked",
        "status": "True",
        "reason": "Test",
        "message": "",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
    }

    def replaced() -> bool:
        live = foos.extensions.read_custom_resource_definition_status(name)
        live.status.conditions.append(kube.V1CustomResourceDefinitionCondition.from_dict(condition))
        try:
            foos.extensions.replace_custom_resource_definition_status(name, live)
        except ApiException as error:
            assert error.status == 409
            return False
        return True

    eventually(replaced, bool, 10)
    assert foos.conditions(name)["Checked"] == "True"
    patch = [{"op": "add", "path": "/status/conditions/-", "value": {**condition, "type": "Patched"}}]
    foos.extensions.patch_custom_resource_definition_status(name, patch)
    assert foos.conditions(name)["Patched"] == "True"


def test_definitions_and_their_kinds_are_in_discovery(foos: Foos) -> None:
    groups = {group["name"]: group for group in foos.document("/apis")["groups"]}
    extensions = groups["apiextensions.k8s.io"]
    assert {"groupVersion": "apiextensions.k8s.io/v1", "version": "v1"} in extensions["versions"]
    resources = [each["name"] for each in foos.document("/apis/apiextensions.k8s.io/v1")["resources"]]
    assert {"customresourcedefinitions", "customresourcedefinitions/status"} <= set(resources)

    foos.define(version(subresources={"status": {}}), shortNames=["fo"])

    def found() -> list[Obj]:
        told: list[Obj] = foos.document(f"/apis/{foos.group}/v1").get("resources", [])
        return told

    mine = eventually(found, bool, 30)
    assert [each["name"] for each in mine] == ["foos", "foos/status"] and mine[0]["shortNames"] == ["fo"]


def test_custom_objects_are_watched(foos: Foos) -> None:
    foos.define()
    listing = foos.custom.list_namespaced_custom_object
    start = listing(foos.group, "v1", foos.namespace, "foos")["metadata"]["resourceVersion"]
    foos.create(foos.foo("one"))
    patch = {"spec": {"count": 1}}
    foos.custom.patch_namespaced_custom_object(foos.group, "v1", foos.namespace, "foos", "one", patch)
    foos.custom.delete_namespaced_custom_object(foos.group, "v1", foos.namespace, "foos", "one")

    stream = watch.Watch().stream(
        listing, foos.group, "v1", foos.namespace, "foos", resource_version=start, timeout_seconds=2
    )
    assert [event["type"] for event in stream] == ["ADDED", "MODIFIED", "DELETED"]


def test_defaults_come_for_requests_and_from_storage(foos: Foos) -> None:
    name = foos.define().metadata.name
    foos.create(foos.foo("before", spec={}))

    def set_defaults(fields: Obj) -> None:
        at = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties"
        value = {**SPEC["properties"], **fields}
        patch = [{"op": "replace", "path": at, "value": value}]
        foos.extensions.patch_custom_resource_definition(name, patch)

    set_defaults({"a": {"type": "string", "default": "A"}, "b": {"type": "string"}})
    eventually(lambda: foos.read("before")["spec"].get("a"), lambda value: value == "A", 30)
    assert foos.create(foos.foo("after", spec={}))["spec"]["a"] == "A"

    set_defaults({"a": {"type": "string"}, "b": {"type": "string", "default": "B"}})
    eventually(lambda: foos.read("after")["spec"].get("b"), lambda value: value == "B", 30)
    assert foos.read("after")["spec"]["a"] == "A"


def test_strict_validation_refuses_unknown_fields_anywhere(foos: Foos) -> None:
    foos.define()
    odd = foos.foo("odd", spec={"knownField1": "x", "unknownSpecField": 1, "ports": [{"containerPort": 1, "port": 2}]})
    odd["metadata"]["unknownMeta"] = "x"
    odd["unknownRoot"] = 1

    message = foos.refused(400, foos.create, odd, **STRICT)

    for path in ("unknownRoot", "spec.unknownSpecField", "spec.ports[0].port", "metadata.unknownMeta"):
        assert f'unknown field "{path}"' in message
    assert foos.create(odd)["spec"] == {"knownField1": "x", "ports": [{"containerPort": 1}]}


def test_kinds_without_validation_keep_everything(foos: Foos) -> None:
    schema = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": PRESERVE}}
    foos.define(schema)

    made = foos.create(foos.foo("free", spec={"any": {"thing": [1, "a"]}}, more=1), **STRICT)

    assert made["spec"] == {"any": {"thing": [1, "a"]}} and made["more"] == 1


def test_values_are_held_against_the_schema(foos: Foos) -> None:
    foos.define()

    wrong_type = foos.refused(422, foos.create, foos.foo("a", spec={"count": "many"}))
    too_small = foos.refused(422, foos.create, foos.foo("a", spec={"count": -1}))
    missing = foos.refused(422, foos.create, foos.foo("a", spec={"ports": [{"protocol": "TCP"}]}))

    assert 'spec.count: Invalid value: "string": spec.count in body must be of type integer: "string"' in wrong_type
    assert "spec.count in body should be greater than or equal to 0" in too_small
    assert "spec.ports[0].containerPort: Required value" in missing


def test_duplicate_fields_are_refused_even_where_unknown_ones_are_kept(foos: Foos) -> None:
    foos.define({"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": PRESERVE}})
    path = f"/apis/{foos.group}/v1/namespaces/{foos.namespace}/foos"
    body = json.dumps(foos.foo("twice", spec={"one": 1}))[:-2] + ', "one": 2}}'

    status, told, _ = foos.raw("POST", f"{path}?fieldValidation=Strict", body)
    assert status == 400 and 'duplicate field "spec.one"' in told["message"]
    status, _, warning = foos.raw("POST", f"{path}?fieldValidation=Warn", body)
    assert status == 201 and "duplicate field" in warning


def test_field_selectors_choose_custom_objects(foos: Foos) -> None:
    foos.define(version(selectableFields=[{"jsonPath": ".spec.knownField1"}]))
    for name, value in (("a", "x"), ("b", "y"), ("c", "x")):
        foos.create(foos.foo(name, spec={"knownField1": value}))
    listing = foos.custom.list_namespaced_custom_object
    where = (foos.group, "v1", foos.namespace, "foos")

    chosen = listing(*where, field_selector="spec.knownField1=x")
    assert [item["metadata"]["name"] for item in chosen["items"]] == ["a", "c"]
    patch = {"spec": {"knownField1": "y"}}
    foos.custom.patch_namespaced_custom_object(*where, "a", patch)
    options = {"resource_version": chosen["metadata"]["resourceVersion"], "timeout_seconds": 2}
    stream = watch.Watch().stream(listing, *where, field_selector="spec.knownField1=x", **options)
    assert [(event["type"], event["object"]["metadata"]["name"]) for event in stream] == [("DELETED", "a")]


def test_status_and_scale_are_apart_from_the_object(foos: Foos) -> None:
    scale = {"specReplicasPath": ".spec.count", "statusReplicasPath": ".status.count"}
    foos.define(version(subresources={"status": {}, "scale": scale}))
    where = (foos.group, "v1", foos.namespace, "foos", "one")
    made = foos.create(foos.foo("one", spec={"count": 1}, status={"count": 9}))
    assert "status" not in made

    foos.custom.patch_namespaced_custom_object_status(*where, {"status": {"count": 1}, "spec": {"count": 5}})
    foos.custom.patch_namespaced_custom_object_scale(*where, {"spec": {"replicas": 3}})

    live = foos.read("one")
    assert live["spec"]["count"] == 3 and live["status"] == {"count": 1} and live["metadata"]["generation"] == 2
    scaled = foos.custom.get_namespaced_custom_object_scale(*where)
    assert scaled["spec"] == {"replicas": 3} and scaled["status"]["replicas"] == 1


def test_negative_replicas_are_refused_by_the_field_of_the_custom_kind(foos: Foos) -> None:
    scale = {"specReplicasPath": ".spec.count", "statusReplicasPath": ".status.count"}
    spec = {"type": "object", "properties": {"count": {"type": "integer"}}}
    foos.define(version(spec=spec, subresources={"status": {}, "scale": scale}))
    where = (foos.group, "v1", foos.namespace, "foos")
    foos.create(foos.foo("one", spec={"count": 1}))
    writes: list[Callable[[], object]] = [
        lambda: foos.custom.patch_namespaced_custom_object_scale(*where, "one", {"spec": {"replicas": -1}}),
        lambda: foos.custom.patch_namespaced_custom_object(*where, "one", {"spec": {"count": -1}}),
        lambda: foos.create(foos.foo("two", spec={"count": -1})),
    ]
    for write in writes:
        with pytest.raises(kube.ApiException) as refused:
            write()
        status = json.loads(refused.value.body)
        assert (status["code"], status["reason"]) == (422, "Invalid")
        assert status["message"].endswith(".spec.count: Invalid value: -1: should be a non-negative integer")
        assert status["details"]["causes"][0]["field"] == ".spec.count"
    assert foos.read("one")["spec"] == {"count": 1}


def test_openapi_follows_the_served_versions(foos: Foos) -> None:
    crd = foos.define(version("v1"), version("v2", storage=False))
    prefix = ".".join(reversed(foos.group.split(".")))

    def published() -> set[str]:
        return {name for name in foos.document("/openapi/v2")["definitions"] if name.startswith(prefix)}

    both = {f"{prefix}.v1.Foo", f"{prefix}.v2.Foo"}
    eventually(lambda: both <= published(), bool, 60)
    patch = [{"op": "replace", "path": "/spec/versions/1/served", "value": False}]
    foos.extensions.patch_custom_resource_definition(crd.metadata.name, patch)
    eventually(lambda: f"{prefix}.v2.Foo" not in published(), bool, 60)
    patch = [{"op": "replace", "path": "/spec/versions/1", "value": version("v3", storage=False)}]
    foos.extensions.patch_custom_resource_definition(crd.metadata.name, patch)
    eventually(lambda: f"{prefix}.v3.Foo" in published(), bool, 60)


def test_owners_of_custom_kinds_take_their_dependents_along(foos: Foos) -> None:
    foos.define()
    owner = foos.create(foos.foo("owner"))
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": "Foo",
        "name": "owner",
        "uid": owner["metadata"]["uid"],
    }
    core = kube.CoreV1Api(foos.api)
    core.create_namespaced_config_map(
        foos.namespace, {"metadata": {"name": "dependent", "ownerReferences": [reference]}}
    )
    foos.create({**foos.foo("child"), "metadata": {"name": "child", "ownerReferences": [reference]}})
    foos.custom.delete_namespaced_custom_object(foos.group, "v1", foos.namespace, "foos", "owner")

    def left() -> list[str]:
        maps = core.list_namespaced_config_map(foos.namespace).items
        return [m.metadata.name for m in maps if m.metadata.name == "dependent"] + [
            item["metadata"]["name"] for item in foos.listed() or []
        ]

    eventually(left, lambda names: not names, 60)


@pytest.mark.parametrize("program", kubectls())
def test_kubectl_applies_explains_and_prints_custom_kinds(foos: Foos, kubeconfig: Path, program: str) -> None:
    columns = [{"name": "Count", "type": "integer", "jsonPath": ".spec.count"}]
    foos.define(version(additionalPrinterColumns=columns), shortNames=["fo"])

    def kubectl(*words: str, text: str = "", fails: bool = False) -> str:
        command = [program, f"--kubeconfig={kubeconfig}", f"--namespace={foos.namespace}", *words]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else done.stdout

    assert "foo" in kubectl("apply", "-f", "-", text=json.dumps(foos.foo("one", spec={"count": 3})))
    assert "configured" in kubectl("apply", "-f", "-", text=json.dumps(foos.foo("one", spec={"count": 4})))
    unknown = kubectl("create", "-f", "-", text=json.dumps(foos.foo("two", spec={"unknown": 1})), fails=True)
    assert "unknown" in unknown
    rows = kubectl("get", f"foos.{foos.group}").splitlines()
    assert rows[0].split() == ["NAME", "COUNT"] and rows[1].split() == ["one", "4"]
    assert "What is wanted of it" in kubectl("explain", "foos.spec", f"--api-version={foos.group}/v1")
    assert "How many of them" in kubectl("explain", "foos.spec.count", f"--api-version={foos.group}/v1")
    assert foos.group in kubectl("get", "crd")
    kubectl("delete", f"foos.{foos.group}", "one")
