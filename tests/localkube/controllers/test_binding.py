"""Persistent volumes whose claim is gone."""

from __future__ import annotations

import pytest

from localkube.controllers import Controllers, Settings
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.fake import FakeAccess


def released(policy: str) -> Obj:
    """A volume by hand that was bound to a claim that nobody has any more."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "by-hand"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": "/srv/data"},
            "persistentVolumeReclaimPolicy": policy,
            "claimRef": {"namespace": "shop", "name": "gone", "uid": "1"},
        },
    }


@pytest.mark.parametrize(
    ("policy", "phase", "message"),
    [
        ("Retain", "Released", None),
        ("Recycle", "Failed", "no recyclable volume plugin matched"),
        ("Delete", "Failed", "error getting deleter volume plugin for volume: no deletable volume plugin matched"),
    ],
)
async def test_released_volume_by_its_reclaim_policy(
    access: FakeAccess, until: Until, policy: str, phase: str, message: str | None
) -> None:
    access.create("persistentvolumes", None, released(policy))
    running = Controllers(access, Settings())
    await running.start()

    def status() -> Obj:
        found: Obj = access.get("persistentvolumes", None, "by-hand").get("status") or {}
        return found

    await until(lambda: status().get("phase") == phase)
    assert status().get("message") == message
    await running.stop()
