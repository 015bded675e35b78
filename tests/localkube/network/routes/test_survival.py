"""HAProxy outlives who started it, is adopted, restarted, and keeps working when it is asked for nonsense."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.network.routes import Routes, RoutesError, Settings, process, purge
from localkube.network.routes import proxy as proxy_module
from localkube.objects.meta import condition
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Fleet, Until
from tests.localkube.network.routes.pods import Load, fetch

MANAGER = """
import asyncio, sys
from pathlib import Path
from localkube.network.routes import Routes, Settings
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory

async def main(directory, port, pod_port):
    access = FakeAccess()
    access.create(factory.GATEWAY_CLASSES, None, factory.gateway_class())
    access.create(factory.GATEWAYS, "localkube-system", factory.gateway())
    access.create("services", "shop", factory.service())
    slice_ = factory.endpoint_slice(factory.endpoint("127.0.1.1"), port=int(pod_port))
    access.create(factory.SLICES, "shop", slice_)
    access.create(factory.ROUTES, "shop", factory.http_route())
    await Routes(access, Settings("test", Path(directory), port=int(port))).start()
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


async def _manager(settings: Settings, pod_port: int) -> asyncio.subprocess.Process:
    """A process that manages routing with one pod, as localkube does."""
    root = Path(__file__).parents[4]
    manager = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", MANAGER, str(settings.data_dir), str(settings.port), str(pod_port)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"},
    )
    assert manager.stdout is not None
    assert await manager.stdout.readline() == b"ready\n"
    return manager


async def test_traffic_flows_on_when_the_manager_is_killed_and_the_next_one_adopts(
    access: FakeAccess, settings: Settings, fleet: Fleet
) -> None:
    fleet.service("web")
    pods = [await fleet.pod("web", number) for number in (1, 2)]
    manager = await _manager(settings, pods[0].port)
    before = process.living(settings.data_dir)

    async with Load(settings.port, "a.test") as load:
        manager.send_signal(signal.SIGKILL)
        await manager.wait()
        await asyncio.sleep(0.3)
        fleet.point("web", *pods)
        access.create(factory.ROUTES, "shop", factory.http_route())
        routes = Routes(access, settings)
        await routes.start()
        await asyncio.sleep(0.3)

    try:
        assert load.failures == []
        assert load.answers["web-2"] > 0
        assert process.living(settings.data_dir) == before
        assert routes.proxy.reloads == 0
    finally:
        await routes.stop()
    assert process.living(settings.data_dir) == []


async def test_an_adopted_haproxy_is_brought_up_to_date(access: FakeAccess, settings: Settings, fleet: Fleet) -> None:
    fleet.service("web")
    pod = await fleet.pod("web", 1)
    manager = await _manager(settings, pod.port)
    manager.kill()
    await manager.wait()
    fleet.point("web", pod)
    access.create(factory.ROUTES, "shop", factory.http_route(hosts=("b.test",)))
    routes = Routes(access, settings)

    await routes.start()

    assert (await fetch(settings.port, "a.test")).status == 404
    assert (await fetch(settings.port, "b.test")).status == 200
    await routes.stop()


async def test_a_haproxy_that_dies_is_started_again(routes: Routes, settings: Settings, until: Until) -> None:
    first = routes.proxy.running
    assert first is not None

    os.kill(first.pid, signal.SIGKILL)
    await until(lambda: routes.proxy.running and routes.proxy.running.pid != first.pid)

    assert (await fetch(settings.port, "a.test")).status == 404


async def test_a_refused_configuration_leaves_the_old_one_at_work_and_is_told(
    access: FakeAccess,
    routes: Routes,
    settings: Settings,
    fleet: Fleet,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fleet.service("web")
    pods = [await fleet.pod("web", number) for number in (1, 2)]
    fleet.point("web", pods[0])
    access.create(factory.ROUTES, "shop", factory.http_route())
    await until(lambda: access.get(factory.ROUTES, "shop", "web").get("status"))
    render = proxy_module.render
    monkeypatch.setattr(proxy_module, "render", lambda *given: render(*given) + "\nnonsense\n")

    def programmed() -> tuple[str, str]:
        found = condition(access.get(factory.GATEWAYS, "localkube-system", "public"), "Programmed") or {}
        return found.get("status", ""), found.get("message", "")

    access.create(factory.ROUTES, "shop", factory.http_route(name="new", hosts=("new.test",)))
    await until(lambda: programmed()[0] == "False")

    assert "nonsense" in programmed()[1]
    assert not access.get(factory.ROUTES, "shop", "new").get("status")
    fleet.point("web", pods[1])
    async with asyncio.timeout(60):
        while (await fetch(settings.port, "a.test")).headers["x-pod"] != "web-2":
            pass
    monkeypatch.undo()
    access.delete(factory.ROUTES, "shop", "web")
    await until(lambda: programmed()[0] == "True")
    assert (await fetch(settings.port, "new.test")).status == 200


async def test_a_taken_port_is_named_at_the_start(access: FakeAccess, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        routes = Routes(access, replace(settings, port=port))

        with pytest.raises(RoutesError, match=f"cannot listen on 127.0.0.1 port {port}: Address already in use"):
            await routes.start()
        await routes.stop()


async def test_another_port_takes_over_from_an_adopted_haproxy(
    access: FakeAccess, settings: Settings, fleet: Fleet
) -> None:
    manager = await _manager(settings, 1)
    manager.kill()
    await manager.wait()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = replace(settings, port=probe.getsockname()[1])
    routes = Routes(access, other)

    await routes.start()

    assert (await fetch(other.port, "a.test")).status == 404
    with pytest.raises(ConnectionRefusedError):
        await fetch(settings.port, "a.test")
    await routes.stop()


async def test_purge_ends_what_was_left_running(settings: Settings) -> None:
    manager = await _manager(settings, 1)
    manager.kill()
    await manager.wait()
    assert len(process.living(settings.data_dir)) == 1

    await asyncio.to_thread(purge, settings.data_dir.parent)

    assert not settings.data_dir.exists()
    with pytest.raises(ConnectionRefusedError):
        await fetch(settings.port, "a.test")


def test_haproxy_stays_small(routes: Routes) -> None:
    assert routes.proxy.running is not None
    status = Path(f"/proc/{routes.proxy.running.pid}/status").read_text()

    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    assert resident < 30_000
