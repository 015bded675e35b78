from __future__ import annotations

from datetime import UTC, datetime

import pytest

from localkube.objects import meta
from localkube.objects.access import Obj


def test_a_clone_shares_nothing() -> None:
    original = {"spec": {"ports": [{"port": 80}]}}

    copied = meta.clone(original)
    copied["spec"]["ports"][0]["port"] = 81

    assert original == {"spec": {"ports": [{"port": 80}]}}


def test_times_are_read_as_they_are_written() -> None:
    before = datetime.now(UTC)

    written = meta.parse_time(meta.now_micro())

    assert 0 <= (written - before).total_seconds() < 5
    assert meta.now().endswith("Z")
    assert len(meta.now()) == len("2026-01-01T00:00:00Z")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        meta.parse_time("2026-01-01T00:00:00")


def test_suffixes_are_of_the_safe_alphabet_and_differ() -> None:
    suffixes = {meta.random_suffix() for _ in range(50)}

    assert len(suffixes) > 45
    assert set("".join(suffixes)) <= set(meta.SAFE_ALPHABET)


def test_the_controller_is_found_among_owners() -> None:
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web", "uid": "1"}}
    plain = meta.owner_reference(owner, controller=False)
    controller = meta.owner_reference(owner)

    assert meta.controller_of({"metadata": {"ownerReferences": [plain, controller]}}) == controller
    assert meta.controller_of({"metadata": {"ownerReferences": [plain]}}) is None
    assert meta.controller_of({"metadata": {}}) is None


def test_a_condition_moves_its_transition_time_only_with_its_status() -> None:
    conditions: list[Obj] = [{"type": "Ready", "status": "True", "lastTransitionTime": "2020-01-01T00:00:00Z"}]

    assert not meta.set_condition(conditions, "Ready", "True")
    assert meta.set_condition(conditions, "Ready", "True", "Again", "still fine")
    assert conditions[0]["lastTransitionTime"] == "2020-01-01T00:00:00Z"
    assert meta.set_condition(conditions, "Ready", "False", "Broken")
    assert conditions[0]["lastTransitionTime"] != "2020-01-01T00:00:00Z"
    assert "message" not in conditions[0]


def test_a_new_condition_is_appended() -> None:
    conditions: list[Obj] = []

    assert meta.set_condition(conditions, "Available", "True", "Enough")

    found = meta.condition({"status": {"conditions": conditions}}, "Available")
    assert found is not None
    assert (found["status"], found["reason"]) == ("True", "Enough")
    assert meta.condition({}, "Available") is None


def test_template_hashes_depend_on_content_and_not_on_order() -> None:
    one = meta.pod_template_hash({"a": 1, "b": {"c": 2, "d": 3}})

    assert one == meta.pod_template_hash({"b": {"d": 3, "c": 2}, "a": 1})
    assert one != meta.pod_template_hash({"a": 1, "b": {"c": 2, "d": 4}})
    assert set(one) <= set(meta.SAFE_ALPHABET)
    assert len(one) == 10
