"""Serve the portal's built files: hashed assets are cached for ever, every unknown page is the portal's own page.

Beside each file lies a smaller one with ``.br`` behind its name, where the build has made it: browsers that take Brotli
(RFC 7932) get that; others get the file by gzip.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

_ASSETS = "assets/"
_NOT_PAGES = ("api/", "healthz", "readyz")


class Portal(StaticFiles):
    """Answers what no route of the API answers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; for an unknown page the portal's page, whose own router knows what it shows."""
        if path.startswith(_NOT_PAGES) or path == "api":
            raise HTTPException(404)
        try:
            response = await self._smaller(path, scope) or await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(_ASSETS) or scope["method"] not in ("GET", "HEAD"):
                raise
            response = await super().get_response("index.html", scope)
        forever = path.startswith(_ASSETS)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        return response

    async def _smaller(self, path: str, scope: Scope) -> Response | None:
        """Return the Brotli twin of a file, if there is one and the browser takes it."""
        if scope["method"] not in ("GET", "HEAD") or not _takes_brotli(Headers(scope=scope)):
            return None
        file, found = await to_thread.run_sync(self.lookup_path, f"{path}.br")
        if found is None:
            return None
        response = self.file_response(file, found, scope)
        response.headers["Content-Encoding"] = "br"
        response.headers.add_vary_header("Accept-Encoding")
        return response


def _takes_brotli(headers: Headers) -> bool:
    offered = [each.partition(";") for each in headers.get("Accept-Encoding", "").split(",")]
    return any(name.strip() == "br" and weight.strip() != "q=0" for name, _, weight in offered)


def portal(directory: Path) -> ASGIApp:
    """Return the portal's application; the directory may be filled later, while the server runs."""
    return GZipMiddleware(Portal(directory=directory, html=True, check_dir=False), minimum_size=1024)
