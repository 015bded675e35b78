"""No request fails while pods and routes change under load."""

from __future__ import annotations

import asyncio
import statistics
import time

from localkube.network.routes import Routes, Settings
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Fleet, Until
from tests.localkube.network.routes.pods import CarelessPod, EchoPod, Load, Pod, end, exchange, fetch


async def _serve(access: FakeAccess, fleet: Fleet, settings: Settings, until: Until, pods: int) -> None:
    fleet.service("web")
    fleet.point("web", *[await fleet.pod("web", number + 1) for number in range(pods)])
    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(lambda: (access.get(factory.ROUTES, "shop", "web").get("status") or {}).get("parents"))


async def _left(pods: list[Pod]) -> None:
    """Return when nobody has asked the pods for a while."""
    before, now = -1, 0
    while now != before:
        before, now = now, sum(pod.requests for pod in pods)
        await asyncio.sleep(0.3)


async def test_a_change_of_endpoints_arrives_within_a_tenth_of_a_second_and_without_a_reload(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    reloads, pods = routes.proxy.reloads, [await fleet.pod("web", number) for number in (2, 3)]

    delays = []
    for number in range(6):
        pod = pods[number % 2]
        begun = time.monotonic()
        fleet.point("web", pod)
        while (await fetch(settings.port, "a.test")).headers["x-pod"] != pod.name:
            assert time.monotonic() - begun < 60
        delays.append(time.monotonic() - begun)

    assert statistics.median(delays) < 1
    assert routes.proxy.reloads == reloads


async def test_the_first_pod_of_a_service_needs_no_reload(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 0)
    reloads, pod = routes.proxy.reloads, await fleet.pod("web", 1)

    fleet.point("web", pod)
    async with asyncio.timeout(60):
        while (await fetch(settings.port, "a.test")).status != 200:
            pass

    assert routes.proxy.reloads == reloads


async def test_rolling_upgrades_fail_no_request(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    reloads = routes.proxy.reloads
    pods = [await fleet.pod("web", number, delay=0.02) for number in (2, 3)]
    fleet.point("web", *pods)

    async with Load(settings.port, "a.test") as load:
        for number in range(4, 16):
            pods.append(await fleet.pod("web", number, delay=0.02))
            fleet.point("web", *pods)
            await until(lambda name=f"web-{number}": load.answers[name])
            leaving = pods.pop(0)
            fleet.point("web", *pods)
            await leaving.stop()
            await asyncio.sleep(0.05)

    assert load.failures == []
    assert load.total / load.seconds >= 200
    assert routes.proxy.reloads == reloads


async def test_scaling_far_up_and_down_fails_no_request(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    reloads = routes.proxy.reloads
    pods = [await fleet.pod("web", number) for number in range(2, 30)]

    async with Load(settings.port, "a.test") as load:
        for count in (3, 9, 28):
            fleet.point("web", *pods[:count])
            await until(lambda count=count: all(pod.requests for pod in pods[:count]))
        for count in (12, 2, 1):
            fleet.point("web", *pods[:count])
            # Most of the pods leave at once: each serves on for a grace, as a container with a preStop hook does.
            await _left(pods[count:])
            for pod in pods[count:]:
                await pod.stop()

    assert load.failures == []
    assert load.total / load.seconds >= 200
    assert routes.proxy.reloads - reloads == 2


async def test_reloads_fail_no_request(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 2)

    async with Load(settings.port, "a.test") as load:
        for number in range(10):
            before = routes.proxy.reloads
            access.create(factory.ROUTES, "shop", factory.http_route(name=f"r{number}", hosts=(f"r{number}.test",)))
            await until(lambda before=before: routes.proxy.reloads > before)

    assert load.failures == []
    assert load.total / load.seconds >= 200
    assert (await fetch(settings.port, "r9.test")).status == 200


async def test_a_pod_that_dies_unannounced_costs_no_request(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    dying = await fleet.pod("web", 2)
    fleet.point("web", dying, await fleet.pod("web", 3))

    async with Load(settings.port, "a.test") as load:
        await until(lambda: dying.requests)
        await dying.stop()
        await asyncio.sleep(0.5)

    assert load.failures == []


async def test_an_idle_connection_from_before_a_reload_still_serves(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.port)
    await exchange(reader, writer, "a.test")
    before = routes.proxy.reloads

    access.create(factory.ROUTES, "shop", factory.http_route(name="other", hosts=("b.test",)))
    await until(lambda: routes.proxy.reloads > before)
    answer = await exchange(reader, writer, "a.test")

    assert (answer.status, answer.headers.get("connection")) == (200, "close")
    await end(writer)


async def test_only_requests_that_may_be_repeated_are(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 1)
    careless, good = await fleet.pod("web", 2, kind=CarelessPod), await fleet.pod("web", 3)
    fleet.point("web", careless, good)
    await until(lambda: routes.proxy.running)

    read = [(await fetch(settings.port, "a.test")).status for _ in range(6)]
    written = [(await fetch(settings.port, "a.test", method="POST", Content_Length="0")).status for _ in range(6)]

    assert read == [200] * 6
    assert sorted(set(written)) == [200, 502]
    assert careless.requests >= 3


async def test_a_websocket_lives_through_a_reload_and_the_leaving_of_its_endpoint(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    await _serve(access, fleet, settings, until, 0)
    fleet.point("web", await fleet.pod("web", 1, kind=EchoPod))
    await until(lambda: routes.proxy.pods("shop_web_80"))
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.port)
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
        writer.write(b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        before = routes.proxy.reloads

        fleet.point("web")
        access.create(factory.ROUTES, "shop", factory.http_route(name="other", hosts=("b.test",)))
        await until(lambda: routes.proxy.reloads > before and not routes.proxy.pods("shop_web_80"))
        writer.write(b"hello")

        assert await reader.readexactly(5) == b"hello"
    finally:
        writer.close()
        await writer.wait_closed()
