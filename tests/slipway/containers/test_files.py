"""Files into and out of containers. The pretended cluster runs the commands for real, on this machine."""

from __future__ import annotations

import io
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from sqlalchemy import select

from slipway.access import Role
from slipway.audit.models import Operation
from slipway.cluster import Cluster, ContainerRef
from slipway.containers.files import Files
from slipway.errors import TooLarge
from slipway.server import Platform
from tests.slipway.containers.conftest import Web, put
from tests.slipway.executing import end_with, run_here
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

Obj = dict[str, Any]


@pytest.fixture
async def path(web: Web, kubernetes: Kubernetes) -> str:
    """The address of the files of a container that runs."""
    kubernetes.execute = run_here
    await put(web, web.manifest("web-a"), "web-a")
    return f"/api/v1/containers/{web.tenant.id}/web-a/web/files"


def archive_of(**files: bytes) -> bytes:
    """Return an archive of these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return {each.name: opened.extractfile(each).read() for each in opened if each.isfile()}  # type: ignore[union-attr]


async def test_a_directory_and_a_file_come_out_as_archives(
    path: str, developer: httpx.AsyncClient, tmp_path: Path
) -> None:
    """Named after themselves, whole, however large."""
    large = bytes(range(256)) * 8192
    (tmp_path / "data" / "sub").mkdir(parents=True)
    (tmp_path / "data" / "large").write_bytes(large)
    (tmp_path / "data" / "sub" / "-small").write_bytes(b"x")

    directory = await developer.get(path, params={"path": f"{tmp_path}/data"})
    file = await developer.get(path, params={"path": f"{tmp_path}/data/sub/-small"})

    assert (directory.status_code, directory.headers["content-type"]) == (200, "application/x-tar")
    assert unpacked(directory.content) == {"data/large": large, "data/sub/-small": b"x"}
    assert unpacked(file.content) == {"-small": b"x"}


async def test_an_archive_is_unpacked_into_a_directory(
    path: str, developer: httpx.AsyncClient, tmp_path: Path, platform: Platform
) -> None:
    """And the operation log has who brought what where, also bodies larger than those of other routes."""
    large = b"0123456789abcdef" * 300_000
    archive = archive_of(one=b"1", large=large)

    answer = await developer.put(path, params={"path": str(tmp_path)}, content=archive)

    assert (answer.status_code, answer.json()) == (200, {"bytes": len(archive)})
    assert ((tmp_path / "one").read_bytes(), (tmp_path / "large").read_bytes()) == (b"1", large)
    (kept,) = await _operations(platform)
    assert (kept.action, kept.object_name, kept.outcome) == ("container.upload", "web-a", "ok")
    assert kept.after == {"pod": "web-a", "container": "web", "path": str(tmp_path)}


@pytest.mark.parametrize(
    ("method", "where", "status", "code"),
    [
        ("GET", "/nowhere/at-all", 409, "container.copy_failed"),
        ("PUT", "/nowhere/at-all", 409, "container.copy_failed"),
        ("GET", "relative", 422, "container.path_invalid"),
        ("PUT", "", 422, "request.invalid"),
    ],
)
async def test_what_cannot_be_copied_says_why(
    path: str, developer: httpx.AsyncClient, method: str, where: str, status: int, code: str
) -> None:
    """Before the answer begins."""
    body = archive_of(one=b"1" * 3_000_000) if method == "PUT" else None
    answer = await developer.request(method, path, params={"path": where}, content=body)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert code != "container.copy_failed" or "No such file" in error["params"]["reason"]


async def test_what_is_no_archive_is_refused_and_kept(
    path: str, developer: httpx.AsyncClient, tmp_path: Path, platform: Platform
) -> None:
    """With tar's own words."""
    answer = await developer.put(path, params={"path": str(tmp_path)}, content=b"hello" * 1000)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "container.copy_failed")
    assert [row.outcome for row in await _operations(platform)] == ["ok", "container.copy_failed"]


@pytest.mark.parametrize(("channel", "code"), [(b"\x01", "127"), (b"\x02", "126"), (b"", "")])
async def test_a_container_without_tar_says_so(
    path: str, developer: httpx.AsyncClient, kubernetes: Kubernetes, channel: bytes, code: str
) -> None:
    """In both directions, however the runtime tells: some write to the command's own output."""
    said = 'exec: "tar": executable file not found in $PATH'

    async def absent(socket: web.WebSocketResponse, _request: web.Request) -> None:
        if channel:
            await socket.send_bytes(channel + said.encode())
        causes = [{"reason": "ExitCode", "message": code}] if code else []
        await end_with(socket, {"status": "Failure", "message": said, "details": {"causes": causes}})

    kubernetes.execute = absent
    got = await developer.get(path, params={"path": "/tmp"})
    put_ = await developer.put(path, params={"path": "/tmp"}, content=archive_of(one=b"1"))

    for answer in (got, put_):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "container.no_tar")
        assert said in answer.json()["error"]["params"]["reason"]


async def test_archives_have_a_largest_size(cluster: Cluster, kubernetes: Kubernetes, tmp_path: Path) -> None:
    """In both directions; what is larger is not read to its end."""
    kubernetes.execute = run_here
    await kubernetes.put("/api/v1/namespaces/acme/pods/web-a", {"spec": {}})
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    (tmp_path / "in").mkdir()
    files = Files(cluster, ContainerRef("acme", "web-a", "web"), most=50_000)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        archive = archive_of(large=b"x" * 100_000)
        for first in range(0, len(archive), 10_000):
            taken += 1
            yield archive[first : first + 10_000]

    with pytest.raises(TooLarge):
        await files.write(str(tmp_path / "in"), endless())
    with pytest.raises(TooLarge):
        async for _ in await files.read(str(tmp_path / "large")):
            pass
    assert taken == 6


async def test_only_builders_copy_and_only_where_something_runs(web: Web, path: str, factory: Factory) -> None:
    """The permission table says so."""
    viewer = await factory.client(Role.VIEWER, web.tenant)
    builder = await factory.client(Role.DEVELOPER, web.tenant)
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("other"))
    await put(web, web.manifest("web-w", "waiting"), "web-w")

    assert (await viewer.get(path, params={"path": "/etc"})).status_code == 403
    assert (await viewer.put(path, params={"path": "/etc"}, content=b"")).status_code == 403
    assert (await stranger.get(path, params={"path": "/etc"})).status_code == 404
    waiting = await builder.get(path.replace("web-a", "web-w"), params={"path": "/etc"})
    assert (waiting.status_code, waiting.json()["error"]["code"]) == (409, "container.not_running")


async def _operations(platform: Platform) -> list[Operation]:
    async with platform.database.read() as session:
        query = select(Operation).where(Operation.object_kind == "container").order_by(Operation.seq)
        return list((await session.scalars(query)).all())
