"""The use of a pod is that of all its containers that run, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localkube.kubelet import Settings
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.stats import Sampler, Usage
from localkube.kubelet.stats.cgroups import Groups
from localkube.objects.access import Obj
from localkube.runtime import Found
from tests.localkube.controllers.factory import namespace
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.kubelet.factory import NODE, container
from tests.localkube.kubelet.fake_engine import FakeEngine
from tests.localkube.kubelet.stats.test_sampler import container as running
from tests.localkube.kubelet.stats.trees import V1

OTHER = "6a" * 32


class Measured:
    """A pod of the API, containers that run, and what is told of them."""

    def __init__(self, root: Path) -> None:
        self.access = FakeAccess()
        self.access.create("namespaces", None, namespace())
        self.pod: Obj = self.access.create(
            "pods",
            "shop",
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "web-1"},
                "spec": {"nodeName": NODE, "containers": [container()]},
            },
        )
        V1(root)
        V1(root, pid=9, path=f"/docker/{OTHER}")
        self.inventory = Inventory(FakeEngine(), NODE)
        self.sampler = Sampler(self.inventory.everything, 0.01, Groups(root / "proc"))
        settings = Settings(NODE, "10.0.0.1", root / "pods", "10.42.0.0/24")
        self.usage = Usage(self.access, self.inventory, self.sampler, settings)

    def put(self, found: Found) -> None:
        self.inventory.put(replace(found, pod_uid=self.pod["metadata"]["uid"]))


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    return Measured(tmp_path)


async def test_two_looks_at_a_pod_tell_its_use(measured: Measured) -> None:
    measured.put(running(age=3600))
    assert measured.usage.pod("shop", "web-1") is None
    await measured.sampler.look()
    assert measured.usage.pod("shop", "web-1") is None
    await measured.sampler.look()
    used = measured.usage.pod("shop", "web-1")
    assert used is not None
    assert (used.pod_uid, set(used.containers)) == (measured.pod["metadata"]["uid"], {"web"})
    assert (used.containers["web"].cpu_cores, used.containers["web"].working_set_bytes) == (0.0, 7_500)
    assert used.window.total_seconds() > 0


async def test_a_pod_with_a_container_that_just_started_has_none(measured: Measured) -> None:
    measured.put(running(age=3600))
    await measured.sampler.look()
    await measured.sampler.look()
    measured.put(replace(running(age=0, key=OTHER, pid=9), name="sidecar"))
    assert measured.usage.pod("shop", "web-1") is None


async def test_pods_that_are_gone_and_other_nodes_have_none(measured: Measured) -> None:
    measured.put(running(age=3600))
    await measured.sampler.look()
    await measured.sampler.look()
    measured.access.delete("pods", "shop", "web-1", grace_seconds=0)
    assert measured.usage.pod("shop", "web-1") is None
    assert measured.usage.node("other") is None
    assert measured.usage.node(NODE) is not None
