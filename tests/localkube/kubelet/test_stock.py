"""The images that nodes tell of."""

from __future__ import annotations

import logging
import time

import pytest

from localkube.kubelet.stock import Stock, largest
from localkube.objects.access import Obj
from localkube.runtime import EngineUnavailable, KnownImage
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import NODE, container
from tests.localkube.kubelet.fake_engine import FakeEngine
from tests.localkube.kubelet.test_node import told, world


def names(images: list[Obj]) -> set[str]:
    return {image["names"][0] for image in images}


def test_the_fifty_largest_images_are_told_by_five_names_each() -> None:
    images = [KnownImage((f"web:{number}",), number) for number in range(60)]
    many = KnownImage(tuple(f"many:{number}" for number in range(9)), 1000)
    found = largest([*images, many, KnownImage((), 5000)])
    assert found[0] == {"names": ["many:0", "many:1", "many:2", "many:3", "many:4"], "sizeBytes": 1000}
    assert [image["sizeBytes"] for image in found[1:]] == list(range(59, 10, -1))


async def test_images_are_listed_again_only_after_a_while_or_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    engine = FakeEngine()
    stock = Stock(engine)
    first = await stock.told()
    engine.images.add("new:1")
    assert (await stock.told(), engine.lists_of_images) == (first, 1)
    clock[0] += 301
    assert "new:1" in names(await stock.told())
    engine.images.add("pulled:1")
    stock.changed()
    assert stock.is_outdated
    assert "pulled:1" in names(await stock.told())
    assert (stock.is_outdated, engine.lists_of_images) == (False, 3)


async def test_while_the_engine_is_away_the_last_list_counts(caplog: pytest.LogCaptureFixture) -> None:
    engine = FakeEngine()
    stock = Stock(engine)
    first = await stock.told()
    stock.changed()
    engine.down = EngineUnavailable("nobody answers")
    with caplog.at_level(logging.WARNING):
        assert await stock.told() == first
    assert "nobody answers" in caplog.text
    assert stock.is_outdated


async def test_the_node_tells_its_images_and_does_not_change_for_them() -> None:
    access, engine, node = world()
    await node.register(await engine.machine())
    status = told(access)["status"]
    assert names(status["images"]) == engine.images
    revision = told(access)["metadata"]["resourceVersion"]
    await node._once()
    assert (told(access)["metadata"]["resourceVersion"], engine.lists_of_images) == (revision, 1)


async def test_a_pulled_image_is_told_with_the_next_heartbeat(world: World) -> None:
    world.engine.registry.add("far:1")
    world.pod(container(image="far:1"))
    await world.until(world.is_ready)
    await world.kubelet._node._once()
    assert "far:1" in names(world.access.get("nodes", None, NODE)["status"]["images"])
