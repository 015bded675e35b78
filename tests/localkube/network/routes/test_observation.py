"""Which changes of the API matter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from localkube.network.routes.observation import Changes, Observation
from localkube.objects.access import Obj
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Until


@pytest.fixture
async def observation(access: FakeAccess) -> AsyncIterator[Observation]:
    """An observation that has told its first news."""
    access.create("services", "shop", factory.service())
    access.create(factory.SLICES, "shop", factory.endpoint_slice(factory.endpoint("10.0.0.1")))
    access.create(factory.ROUTES, "shop", factory.http_route())
    watching = Observation(access, lambda: None)
    await watching.start()
    watching.take()
    yield watching
    await watching.stop()


async def test_a_change_of_pods_is_told_by_service(access: FakeAccess, observation: Observation, until: Until) -> None:
    def change(obj: Obj) -> None:
        obj["endpoints"] = []

    access.mutate(factory.SLICES, "shop", "web-1", change)
    await until(lambda: observation.world.slices["shop", "web"]["web-1"]["endpoints"] == [])

    assert observation.take() == Changes(pods={("shop", "web")})
    access.delete(factory.SLICES, "shop", "web-1")
    await until(lambda: observation.world.slices == {})
    assert observation.take() == Changes(pods={("shop", "web")})


async def test_a_change_of_a_route_needs_a_plan_and_one_of_a_status_does_not(
    access: FakeAccess, observation: Observation, until: Until
) -> None:
    def status(obj: Obj) -> None:
        obj["status"] = {"parents": []}

    def hosts(obj: Obj) -> None:
        obj["spec"]["hostnames"] = ["b.test"]

    def seen() -> Obj:
        return observation.world.routes["shop", "web"]

    access.mutate(factory.ROUTES, "shop", "web", status, "status")
    await until(lambda: "status" in seen())
    assert observation.take() == Changes()
    access.mutate(factory.ROUTES, "shop", "web", hosts)
    await until(lambda: seen()["spec"]["hostnames"] == ["b.test"])
    assert observation.take() == Changes(plan=True)


async def test_a_service_that_comes_or_goes_is_named(
    access: FakeAccess, observation: Observation, until: Until
) -> None:
    access.create("services", "shop", factory.service("api"))
    await until(lambda: ("shop", "api") in observation.world.services)

    assert observation.take() == Changes(services={("shop", "api")})


async def test_a_watch_that_breaks_is_begun_again(access: FakeAccess, until: Until) -> None:
    access.failing_watches = 1
    watching = Observation(access, lambda: None)

    await watching.start()

    assert ("localkube-system", "public") in watching.world.gateways
    await watching.stop()
