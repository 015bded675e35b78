"""A registry that pages its lists and knows referrers: Debian's, of version 2.8, does neither."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.slipway.images.registry import digest_of


class PagedRegistry:
    """Keeps manifests and blobs in memory; ``page`` names go into one answer."""

    def __init__(self) -> None:
        self.address = ""
        self.page = 2
        self.tags: dict[str, dict[str, str]] = {}
        self.manifests: dict[str, bytes] = {}
        self.blobs: dict[tuple[str, str], int] = {}
        """Sizes by repository and digest."""
        self.referrers: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.broken: dict[str, list[int]] = {}
        """Statuses to answer a path with before it answers as it should."""
        self.digests_told = True
        self.in_circles = False

    def put(self, repository: str, manifest: bytes, blobs: Iterable[bytes], *tags: str) -> str:
        """Keep an image."""
        digest = digest_of(manifest)
        self.manifests[digest] = manifest
        self.blobs |= {(repository, digest_of(blob)): len(blob) for blob in blobs}
        for tag in tags:
            self.tags.setdefault(repository, {})[tag] = digest
        return digest

    def refer(self, to: str, manifest: bytes) -> None:
        """Keep a manifest that refers to another."""
        self.manifests[digest_of(manifest)] = manifest
        self.referrers.setdefault(to, []).append(digest_of(manifest))

    async def answer(self, request: web.Request) -> web.Response:
        """Answer as the distribution specification says."""
        self.asked.append(f"{request.method} {request.path}")
        if self.broken.get(request.path):
            return web.Response(status=self.broken[request.path].pop(0))
        if request.path == "/v2/":
            return web.json_response({})
        if request.path == "/v2/_catalog":
            return self._list(request, "repositories", sorted(self.tags))
        repository, kind, reference = request.path.removeprefix("/v2/").rsplit("/", 2)
        if kind == "tags":
            return self._list(request, "tags", sorted(self.tags[repository]))
        if kind == "blobs":
            known = self.blobs.get((repository, reference))
            return web.Response(status=404) if known is None else web.Response(body=b"x" * known)
        if kind == "referrers":
            return self._list(request, "manifests", self.referrers.get(reference, []))
        return self._manifest(self.tags[repository].get(reference, reference))

    def _manifest(self, digest: str) -> web.Response:
        body = self.manifests.get(digest)
        headers = {"Docker-Content-Digest": digest} if self.digests_told else {}
        return web.Response(status=404) if body is None else web.Response(body=body, headers=headers)

    def _list(self, request: web.Request, key: str, names: list[str]) -> web.Response:
        first = int(request.query.get("last", "0"))
        part, end = names[first : first + self.page], first + self.page
        headers = {}
        if end < len(names) or self.in_circles:
            headers["Link"] = f'<{request.path}?last={0 if self.in_circles else end}>; rel="next"'
        shown: list[Any] = [{"digest": each, "size": 1} for each in part] if key == "manifests" else part
        return web.Response(text=json.dumps({key: shown}), headers=headers)


@asynccontextmanager
async def paged_registry() -> AsyncIterator[PagedRegistry]:
    """Serve one on loopback."""
    served = PagedRegistry()
    application = web.Application()
    application.router.add_route("*", "/v2/{rest:.*}", served.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.address = f"127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()
