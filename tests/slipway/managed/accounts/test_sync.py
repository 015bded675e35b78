"""Accounts reach their databases. The pretended cluster runs the client's script for real, with a pretended client."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from slipway.access import Role
from slipway.applications import Signals
from slipway.cluster import Cluster, WatchCache
from slipway.managed.accounts.sync import AccountSync, place_in
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, service
from tests.slipway.executing import run_here
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.managed.opened import Opened, open_service
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

Json = dict[str, Any]


@dataclass
class Server:
    """A pretended database: what its client was told, and what that answers."""

    directory: Path
    kubernetes: Kubernetes
    commands: list[str] = field(default_factory=list)

    def answers(self, text: str) -> None:
        """Let the client say something else from now on."""
        (self.directory / "answer").write_text(text)

    @property
    def heard(self) -> str:
        """All statements so far."""
        file = self.directory / "heard"
        return file.read_text() if file.exists() else ""

    async def show(self, opened: Opened, run: str = "1", *, ready: bool = True, going: bool = False) -> None:
        """Have the cluster show the pod of a managed service."""
        labels = {"slipway.io/application-id": opened.application_id}
        status = {"name": "db", "ready": ready, "containerID": f"docker://{run}", "state": {"running": {}}}
        metadata: Json = {"labels": labels, **({"deletionTimestamp": "2026-01-02T03:04:05Z"} if going else {})}
        pod = {
            "metadata": metadata,
            "spec": {"containers": [{"name": "db", "image": "db:1"}]},
            "status": {"containerStatuses": [status]},
        }
        await self.kubernetes.put("/api/v1/namespaces/slipway-acme/pods/db-1", pod)

    async def execute(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        """Run a command, and remember its words."""
        self.commands += request.query.getall("command")
        await run_here(socket, request)


@pytest.fixture
async def platform(settings: Settings) -> AsyncIterator[Platform]:
    """The platform without its own reconcilers."""
    built = compose(settings, worker=False)
    async with running(built.parts):
        yield built


@pytest.fixture
def server(tmp_path: Path, kubernetes: Kubernetes, monkeypatch: pytest.MonkeyPatch) -> Server:
    """One whose client takes everything."""
    directory = tmp_path / "client"
    directory.mkdir()
    for name in ("redis-cli", "mariadb"):
        client = directory / name
        client.write_text(f"#!/bin/sh\ncat >> {directory}/heard\ncat {directory}/answer\n")
        client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    monkeypatch.setenv("MYSQL_ROOT_PASSWORD", "of-root")
    server = Server(directory, kubernetes)
    server.answers("OK\nOK\n")
    kubernetes.execute = server.execute
    return server


@pytest.fixture
async def sync(platform: Platform, cluster: Cluster) -> AsyncIterator[AccountSync]:
    """The reconciler, which looks at everything all the time."""
    parts = platform.app.state.parts
    await parts[WatchCache].wait_synced()
    part = AccountSync(platform.database, cluster, parts[WatchCache], parts[Signals], 0.05, 0.2)
    await part.start()
    yield part
    await part.stop()


@pytest.fixture
async def developer(factory: Factory, tenant: Tenant) -> httpx.AsyncClient:
    """A developer of ``acme``."""
    return await factory.client(Role.DEVELOPER, tenant)


@pytest.fixture
async def cache(factory: Factory, developer: httpx.AsyncClient) -> Opened:
    """A Redis."""
    return await open_service(await factory.client(), developer, "redis", "cache")


@pytest.fixture
async def database(factory: Factory, developer: httpx.AsyncClient) -> Opened:
    """A MySQL."""
    return await open_service(await factory.client(), developer)


async def _reaches(opened: Opened, username: str, state: str = "applied") -> None:
    async def reached() -> bool:
        return bool((await opened.accounts())[username]["state"] == state)

    await until(reached, 20)


@pytest.mark.usefixtures("sync")
async def test_an_account_waits_for_a_container_that_is_ready(cache: Opened, server: Server) -> None:
    """And is there a moment after that, without its password in any statement."""
    await cache.account(password="Chosen-Password-1")
    await server.show(cache, ready=False)
    await server.show(cache, going=True)
    assert (await cache.accounts())["shop"]["state"] == "waiting"

    await server.show(cache)

    await _reaches(cache, "shop")
    assert f"ACL SETUSER shop reset on #{hashlib.sha256(b'Chosen-Password-1').hexdigest()} " in server.heard
    assert (await cache.accounts())["shop"]["reasons"] == []


@pytest.mark.usefixtures("sync")
async def test_passwords_come_by_standard_input(database: Opened, server: Server) -> None:
    """Not in the words of the command, which everybody on the host sees."""
    server.answers("")
    await server.show(database)
    await database.account(password="Chosen-Password-1")

    await _reaches(database, "shop")

    assert "ALTER USER 'shop'@'%' IDENTIFIED BY 'Chosen-Password-1';" in server.heard
    assert server.commands[:2] == ["sh", "-c"]
    assert "Chosen" not in str(server.commands)


@pytest.mark.usefixtures("sync")
async def test_a_new_container_is_told_everything_again(cache: Opened, server: Server) -> None:
    """Its volume may be an empty one."""
    await server.show(cache)
    await cache.account()
    await _reaches(cache, "shop")
    before = server.heard.count("ACL SETUSER shop ")

    await server.show(cache, run="2")

    await until(lambda: server.heard.count("ACL SETUSER shop ") > before, 20)


@pytest.mark.usefixtures("sync")
async def test_applications_get_a_password_once_the_database_has_it(
    cache: Opened, server: Server, developer: httpx.AsyncClient
) -> None:
    """As long as it refuses, their sets say what still gets in."""
    await server.show(cache)
    shop = await Applications(developer).create({"name": "shop", "services": [service("web")]})
    made = await cache.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    await _reaches(cache, "shop")
    url = f"/api/v1/applications/{shop['id']}/configuration/cache"
    old = (await developer.get(url)).json()

    server.answers("OK\nERR no ACL file\n")
    await cache.ask("PATCH", f"/accounts/{made['account_id']}", 200, {"password": "Chosen-Password-1"})

    async def told() -> bool:
        return bool((await cache.accounts())["shop"]["reasons"][0]["detail"] == "ERR no ACL file")

    await until(told, 20)
    assert (await developer.get(url)).json()["entries"] == old["entries"]

    server.answers("OK\nOK\n")
    await _reaches(cache, "shop")
    new = (await developer.get(url)).json()
    assert (old["version"], new["version"]) == (1, 2)
    assert new["entries"]["CACHE_PASSWORD"] == "Chosen-Password-1"
    assert new["entries"]["CACHE_URL"] == "redis://shop:Chosen-Password-1@cache:6379/"
    rows = (await developer.get("/api/v1/operations", params={"object_kind": "configuration"})).json()["items"]
    assert (rows[0]["action"], rows[0]["actor_name"]) == ("configuration.change", "system")


@pytest.mark.usefixtures("sync")
async def test_a_deleted_account_ends_with_its_sessions(database: Opened, server: Server) -> None:
    """MySQL would let them go on."""
    server.answers("")
    await server.show(database)
    made = await database.account()
    await _reaches(database, "shop")

    server.answers("KILL 12;\n")
    await database.ask("DELETE", f"/accounts/{made['id']}", 202)

    async def gone() -> bool:
        return await database.accounts() == {}

    await until(gone, 20)
    assert "DROP USER IF EXISTS 'shop'@'%';" in server.heard
    assert server.heard.endswith("KILL 12;\n")


@pytest.mark.usefixtures("sync")
async def test_one_that_fails_keeps_no_other_waiting(cache: Opened, server: Server) -> None:
    """Each account is carried by itself."""
    client = server.directory / "redis-cli"
    script = client.read_text().replace("#!/bin/sh\n", "#!/bin/sh\nif grep -q bad; then echo ERR; exit; fi\n")
    client.write_text(script)
    await cache.account("bad")
    await cache.account("good")

    await server.show(cache)

    await _reaches(cache, "good")
    assert (await cache.accounts())["bad"]["state"] == "waiting"


def test_the_container_that_counts_is_ready_and_stays() -> None:
    """Of several, as while one replaces another."""

    def pod(name: str, **fields: Any) -> Json:
        status = {"name": "db", "ready": True, "containerID": f"docker://{name}", **fields}
        return {"metadata": {"name": name, "namespace": "ns"}, "status": {"containerStatuses": [status]}}

    going = pod("old")
    going["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:05Z"
    found = place_in([going, pod("starting", ready=False), {"metadata": {"name": "none"}}, pod("new")])

    assert found is not None
    assert (found.ref.pod, found.ref.container, found.run) == ("new", "db", "docker://new")
    assert place_in([going]) is None
