"""A disk that fills up: images, limits, and who has to go."""

from __future__ import annotations

import json
import shutil
import time
from collections import namedtuple
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from localkube.kubelet import image_collection
from localkube.kubelet.eviction.decision import Disk, first_to_go, over_limit, pressure_message
from localkube.kubelet.eviction.usage import Use, occupied
from localkube.kubelet.image_collection import ImageCollection
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.runtime import Image
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container, pod
from tests.localkube.kubelet.fake_engine import FakeEngine

MIB = 1024**2
DISK = Disk(1000 * MIB, 10 * MIB, 50 * MIB)
Usage = namedtuple("Usage", "total used free")


class FakeDisk:
    """The machine's disk as ``shutil`` tells of it."""

    def __init__(self) -> None:
        self.free = 500

    def usage(self, _path: Path) -> Usage:
        return Usage(1000, 1000 - self.free, self.free)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FakeDisk:
    made = FakeDisk()
    monkeypatch.setattr(shutil, "disk_usage", made.usage)
    return made


@pytest.fixture
async def short_world(disk: FakeDisk, tmp_path: Path) -> AsyncIterator[World]:
    """A kubelet that looks at its disk all the time."""
    made = World(tmp_path / "pods", disk_check_seconds=0.01, pressure_seconds=0.3)
    await made.kubelet.start()
    yield made
    await made.kubelet.stop()


def storage(name: str = "web", *, limit: str = "", request: str = "") -> Obj:
    amounts = {"limits": limit, "requests": request}
    return container(name, resources={part: {"ephemeral-storage": value} for part, value in amounts.items() if value})


def test_space_below_a_directory_is_counted_in_blocks(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"x" * 100_000)
    (tmp_path / "link").symlink_to("/usr")
    assert 100_000 <= occupied(tmp_path) < 150_000
    assert occupied(tmp_path / "nothing") == 0


@pytest.mark.parametrize(
    ("of", "use", "message"),
    [
        (pod(storage(limit="10Mi")), Use({"web": 9 * MIB}), None),
        (
            pod(storage(limit="10Mi")),
            Use({"web": 11 * MIB}),
            "Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. ",
        ),
        (
            pod(storage(limit="10Mi"), storage("other", limit="90Mi")),
            Use({"web": 11 * MIB}),
            'Container web exceeded its local ephemeral storage limit "10Mi". ',
        ),
        (
            pod(volumes=[{"name": "data", "emptyDir": {"sizeLimit": "1Mi"}}]),
            Use({}, {"data": 2 * MIB}),
            'Usage of EmptyDir volume "data" exceeds the limit "1Mi". ',
        ),
        (pod(volumes=[{"name": "data", "emptyDir": {"sizeLimit": "1Mi", "medium": "Memory"}}]), Use(), None),
    ],
)
def test_pods_that_use_more_than_they_may(of: Obj, use: Use, message: str | None) -> None:
    assert over_limit(of, use) == message


def test_first_to_go_is_over_its_request_then_unimportant_then_greedy() -> None:
    pods = {
        "modest": (pod(storage(request="50Mi"), priority=-5), Use({"web": 40 * MIB})),
        "important": (pod(priority=100), Use({"web": 90 * MIB})),
        "small": (pod(), Use({"web": 10 * MIB})),
        "greedy": (pod(), Use({"web": 20 * MIB})),
        "critical": (pod(priority=2_000_001_000), Use({"web": 900 * MIB})),
    }
    order = []
    while (chosen := first_to_go(pods)) is not None:
        order.append(chosen)
        del pods[chosen]
    assert order == ["greedy", "small", "important", "modest"]


def test_evicted_pod_is_told_why() -> None:
    assert pressure_message(pod(), Use({"web": 20 * MIB}), DISK) == (
        "The node was low on resource: ephemeral-storage. Threshold quantity: 51200Ki, available: 10240Ki. "
        "Container web was using 20480Ki, request is 0, has larger consumption of ephemeral-storage. "
    )


async def test_short_disk_evicts_the_greediest_and_says_so_until_it_was_well_for_a_while(
    disk: FakeDisk, short_world: World
) -> None:
    world = short_world
    world.engine.sizes = {"greedy": 90, "web": 10}
    world.pod(name="modest")
    world.pod(container("greedy", image="web:1"), name="greedy", volumes=[{"name": "data", "emptyDir": {}}])
    await world.until(lambda: world.is_ready("modest") and world.is_ready("greedy"))
    disk.free = 40
    await world.until(lambda: world.status("greedy").get("phase") == "Failed")
    disk.free = 400
    status = world.status("greedy")
    assert status["reason"] == "Evicted"
    assert status["message"].startswith("The node was low on resource: ephemeral-storage. ")
    target = condition({"status": status}, "DisruptionTarget") or {}
    assert (target["status"], target["reason"]) == ("True", "TerminationByKubelet")
    assert world.disk_pressure() == "True"
    await world.until(lambda: world.disk_pressure() == "False")
    assert world.is_ready("modest")
    assert world.told("Evicted") == [status["message"]]
    world.pod(name="after")
    await world.until(lambda: world.is_ready("after"))


async def test_node_with_a_short_disk_takes_no_pods(disk: FakeDisk, short_world: World) -> None:
    disk.free = 10
    await short_world.until(lambda: short_world.disk_pressure() == "True")
    short_world.pod()
    await short_world.until(lambda: short_world.status().get("phase") == "Failed")
    assert short_world.status()["message"] == "Pod was rejected: The node had condition: [DiskPressure]. "


async def test_dead_containers_of_pods_that_ended_make_room_first(disk: FakeDisk, short_world: World) -> None:
    world = short_world
    world.engine.ends["web"] = 0
    world.pod(restartPolicy="Never", name="done")
    await world.until(lambda: world.status("done").get("phase") == "Succeeded")
    disk.free = 10
    await world.until(lambda: not world.engine.everything)
    assert world.web("done")["state"]["terminated"]["exitCode"] == 0


async def test_pod_over_its_limit_is_evicted_without_any_pressure(short_world: World) -> None:
    world = short_world
    world.engine.sizes = {"web": 11 * MIB}
    world.pod(storage(limit="10Mi"))
    await world.until(lambda: world.status().get("phase") == "Failed")
    assert world.status()["reason"] == "Evicted"
    assert world.disk_pressure() == "False"
    assert world.engine.graces == [0.0]


class Images:
    """A collection with three images that were pulled long ago, in the order of their last use."""

    def __init__(self, engine: FakeEngine, collection: ImageCollection, disk: FakeDisk) -> None:
        self.engine, self.collection, self.disk = engine, collection, disk

    async def collect(self, *in_use: str) -> int:
        return await self.collection.collect(in_use)


@pytest.fixture
def images(disk: FakeDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Images:
    world = World(tmp_path / "pods")
    names = ("old:1", "middle:1", "new:1")
    world.engine.images = {*names, "foreign:1"}
    entries = [
        {"reference": name, "image_id": f"sha256:{name}", "used_at": time.time() - 3600 + index}
        for index, name in enumerate(names)
    ]
    (tmp_path / f"images-{world.settings.node_name}.json").write_text(json.dumps(entries))
    collection = ImageCollection(world.engine, world.settings)
    collection.engine_root = tmp_path
    return Images(world.engine, collection, disk)


async def test_images_stay_while_there_is_room(images: Images) -> None:
    images.disk.free = 200
    assert await images.collect() == 0
    assert len(images.engine.images) == 4


async def test_longest_unused_images_go_until_the_low_mark(images: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    images.disk.free = 100

    async def remove(reference: str) -> bool:
        images.disk.free += 60
        images.engine.images.discard(reference)
        return True

    monkeypatch.setattr(images.engine, "remove_image", remove)
    assert await images.collect() == 2
    assert images.engine.images == {"new:1", "foreign:1"}


async def test_images_in_use_and_images_of_others_stay(images: Images) -> None:
    images.disk.free = 10
    assert await images.collect("sha256:old:1") == 2
    assert images.engine.images == {"old:1", "foreign:1"}


async def test_pulled_image_is_ours_unless_it_was_there_before(images: Images) -> None:
    fresh, foreign = (Image(f"sha256:{name}", name, "", "", [], [], "", 1) for name in ("fresh:1", "foreign:1"))
    images.collection.pulled(fresh, None)
    images.collection.pulled(foreign, foreign)
    images.engine.images.add("fresh:1")
    images.disk.free = 10
    later = time.time() + 10 * image_collection._LEAST_AGE
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(time, "time", lambda: later)
        await images.collect()
    assert images.engine.images == {"foreign:1"}
