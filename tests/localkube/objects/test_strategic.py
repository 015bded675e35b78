from __future__ import annotations

from typing import Any

import pytest

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, UnsupportedMediaType
from localkube.objects.patch import strategic_merge
from tests.localkube.objects.factory import DEPLOYMENT, HTTP_ROUTE, POD, SERVICE, container, http_route, pod, service


def spec_after(patch: Obj, *containers: Obj, **spec: Any) -> Obj:
    merged: Obj = strategic_merge(POD, pod(*containers, **spec), {"spec": patch})["spec"]
    return merged


def test_items_merge_by_their_key_and_new_ones_are_appended() -> None:
    patch = {"containers": [{"name": "web", "image": "web:2"}, {"name": "log", "image": "log:1"}]}

    merged = spec_after(patch, container("web", command=["run"]), container("api"))

    assert [one["name"] for one in merged["containers"]] == ["web", "api", "log"]
    assert merged["containers"][0] == {"name": "web", "image": "web:2", "command": ["run"]}


def test_lists_without_a_key_are_replaced() -> None:
    patch = {"containers": [{"name": "web", "command": ["other"]}]}

    assert spec_after(patch, container("web", command=["a", "b"]))["containers"][0]["command"] == ["other"]


def test_null_removes_a_field_and_an_item_of_a_nested_list_is_deleted_by_directive() -> None:
    web = container("web", env=[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], workingDir="/x")
    patch = {"containers": [{"name": "web", "workingDir": None, "env": [{"name": "A", "$patch": "delete"}]}]}

    assert spec_after(patch, web)["containers"] == [container("web", env=[{"name": "B", "value": "2"}])]


def test_replace_directives_replace_maps_and_lists() -> None:
    listed = {"containers": [{"$patch": "replace"}, {"name": "new", "image": "n:1"}]}
    mapped = {"nodeSelector": {"$patch": "replace", "b": "2"}}

    assert spec_after(listed, container("web"))["containers"] == [{"name": "new", "image": "n:1"}]
    assert spec_after(mapped, nodeSelector={"a": "1"})["nodeSelector"] == {"b": "2"}


def test_retain_keys_drops_what_is_not_kept() -> None:
    volumes = [{"name": "v", "emptyDir": {}}]
    patch = {"volumes": [{"name": "v", "$retainKeys": ["name", "configMap"], "configMap": {"name": "c"}}]}

    assert spec_after(patch, volumes=volumes)["volumes"] == [{"name": "v", "configMap": {"name": "c"}}]


def test_element_order_is_followed_and_unnamed_items_keep_their_place() -> None:
    patch = {
        "$setElementOrder/containers": [{"name": "d"}, {"name": "c"}, {"name": "a"}],
        "containers": [{"name": "d", "image": "d:1"}],
    }

    merged = spec_after(patch, container("a"), container("b"), container("c"))

    assert [one["name"] for one in merged["containers"]] == ["d", "b", "c", "a"]


def test_element_order_alone_reorders() -> None:
    patch = {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]}

    assert [one["name"] for one in spec_after(patch, container("a"), container("b"))["containers"]] == ["b", "a"]


def test_lists_of_scalars_are_united_and_values_can_be_taken_out() -> None:
    before = {"metadata": {"finalizers": ["a/x", "a/y"]}}
    patch = {"metadata": {"finalizers": ["a/z", "a/y"], "$deleteFromPrimitiveList/finalizers": ["a/x"]}}

    assert strategic_merge(POD, before, patch)["metadata"]["finalizers"] == ["a/y", "a/z"]


def test_service_ports_merge_by_port() -> None:
    before = service({"port": 80, "name": "http", "targetPort": 8080})

    merged = strategic_merge(SERVICE, before, {"spec": {"ports": [{"port": 80, "targetPort": 9090}]}})

    assert merged["spec"]["ports"] == [{"port": 80, "name": "http", "targetPort": 9090}]


def test_maps_merge_and_inputs_stay_as_they_are() -> None:
    before = {"metadata": {"labels": {"a": "1"}}}
    patch = {"metadata": {"labels": {"b": "2"}, "annotations": {"x": None, "y": "z"}}}

    merged = strategic_merge(DEPLOYMENT, before, patch)

    assert merged == {"metadata": {"labels": {"a": "1", "b": "2"}, "annotations": {"y": "z"}}}
    assert before == {"metadata": {"labels": {"a": "1"}}}
    assert patch["metadata"]["annotations"] == {"x": None, "y": "z"}


@pytest.mark.parametrize(
    "patch",
    [
        [],
        {"spec": {"containers": [{"image": "no name"}]}},
        {"spec": {"$patch": "explode"}},
        {"metadata": {"$deleteFromPrimitiveList/finalizers": "x"}},
    ],
)
def test_a_patch_that_cannot_be_read_is_a_bad_request(patch: object) -> None:
    with pytest.raises(BadRequest):
        strategic_merge(POD, pod(), patch)


def test_custom_kinds_have_no_strategic_merge() -> None:
    with pytest.raises(UnsupportedMediaType, match="unknown format"):
        strategic_merge(HTTP_ROUTE, http_route(), {})
