"""Serve the portal's built files: hashed assets are cached for ever, every unknown page is the portal's own page."""

from __future__ import annotations

from pathlib import Path

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
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(_ASSETS) or scope["method"] not in ("GET", "HEAD"):
                raise
            response = await super().get_response("index.html", scope)
        forever = path.startswith(_ASSETS)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        return response


def portal(directory: Path) -> ASGIApp:
    """Return the portal's application; the directory may be filled later, while the server runs."""
    return GZipMiddleware(Portal(directory=directory, html=True, check_dir=False), minimum_size=1024)
