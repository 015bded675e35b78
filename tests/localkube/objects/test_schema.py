from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lightkube.models import apps_v1, core_v1, networking_v1

from localkube.objects.errors import BadRequest
from localkube.objects.kinds import KINDS
from localkube.objects.schema import TYPES_DIR, list_keys, normalize, type_of, types, validate_shape
from tests.localkube.objects import openapi_types
from tests.localkube.objects.factory import DEPLOYMENT, GATEWAY, POD, SECRET, container, deployment, http_route, pod

OPENAPI = Path(
    os.environ.get(
        "KUBERNETES_OPENAPI",
        Path(__file__).parents[4] / "shared" / "reference" / "kubernetes-1.36-openapi.json",
    )
)

CHANGED_AFTER_1_36 = {("core.NodeAllocatableResourceClaimStatus", "resources")}
"""Fields of alpha features that the newer client models no longer have."""


def test_every_kind_has_a_shape_with_metadata() -> None:
    for kind in KINDS:
        assert type_of(kind).fields["metadata"] is types()["meta.ObjectMeta"]


def test_a_complete_object_has_no_unknown_fields() -> None:
    assert validate_shape(DEPLOYMENT, deployment(container(ports=[{"containerPort": 80}], env=[]), replicas=1)) == []


def test_unknown_fields_are_named_with_their_path() -> None:
    odd = pod(container(imag="x"), restartpolicy="Always")

    assert sorted(validate_shape(POD, odd)) == [
        'unknown field "spec.containers[0].imag"',
        'unknown field "spec.restartpolicy"',
    ]


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"replicas": "3"}, "cannot unmarshal string into Go struct field Deployment.spec.replicas of type int32"),
        ({"replicas": True}, "cannot unmarshal bool into Go struct field Deployment.spec.replicas of type int32"),
        ({"replicas": 2**31}, "cannot unmarshal number into Go struct field Deployment.spec.replicas of type int32"),
        ({"template": []}, "cannot unmarshal array into Go struct field Deployment.spec.template"),
        ({"selector": {"matchLabels": {"a": 1}}}, "cannot unmarshal number into Go struct field"),
        ({"strategy": {"rollingUpdate": {"maxSurge": 1.5}}}, "cannot unmarshal number into Go struct field"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_bad_request(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRequest, match='Deployment in version "v1" cannot be handled') as refused:
        validate_shape(DEPLOYMENT, deployment(**spec))

    assert reason in refused.value.message


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (pod(container(resources={"limits": {"cpu": "lots"}})), "quantities must match the regular expression"),
        ({"metadata": {"creationTimestamp": "yesterday"}}, 'parsing time "yesterday"'),
        ({"metadata": {"creationTimestamp": None}}, ""),
    ],
)
def test_quantities_and_times_must_be_readable(part: dict[str, Any], reason: str) -> None:
    if not reason:
        assert validate_shape(POD, part) == []
        return
    with pytest.raises(BadRequest, match=reason):
        validate_shape(POD, part)


def test_secret_data_must_be_base64() -> None:
    assert validate_shape(SECRET, {"data": {"a": "YQ=="}}) == []
    with pytest.raises(BadRequest, match=r"illegal base64 data in data\.a"):
        validate_shape(SECRET, {"data": {"a": "not base64!"}})


def test_normalizing_drops_unknown_fields_and_nulls_and_writes_quantities_canonically() -> None:
    odd = pod(container(imag="x", command=None, resources={"limits": {"cpu": 0.5, "memory": "1024Mi"}}), foo=1)

    normalize(POD, odd)

    assert odd["spec"] == {"containers": [container(resources={"limits": {"cpu": "500m", "memory": "1Gi"}})]}


def test_list_keys_are_found_through_lists() -> None:
    assert list_keys(DEPLOYMENT, "spec.template.spec.containers.ports") == ("containerPort", "protocol")
    assert list_keys(DEPLOYMENT, "spec.template.spec.containers.command") == ()
    assert list_keys(GATEWAY, "spec.listeners") == ("name",)


def test_routes_have_a_shape_too() -> None:
    kind = next(kind for kind in KINDS if kind.kind == "HTTPRoute")
    route = http_route({"backendRefs": [{"name": "web", "port": 80, "wieght": 1}]})

    assert validate_shape(kind, route) == ['unknown field "spec.rules[0].backendRefs[0].wieght"']


@pytest.mark.skipif(not OPENAPI.exists(), reason="KUBERNETES_OPENAPI names no Kubernetes OpenAPI document")
def test_the_types_files_are_what_kubernetes_says() -> None:
    rendered = openapi_types.render(json.loads(OPENAPI.read_text()))

    assert set(rendered) | {"gateway", "metrics"} == {path.stem for path in TYPES_DIR.glob("*.txt")}
    for module, text in rendered.items():
        assert (TYPES_DIR / f"{module}.txt").read_text() == text


def test_client_models_know_every_field_of_the_built_in_kinds() -> None:
    modules = {"core": core_v1, "apps": apps_v1, "networking": networking_v1}
    unknown: set[tuple[str, str]] = set()
    compared = 0
    for name, node in types().items():
        module, _, short = name.partition(".")
        if module in modules:
            fields = {field.encode_name for field in msgspec.structs.fields(getattr(modules[module], short))}
            unknown |= {(name, field) for field in node.fields.keys() - fields}
            compared += 1

    assert compared > 150
    assert unknown == CHANGED_AFTER_1_36
