"""An image registry on loopback with one tiny image, as far as pulling needs it, with a password when one is set.

Source: OCI Distribution Specification, "Pull"; Docker Image Manifest V2, Schema 2.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile

from aiohttp import encode_basic_auth, web

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG_TYPE = "application/vnd.docker.container.image.v1+json"
LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip"


class Registry:
    """Serves ``tiny:1`` once it is started."""

    def __init__(self) -> None:
        self.password = ""
        self.address = ""
        self._blobs: dict[str, bytes] = {}
        self._manifest = self._image()
        application = web.Application()
        application.router.add_get("/v2/", self._root)
        application.router.add_get("/v2/{name}/manifests/{reference}", self._manifests)
        application.router.add_get("/v2/{name}/blobs/{digest}", self._blob)
        self._runner = web.AppRunner(application)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def _image(self) -> bytes:
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as archive:
            archive.addfile(tarfile.TarInfo("empty"))
        config = {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Entrypoint": ["/run-me"], "User": "7", "StopSignal": "SIGQUIT"},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer.getvalue())]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": self._add(CONFIG_TYPE, json.dumps(config).encode()),
            "layers": [self._add(LAYER_TYPE, gzip.compress(layer.getvalue()))],
        }
        return json.dumps(manifest).encode()

    def _add(self, media_type: str, data: bytes) -> dict[str, object]:
        self._blobs[digest_of(data)] = data
        return {"mediaType": media_type, "size": len(data), "digest": digest_of(data)}

    def _check(self, request: web.Request) -> None:
        if self.password and request.headers.get("Authorization") != encode_basic_auth("me", self.password):
            raise web.HTTPUnauthorized(
                headers={"WWW-Authenticate": 'Basic realm="tests"'}, text=refusal("UNAUTHORIZED", "unauthorized")
            )

    async def _root(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response({})

    async def _manifests(self, request: web.Request) -> web.Response:
        self._check(request)
        digest = digest_of(self._manifest)
        if request.match_info["name"] != "tiny" or request.match_info["reference"] not in ("1", digest):
            raise web.HTTPNotFound(
                text=refusal("MANIFEST_UNKNOWN", "manifest unknown"), content_type="application/json"
            )
        return web.Response(body=self._manifest, content_type=MANIFEST_TYPE, headers={"Docker-Content-Digest": digest})

    async def _blob(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.Response(body=self._blobs[request.match_info["digest"]])


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def refusal(code: str, message: str) -> str:
    return json.dumps({"errors": [{"code": code, "message": message}]})
