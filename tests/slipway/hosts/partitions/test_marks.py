"""What of a node belongs to partitions, and what does not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from slipway.hosts.partitions.marks import marked

TAINT = {"key": "slipway.io/partition", "value": "p1", "effect": "NoSchedule"}
OTHER = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
CORDON = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def node(label: str | None = None, *taints: dict[str, str]) -> dict[str, Any]:
    """Return a node with marks."""
    labels = {"zone": "a", **({"slipway.io/partition": label} if label else {})}
    return {"metadata": {"name": "n", "labels": labels}, "spec": {"taints": list(taints), "podCIDR": "10.0.0.0/24"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (node(None, OTHER), node("p1", OTHER, TAINT)),
        (node("p1", TAINT, OTHER), node("p1", TAINT, OTHER)),
        (node("p1", CORDON), node("p1", CORDON, TAINT)),
        (node("p2", {**TAINT, "value": "p2"}), node("p1", TAINT)),
        (node("foreign", TAINT), node("p1", TAINT)),
    ],
)
def test_a_host_of_a_partition_bears_its_marks_beside_others(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Whatever it bore before; and what is in order stays as it is."""
    given = copy.deepcopy(before)

    assert marked(before, "p1", set()) == after
    assert before == given


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (node("p1", OTHER, TAINT), node(None, OTHER)),
        (node("p1"), node()),
        (node(None, TAINT), node()),
        (node("foreign", {**TAINT, "value": "foreign"}), node("foreign", {**TAINT, "value": "foreign"})),
        (node(None, {**TAINT, "effect": "NoExecute"}), node(None, {**TAINT, "effect": "NoExecute"})),
    ],
)
def test_a_host_of_no_partition_loses_our_marks_and_no_others(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Ours are the label and the taint with the id of a partition that there is."""
    assert marked(before, None, {"p1", "p2"}) == after


def test_a_node_without_labels_and_taints_can_be_marked() -> None:
    """The API leaves both out when they are empty."""
    bare = {"metadata": {"name": "n"}, "spec": {}}

    assert marked(bare, None, {"p1"}) == bare
    assert marked(bare, "p1", set()) == {
        "metadata": {"name": "n", "labels": {"slipway.io/partition": "p1"}},
        "spec": {"taints": [TAINT]},
    }
