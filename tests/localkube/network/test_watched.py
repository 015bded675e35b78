from __future__ import annotations

import pytest

from localkube.network.watched import Watched
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.factory import endpoint, endpoint_slice, service
from tests.localkube.network.patience import until

RESOURCES = ("services", "endpointslices.discovery.k8s.io")


async def test_nothing_is_told_before_every_resource_is_known() -> None:
    access = FakeAccess()
    access.create("services", "shop", service("web"))
    seen: list[list[int]] = []
    watched = Watched(access, RESOURCES, lambda: seen.append([len(watched.all(resource)) for resource in RESOURCES]))
    access.create(RESOURCES[1], "shop", endpoint_slice("web", endpoint("10.42.0.2")))
    watched.start()
    await until(lambda: seen)
    await watched.stop()
    assert seen[0] == [1, 1]


async def test_changes_are_followed() -> None:
    access = FakeAccess()
    watched = Watched(access, ("services",), lambda: None)
    watched.start()
    await until(lambda: watched.complete)
    access.create("services", "shop", service("web"))
    await until(lambda: len(watched.all("services")) == 1)
    access.delete("services", "shop", "web")
    await until(lambda: not watched.all("services"))
    await watched.stop()


async def test_a_broken_watch_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("localkube.network.watched._PAUSE_AFTER_FAILURE", 0.01)
    access = FakeAccess()
    access.failing_watches = 1
    watched = Watched(access, ("services",), lambda: None)
    watched.start()
    await until(lambda: watched.complete)
    await watched.stop()
