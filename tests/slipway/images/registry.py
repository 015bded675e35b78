"""A real registry with a password for the tests: Debian's docker-registry, on loopback unless told where."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from aiohttp import encode_basic_auth, web

from tests.conformance.image import archive
from tests.running import free_port, wait_until

USERNAME, PASSWORD, NEXT_PASSWORD = "bot", "s3cret", "n3w-s3cret"
_HASHES = {
    PASSWORD: "$2b$05$ucR0EEGpbjqQOLeCvLSA4e.tY/PeI7CpY2EdT1d/5Fx3KtVY25.XG",
    NEXT_PASSWORD: "$2b$05$ucR0EEGpbjqQOLeCvLSA4eElwKiVI2FLa8FMVjkEWAwO5T7EDWDzu",
}
"""By password its bcrypt, the only kind that the registry reads."""
OCI = "application/vnd.oci.image."
CONFIG = {
    "architecture": "arm64",
    "os": "linux",
    "created": "2026-05-04T10:00:00Z",
    "config": {
        "ExposedPorts": {"8080/tcp": {}, "53/udp": {}, "9/sctp": {}},
        "Env": ["MODE=shop"],
        "User": "7",
        "Entrypoint": ["/run-me"],
        "Cmd": ["--now"],
    },
    "rootfs": {"type": "layers", "diff_ids": []},
}


def installed() -> bool:
    """Tell whether Debian's package is there."""
    return shutil.which("docker-registry") is not None


@dataclass(frozen=True)
class Running:
    """A registry that lets one user in."""

    address: str
    directory: Path

    def expect(self, password: str) -> None:
        """Let the user in with this password from now on, and with no other."""
        users = self.directory / "htpasswd"
        users.write_text(f"{USERNAME}:{_HASHES[password]}\n")


@contextmanager
def running(address: str = "") -> Iterator[Running]:
    """Run a registry."""
    registry = Running(address or f"127.0.0.1:{free_port()}", Path(tempfile.mkdtemp(prefix="slipway-registry-")))
    registry.expect(PASSWORD)
    directory = registry.directory
    config: dict[str, Any] = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(directory / "data")}, "delete": {"enabled": True}},
        "http": {"addr": registry.address},
        "auth": {"htpasswd": {"realm": "tests", "path": str(directory / "htpasswd")}},
    }
    (directory / "config.yml").write_text(json.dumps(config))
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            ["docker-registry", "serve", directory / "config.yml"], stdout=log, stderr=log, cwd=directory
        )
    try:
        wait_until(lambda: _answers(registry.address), 30, "the registry to answer")
        yield registry
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(directory)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/v2/").status_code in (200, 401)
    except httpx.HTTPError:
        return False


@dataclass(frozen=True)
class Content:
    """What an image is made of: its configuration, and its one layer, a tar."""

    config: dict[str, Any]
    layer: bytes


def runnable(command: list[str]) -> Content:
    """An image with this machine's busybox, which does something."""
    layer = archive()
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    layers = {"type": "layers", "diff_ids": [digest_of(layer)]}
    return Content({"architecture": architecture, "os": "linux", "config": {"Cmd": command}, "rootfs": layers}, layer)


TOLD = Content(CONFIG, b"a layer")
"""To be looked at; nothing can run it."""


def push(address: str, repository: str, *tags: str, content: Content = TOLD, many: bool = False) -> str:
    """Push an image under some tags, if so asked as one of two platforms; return the digest of what was tagged."""
    with _at(address, repository) as client:
        layer = _blob(client, content.layer)
        config = _blob(client, json.dumps(content.config).encode())
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{OCI}manifest.v1+json",
            "config": {"mediaType": f"{OCI}config.v1+json", **config},
            "layers": [{"mediaType": f"{OCI}layer.v1.tar", **layer}],
        }
        body, kind = json.dumps(manifest).encode(), f"{OCI}manifest.v1+json"
        if many:
            one = {"mediaType": kind, "size": len(body), "digest": _put(client, digest_of(body), body, kind)}
            platforms = [{"os": "linux", "architecture": "arm64"}, {"os": "unknown", "architecture": "unknown"}]
            index = {"schemaVersion": 2, "manifests": [{**one, "platform": each} for each in platforms]}
            body, kind = json.dumps({**index, "mediaType": f"{OCI}index.v1+json"}).encode(), f"{OCI}index.v1+json"
        for tag in tags:
            _put(client, tag, body, kind)
        return digest_of(body)


def image(config: bytes, *layers: bytes, lie: bool = False) -> bytes:
    """Return the manifest of an image; one that lies says that its layers are of one byte."""
    described = [{"mediaType": f"{OCI}layer.v1.tar", **_described(layer, lie=lie)} for layer in layers]
    kind, whole = f"{OCI}manifest.v1+json", {"mediaType": f"{OCI}config.v1+json", **_described(config)}
    return json.dumps({"schemaVersion": 2, "mediaType": kind, "config": whole, "layers": described}).encode()


def index(*manifests: bytes) -> bytes:
    """Return the index of several images, each for a platform of its own."""
    described = [
        {
            "mediaType": f"{OCI}manifest.v1+json",
            "platform": {"os": "linux", "architecture": f"a{number}"},
            **_described(manifest),
        }
        for number, manifest in enumerate(manifests)
    ]
    kind = f"{OCI}index.v1+json"
    return json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": described}).encode()


def upload(address: str, repository: str, manifest: bytes, blobs: Iterable[bytes], *tags: str) -> None:
    """Push a manifest, by its digest and under tags, and the blobs that it names."""
    with _at(address, repository) as client:
        for blob in blobs:
            _blob(client, blob)
        for reference in (digest_of(manifest), *tags):
            _put(client, reference, manifest, json.loads(manifest)["mediaType"])


def delete(address: str, repository: str, manifest: bytes) -> None:
    """Delete a manifest, and with it all tags that lead to it."""
    with _at(address, repository) as client:
        client.delete(f"manifests/{digest_of(manifest)}").raise_for_status()


def digest_of(data: bytes) -> str:
    """Return the digest by which a registry knows something."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _at(address: str, repository: str) -> httpx.Client:
    return httpx.Client(base_url=f"http://{address}/v2/{repository}/", auth=(USERNAME, PASSWORD), timeout=20)


def _described(data: bytes, *, lie: bool = False) -> dict[str, Any]:
    return {"size": 1 if lie else len(data), "digest": digest_of(data)}


def _blob(client: httpx.Client, data: bytes) -> dict[str, Any]:
    place = client.post("blobs/uploads/").raise_for_status().headers["location"]
    joint = "&" if "?" in place else "?"
    client.put(f"{place}{joint}digest={digest_of(data)}", content=data).raise_for_status()
    return _described(data)


def _put(client: httpx.Client, reference: str, body: bytes, kind: str) -> str:
    client.put(f"manifests/{reference}", content=body, headers={"Content-Type": kind}).raise_for_status()
    return digest_of(body)


class TokenRegistry:
    """A registry that wants a token of a server, as the big public ones do; no such server can be had from packages."""

    def __init__(self) -> None:
        self.realm = ""
        self.asked: list[dict[str, str]] = []
        self.seen: list[str] = []
        application = web.Application()
        application.router.add_get("/token", self._token)
        application.router.add_get("/v2/{rest:.*}", self._api)
        application.router.add_get("/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(application)
        self.address = self.alias = ""
        self.redirect = ""
        self.onward = ""

    async def start(self) -> None:
        """Listen."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.alias = f"localhost:{self._runner.addresses[0][1]}"
        self.realm = f"http://{self.address}/token"

    async def stop(self) -> None:
        """End."""
        await self._runner.cleanup()

    async def _token(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        if request.headers.get("Authorization") != encode_basic_auth(USERNAME, PASSWORD):
            raise web.HTTPUnauthorized
        return web.json_response({"token": f"for {request.query.get('scope', 'nothing')}"})

    async def _api(self, request: web.Request) -> web.Response:
        scope = "repository:team/web:pull" if "team/web" in request.path else ""
        if request.headers.get("Authorization") != f"Bearer for {scope or 'nothing'}":
            challenge = f'Bearer realm="{self.realm}",service="tests",scope="{scope}"'
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": challenge})
        if self.redirect:
            raise web.HTTPTemporaryRedirect(self.redirect)
        await asyncio.sleep(0)
        return web.json_response({"tags": ["1"]})

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.seen.append(request.headers.get("Authorization", ""))
        if self.onward:
            raise web.HTTPFound(self.onward)
        return web.json_response({"tags": ["2"]})
