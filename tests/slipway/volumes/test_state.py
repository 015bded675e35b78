"""How a claim is told in plain words, and who uses it. Without a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.volumes.claims import access_of
from slipway.volumes.space import spaces_of
from slipway.volumes.state import Surroundings, reason_of, state_of
from slipway.volumes.users import users_of

Obj = dict[str, Any]
FAST: Obj = {"metadata": {"name": "fast", "annotations": {"storageclass.kubernetes.io/is-default-class": "false"}}}
CLASSES = {"fast": {**FAST, "volumeBindingMode": "Immediate", "allowVolumeExpansion": True}}
LATE = {"fast": {**CLASSES["fast"], "volumeBindingMode": "WaitForFirstConsumer"}}


def claim(phase: str = "Bound", capacity: str = "1Gi", class_name: str | None = "fast", **fields: Any) -> Obj:
    spec = {"resources": {"requests": {"storage": "1Gi"}}, "accessModes": ["ReadWriteOnce"]}
    if class_name is not None:
        spec["storageClassName"] = class_name
    status = {"phase": phase, **({"capacity": {"storage": capacity}} if phase == "Bound" else {})}
    labels = {"slipway.io/volume": "data"}
    return {"metadata": {"name": "db-data", "labels": labels, **fields}, "spec": spec, "status": status}


def warned(reason: str, message: str) -> Obj:
    return {"reason": reason, "message": message}


@pytest.mark.parametrize(
    ("of", "around", "expected"),
    [
        (claim(), Surroundings(CLASSES), ("bound", None)),
        (claim("Pending"), Surroundings(CLASSES), ("pending", "provisioning")),
        (claim("Pending"), Surroundings(LATE), ("pending", "waits_for_user")),
        (claim("Pending"), Surroundings(LATE, used=True), ("pending", "provisioning")),
        (claim("Pending", class_name="none"), Surroundings(CLASSES), ("pending", "class_missing")),
        (claim("Pending", class_name=None), Surroundings(CLASSES), ("pending", "class_unset")),
        (
            claim("Pending"),
            Surroundings(CLASSES, [warned("ProvisioningFailed", "disk full")]),
            ("pending", "provisioning_failed"),
        ),
        (claim(capacity="512Mi"), Surroundings(CLASSES), ("growing", "growing")),
        (
            claim(capacity="512Mi"),
            Surroundings(CLASSES, [warned("VolumeResizeFailed", "no")]),
            ("growing", "resize_failed"),
        ),
        (claim("Lost"), Surroundings(CLASSES), ("lost", "lost")),
        (claim(deletionTimestamp="2026-01-01T00:00:00Z"), Surroundings(CLASSES), ("deleting", "deleting")),
        (
            claim(deletionTimestamp="2026-01-01T00:00:00Z"),
            Surroundings(CLASSES, used=True),
            ("deleting", "deleting_used"),
        ),
    ],
)
def test_what_keeps_a_volume_is_said(of: Obj, around: Surroundings, expected: tuple[str, str | None]) -> None:
    reason = reason_of(of, around)

    assert (state_of(of).value, reason and reason.code) == expected
    assert reason is None or ("data" in reason.message and "data" in reason.message_zh and "{" not in reason.message)


def test_the_clusters_own_words_are_kept() -> None:
    reason = reason_of(claim("Pending"), Surroundings(CLASSES, [warned("ProvisioningFailed", "disk full")]))

    assert reason is not None and reason.detail == "disk full"


def test_pods_that_have_ended_use_nothing() -> None:
    def pod(name: str, phase: str) -> Obj:
        volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "db-data"}}, {"name": "e", "ephemeral": {}}]
        containers = [{"name": "db", "volumeMounts": [{"name": "v", "mountPath": "/data", "readOnly": True}]}]
        spec = {"nodeName": "n1", "volumes": volumes, "containers": containers}
        return {"metadata": {"name": name}, "spec": spec, "status": {"phase": phase}}

    found = users_of([pod("db-1", "Running"), pod("db-0", "Succeeded")])

    assert [(each.name, each.host) for each in found["db-data"]] == [("db-1", "n1")]
    assert [(each.container, each.path, each.read_only) for each in found["db-data"][0].mounts] == [
        ("db", "/data", True)
    ]
    assert set(found) == {"db-data", "db-1-e"}


def test_what_nobody_measured_is_left_out() -> None:
    full = b'{"name":"a","pvcRef":{"name":"db-data","namespace":"acme"},"usedBytes":5,"capacityBytes":10}'
    answer = b'{"pods":[{"volume":[%s,{"name":"b","usedBytes":1},{"pvcRef":{"name":"x","namespace":"y"}}]},{}]}' % full

    assert {key: (each.used, each.capacity) for key, each in spaces_of(answer).items()} == {
        ("acme", "db-data"): (5, 10)
    }
    with pytest.raises(ValueError, match="JSON"):
        spaces_of(b"<html>")


def test_whoever_may_have_a_volume_at_once() -> None:
    shared = claim()
    shared["spec"]["accessModes"] = ["ReadWriteMany"]

    assert (access_of(claim()), access_of(shared)) == ("single", "shared")
