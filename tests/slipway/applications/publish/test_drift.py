"""What counts as still being as it was applied."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications.publish.drift import covers, in_place, stamped

Obj = dict[str, Any]


@pytest.mark.parametrize(
    ("live", "wanted"),
    [
        ({"a": 1, "added": 2}, {"a": 1}),
        ({"env": [{"name": "B"}, {"name": "A", "value": "1"}]}, {"env": [{"name": "A", "value": "1"}]}),
        ({}, {"initialDelaySeconds": 0, "value": "", "list": [], "map": {}}),
        ({"cpu": "500m"}, {"cpu": "0.5"}),
        ({"memory": "1Gi"}, {"memory": "1024Mi"}),
    ],
)
def test_additions_defaults_and_spelling_are_no_drift(live: Obj, wanted: Obj) -> None:
    assert covers(live, wanted)


@pytest.mark.parametrize(
    ("live", "wanted"),
    [
        ({"a": 2}, {"a": 1}),
        ({}, {"a": 1}),
        ({"args": ["x", "y"]}, {"args": ["x"]}),
        ({"env": [{"name": "A", "value": "2"}]}, {"env": [{"name": "A", "value": "1"}]}),
        ({"ports": []}, {"ports": [{"port": 80}]}),
        ({"cpu": "1"}, {"cpu": "0.5"}),
        ({"spec": "text"}, {"spec": {"a": 1}}),
    ],
)
def test_changes_and_removals_are_drift(live: Obj, wanted: Obj) -> None:
    assert not covers(live, wanted)


def manifest(replicas: int) -> Obj:
    return stamped({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": replicas}})


def test_object_is_in_place_only_if_it_came_from_this_manifest_and_still_says_so() -> None:
    wanted = manifest(2)
    assert in_place({**wanted, "status": {}}, wanted)
    assert not in_place(None, wanted)
    assert not in_place(manifest(1), wanted)
    assert not in_place({**wanted, "spec": {"replicas": 3}}, wanted)
    ending = {**wanted, "metadata": {**wanted["metadata"], "deletionTimestamp": "2025-01-01T00:00:00Z"}}
    assert not in_place(ending, wanted)
