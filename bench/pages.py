"""How quick are pages, and how fresh, over a large cluster?

``./slipway bench pages [--database sqlite|postgresql]``: a pretended Kubernetes API with 10,000 pods on 200 hosts (in a
process of its own, see ``pretended.py``), 1,000 published services of 50 tenants in a database of its own, and a real
server process between them that serves only (``--no-worker``), so that what is measured is reading. Viewers come
with API tokens over real connections, each with a page every five seconds, on a schedule that does not wait for
answers; then as fast as they can. Five seconds are for somebody who goes from page to page: a page that stays open is
kept true by events, it does not ask again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from slipway.access import Role
from slipway.applications import Application, Revision, Service
from slipway.db import Database, migrate, new_id, utcnow
from slipway.tenants import Tenant
from slipway.users import User
from slipway.users.models import ApiToken
from slipway.users.secret import digest, new_token
from tests.running import free_port
from tests.slipway import postgres
from tests.slipway.kubernetes import kubeconfig

SERVICES = 2
"""Of each application."""
PATIENCE = 120
CHANGES = 30
Obj = dict[str, Any]


@dataclass
class World:
    """What is in the database."""

    services: list[Obj] = field(default_factory=list)
    viewers: list[tuple[str, Obj]] = field(default_factory=list)
    """A token of each tenant's viewer, and one of the tenant's services."""
    administrator: str = ""


async def populate(url: str, tenants: int, services: int, replicas: int) -> World:
    """Write tenants with published applications."""
    database, world = Database(url), World()
    await migrate(database)
    for number in range(tenants):
        tenant = Tenant(
            id=new_id(), name=f"t{number:02}", namespace=f"slipway-t{number:02}", quota_cpu="1000",
            quota_memory="1000Gi", quota_pods=10_000, quota_services=1000,
        )  # fmt: skip
        stages, described = _applications(tenant, services // tenants, replicas)
        await _add(database, [tenant], *stages)
        viewer = await _user(database, f"viewer-{number}", Role.VIEWER, tenant.id)
        world.services += described
        world.viewers.append((viewer, described[0]))
    world.administrator = await _user(database, "bench", Role.PLATFORM_ADMIN, None)
    await database.dispose()
    return world


async def _add(database: Database, *stages: list[Any]) -> None:
    """Write rows, those that others refer to first."""
    async with database.session() as session:
        for rows in stages:
            session.add_all(rows)
            await session.flush()


async def _user(database: Database, name: str, role: Role, tenant_id: str | None) -> str:
    """Make an account; return a token of it."""
    secret, expires = new_token(), utcnow() + timedelta(days=1)
    user = User(id=new_id(), username=name, role=role, tenant_id=tenant_id, password_hash="-", disabled=False)
    token = ApiToken(user_id=user.id, name="bench", secret_hash=digest(secret), expires_at=expires)
    await _add(database, [user], [token])
    return secret


def _applications(tenant: Tenant, services: int, replicas: int) -> tuple[list[list[Any]], list[Obj]]:
    """Return the rows of a tenant's applications, and what their services are called."""
    applications = [
        Application(id=new_id(), tenant_id=tenant.id, name=f"app-{number}") for number in range(services // SERVICES)
    ]
    rows: list[Any] = []
    revisions: list[Any] = []
    described: list[Obj] = []
    config = {"image": "main:1", "ports": [{"port": 8000}], "resources": {"cpu": "100m", "memory": "128Mi"}}
    for number in range(services):
        application = applications[number // SERVICES]
        service = Service(
            id=new_id(), application_id=application.id, tenant_id=tenant.id, name=f"service-{number}",
            replicas=replicas, published=True, revision=1,
        )  # fmt: skip
        rows.append(service)
        revisions.append(
            Revision(service_id=service.id, tenant_id=tenant.id, number=1, config=config, created_by="bench")
        )
        names = {"application": application.name, "application_id": application.id}
        described.append({"id": service.id, "name": service.name, "namespace": tenant.namespace, **names})
    return [list(applications), rows, revisions], described


@asynccontextmanager
async def program(*words: str, environment: dict[str, str] | None = None) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a process of ours, and end it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE, env={**os.environ, **(environment or {})}
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.communicate()


@asynccontextmanager
async def cluster(directory: Path, services: Sequence[Obj], hosts: int, replicas: int) -> AsyncIterator[str]:
    """Pretend a cluster; give its address."""
    file = directory / "cluster.json"
    file.write_text(json.dumps({"services": services, "hosts": hosts, "replicas": replicas}))
    async with program("-m", "bench.pretended", str(file)) as process:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        kubeconfig(directory / "kubeconfig", address)
        yield address


class Platform:
    """A server process, and clients of it."""

    def __init__(self, http: aiohttp.ClientSession, url: str, pid: int, began: float) -> None:
        self._http = http
        self.url = url
        self._url = f"{url}/api/v1"
        self.pid = pid
        self.began = began

    async def get(self, path: str, token: str) -> Any:
        """Return the decoded answer; None while there is none that is right."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self._http.get(self._url + path, headers=headers) as answer:
            body = await answer.read()
            return json.loads(body) if answer.status == 200 else None

    async def events(self, token: str) -> AsyncIterator[Obj]:
        """Follow the applications that one may see."""
        headers = {"Authorization": f"Bearer {token}"}
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._http.get(f"{self._url}/events", headers=headers, timeout=timeout) as answer:
            async for line in answer.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    async def until(self, path: str, token: str, right: Callable[[Any], bool]) -> float:
        """Ask until the answer is right; return how long that is after the process's start."""
        while True:
            assert time.monotonic() - self.began < PATIENCE, f"{path} was not right in {PATIENCE} s"
            try:
                found = await self.get(path, token)
                if found is not None and right(found):
                    return time.monotonic() - self.began
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.02)

    def memory(self) -> tuple[float, float]:
        """Return resident memory now and at most, in MB."""
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024

    def processor(self) -> float:
        """Return how many seconds of processor time it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def platform(directory: Path, database_url: str) -> AsyncIterator[Platform]:
    """Start a server process."""
    port = free_port()
    environment = {
        "SLIPWAY_DATA_DIR": str(directory), "SLIPWAY_DATABASE_URL": database_url, "SLIPWAY_PORT": str(port),
        "SLIPWAY_KUBECONFIG": str(directory / "kubeconfig"), "SLIPWAY_HOST": "127.0.0.1",
    }  # fmt: skip
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(
            program("-m", "slipway.server", "--no-worker", environment=environment)
        )
        stack.push_async_callback(_drained(process))
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        yield Platform(http, f"http://127.0.0.1:{port}", process.pid, began)


def _drained(process: asyncio.subprocess.Process) -> Callable[[], Awaitable[None]]:
    """Read what the process says, lest its pipe fills up; return what ends that."""

    async def read() -> None:
        assert process.stdout is not None
        async for _ in process.stdout:
            pass

    task = asyncio.create_task(read(), name="server's output")

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return end


Ask = Callable[[], Awaitable[Any]]


async def paced(asks: Sequence[Ask], seconds: float, every: float) -> list[float]:
    """Have each viewer ask every so many seconds from a random moment on, late answers or not.

    Latencies count from the schedule.
    """
    latencies: list[float] = []
    rng, began = random.Random(7), time.monotonic() + 0.2

    async def one(ask: Ask, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        right = await ask() is not None
        latencies.append(time.monotonic() - at if right else math.inf)

    async with asyncio.TaskGroup() as group:
        for ask in asks:
            first = began + rng.random() * every
            for number in range(round(seconds / every)):
                group.create_task(one(ask, first + number * every))
    return latencies


async def hurried(asks: Sequence[Ask], seconds: float) -> list[float]:
    """Have each viewer ask again as soon as it is answered."""
    latencies: list[float] = []
    until = time.monotonic() + seconds

    async def one(ask: Ask) -> None:
        while (began := time.monotonic()) < until:
            right = await ask() is not None
            latencies.append(time.monotonic() - began if right else math.inf)

    async with asyncio.TaskGroup() as group:
        for ask in asks:
            group.create_task(one(ask))
    return latencies


def summary(latencies: Sequence[float]) -> Obj:
    """Median and 99th percentile in milliseconds, of the answers that were right; the others are counted."""
    right = [each for each in latencies if each != math.inf]
    counts = {"requests": len(latencies), "refused": len(latencies) - len(right)}
    if len(right) < 2:
        return counts
    cuts = statistics.quantiles(right, n=100)
    return {"p50_ms": round(cuts[49] * 1000, 1), "p99_ms": round(cuts[98] * 1000, 1), **counts}


async def pages(served: Platform, world: World, viewers: int, seconds: float, every: float) -> Obj:
    """Measure every page there is."""

    def tenants(path: Callable[[Obj], str]) -> list[Ask]:
        chosen = [world.viewers[number % len(world.viewers)] for number in range(viewers)]
        return [lambda token=token, service=service: served.get(path(service), token) for token, service in chosen]

    def administrators(path: str) -> list[Ask]:
        return [lambda: served.get(path, world.administrator)] * viewers

    asked = {
        "applications, a tenant's": tenants(lambda _: "/applications"),
        "an application with its services": tenants(lambda service: f"/applications/{service['application_id']}"),
        "a service's containers": tenants(lambda service: f"/services/{service['id']}/containers"),
        "applications, all tenants', 50 on a page": administrators("/applications?page_size=50"),
        "containers, a tenant's": tenants(lambda _: "/containers"),
        "containers, all tenants'": administrators("/containers"),
        "hosts": administrators("/hosts"),
    }
    results: Obj = {}
    for name, asks in asked.items():
        if await asks[0]() is None:
            results[name] = "not served"
            continue
        await paced(asks, every, every)
        before = served.processor()
        calm = summary(await paced(asks, seconds, every))
        calm["processor_ms"] = round((served.processor() - before) * 1000 / calm["requests"], 2)
        rush = await hurried(asks, seconds / 2)
        print(json.dumps({name: calm}), file=sys.stderr)
        results[name] = {**calm, "at_most_per_s": round(len(rush) / (seconds / 2)), "then": summary(rush)}
    return results


async def freshness(served: Platform, world: World, address: str) -> Obj:
    """How long a pod's change takes to a stream of events: pods of several tenants, one after the other."""
    delays: list[float] = []
    async with aiohttp.ClientSession() as http:
        for number in range(CHANGES):
            token, service = world.viewers[number % len(world.viewers)]
            events = served.events(token)
            waiting = asyncio.create_task(anext(events))  # type: ignore[arg-type]
            await asyncio.sleep(0.5)
            key = f"{service['namespace']}/{service['name']}-7d4b9-00000"
            began = time.monotonic()
            await http.post(f"{address}/bench/change", params={"key": key, "ready": "false"})
            async with asyncio.timeout(PATIENCE):
                found = await waiting
            delays.append(time.monotonic() - began)
            assert found["id"] == service["application_id"] and found["state"] != "running", found
            await http.post(f"{address}/bench/change", params={"key": key, "ready": "true"})
            await events.aclose()  # type: ignore[attr-defined]
    return {"median_s": round(statistics.median(delays), 3), "worst_s": round(max(delays), 3)}


async def measure(url: str, directory: Path, arguments: argparse.Namespace) -> Obj:
    """Measure one kind of database."""
    replicas = round((arguments.pods - 5 * arguments.hosts) / arguments.services)
    world = await populate(url, arguments.tenants, arguments.services, replicas)
    async with cluster(directory, [], 0, 0), platform(directory, url) as served:
        await served.until("/platform/health", world.administrator, lambda found: found["status"] == "ok")
        await asyncio.sleep(2)
        empty = served.memory()[0]
    async with (
        cluster(directory, world.services, arguments.hosts, replicas) as address,
        platform(directory, url) as served,
    ):
        token, service = world.viewers[-1]
        containers = f"/services/{service['id']}/containers"
        running = lambda found: all(each["status"]["state"] == "running" for each in found["items"])  # noqa: E731
        results: Obj = {
            "start to first page, s": round(await served.until("/session", token, lambda _: True), 2),
            "start to containers right, s": round(
                await served.until(containers, token, lambda found: len(found["items"]) == replicas), 2
            ),
            "start to applications right, s": round(await served.until("/applications", token, running), 2),
            "of which processor time, s": round(served.processor(), 2),
        }
        health = await served.get("/platform/health", world.administrator)
        await asyncio.sleep(2)
        full, most = served.memory()
        results["objects"] = {each["kind"]: each["objects"] for each in health["watches"] if each["objects"]}
        results["kept as JSON, MB"] = round(health["bytes"] / 2**20, 1)
        results["memory, MB"] = {
            "empty cluster": round(empty), "full": round(full), "at most": round(most),
            "per 1,000 pods": round((full - empty) / (arguments.pods / 1000), 2),
        }  # fmt: skip
        results["pages"] = await pages(served, world, arguments.viewers, arguments.seconds, arguments.every)
        results["a pod's change to an event"] = await freshness(served, world, address)
        results["machine's load (1 minute), processors"] = [round(os.getloadavg()[0], 1), os.cpu_count()]
        results["memory at the end, MB"] = round(served.memory()[0])
    return results


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--pods", type=int, default=10_000)
    parser.add_argument("--services", type=int, default=1000)
    parser.add_argument("--tenants", type=int, default=50)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=5, help="seconds between two pages of one viewer")
    arguments = parser.parse_args(words)
    results: Obj = {}
    for name in arguments.database or ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-bench-")))
            url = f"sqlite+aiosqlite:///{directory / 'bench.db'}"
            if name == "postgresql":
                programs = postgres.installed()
                if programs is None:
                    parser.error("PostgreSQL is not installed: apt-get install postgresql")
                url = f"{stack.enter_context(postgres.running(programs))}/postgres"
            results[name] = asyncio.run(measure(url, directory, arguments))
            print(json.dumps({name: results[name]}), file=sys.stderr)
    print(json.dumps(results, indent=2))
    return 0
