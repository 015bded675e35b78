from __future__ import annotations

from typing import Any

import pytest

from localkube.objects.errors import BadRequest, Invalid
from localkube.objects.patch import json_patch, merge_patch

DOCUMENT: dict[str, Any] = {"metadata": {"labels": {"a/b": "1", "c~d": "2"}}, "list": [1, 2, 3]}


def test_a_merge_patch_merges_maps_replaces_lists_and_removes_by_null() -> None:
    patched = merge_patch(DOCUMENT, {"metadata": {"labels": {"a/b": None, "new": "3"}}, "list": [9], "x": {"y": None}})

    assert patched == {"metadata": {"labels": {"c~d": "2", "new": "3"}}, "list": [9], "x": {}}


def test_patches_leave_what_they_are_given_alone() -> None:
    patch = {"metadata": {"labels": {"deep": {"er": "1"}}}}

    patched = merge_patch(DOCUMENT, patch)
    patched["metadata"]["labels"]["deep"]["er"] = "2"
    patched["list"].append(4)

    assert DOCUMENT["list"] == [1, 2, 3]
    assert patch == {"metadata": {"labels": {"deep": {"er": "1"}}}}


def test_a_merge_patch_must_be_an_object() -> None:
    with pytest.raises(BadRequest):
        merge_patch(DOCUMENT, [])


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/list/-", "value": 4}, [1, 2, 3, 4]),
        ({"op": "add", "path": "/list/0", "value": 0}, [0, 1, 2, 3]),
        ({"op": "add", "path": "/list/3", "value": 4}, [1, 2, 3, 4]),
        ({"op": "remove", "path": "/list/1"}, [1, 3]),
        ({"op": "replace", "path": "/list/1", "value": 9}, [1, 9, 3]),
        ({"op": "move", "from": "/list/0", "path": "/list/2"}, [2, 3, 1]),
        ({"op": "copy", "from": "/list/0", "path": "/list/-"}, [1, 2, 3, 1]),
        ({"op": "test", "path": "/list", "value": [1, 2, 3]}, [1, 2, 3]),
        ({"op": "replace", "path": "/list", "value": []}, []),
    ],
)
def test_json_patch_operations(operation: dict[str, Any], expected: list[int]) -> None:
    assert json_patch(DOCUMENT, [operation])["list"] == expected


def test_json_pointers_escape_slash_and_tilde() -> None:
    operations = [
        {"op": "remove", "path": "/metadata/labels/a~1b"},
        {"op": "replace", "path": "/metadata/labels/c~0d", "value": "x"},
    ]

    assert json_patch(DOCUMENT, operations)["metadata"]["labels"] == {"c~d": "x"}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/missing"},
        {"op": "replace", "path": "/missing", "value": 1},
        {"op": "add", "path": "/missing/deeper", "value": 1},
        {"op": "add", "path": "/list/9", "value": 1},
        {"op": "remove", "path": "/list/x"},
        {"op": "test", "path": "/list/0", "value": True},
        {"op": "test", "path": "/missing", "value": 1},
        {"op": "move", "from": "/metadata", "path": "/metadata/labels/in"},
        {"op": "copy", "from": "/missing", "path": "/x"},
        {"op": "replace", "path": "", "value": []},
    ],
)
def test_a_json_patch_that_does_not_fit_is_invalid_and_changes_nothing(operation: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="the server rejected our request"):
        json_patch(DOCUMENT, [operation])
    assert DOCUMENT["list"] == [1, 2, 3]


@pytest.mark.parametrize(
    "patch",
    [
        {},
        ["x"],
        [{"op": "add", "path": "/x"}],
        [{"op": "add", "value": 1}],
        [{"op": "spin", "path": "/list"}],
        [{"op": "add", "path": "list", "value": 1}],
    ],
)
def test_what_is_no_json_patch_is_a_bad_request(patch: object) -> None:
    with pytest.raises(BadRequest):
        json_patch(DOCUMENT, patch)


def test_a_test_operation_may_ask_for_absence() -> None:
    assert json_patch(DOCUMENT, [{"op": "test", "path": "/missing", "value": None}]) == DOCUMENT
