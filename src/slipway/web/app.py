"""Build the HTTP application from rooms' routers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from slipway import __version__
from slipway.settings import Settings
from slipway.web.compressed import Compressed
from slipway.web.errors import ErrorBody, add_error_handlers
from slipway.web.middleware import RequestMiddleware
from slipway.web.parts import provide
from slipway.web.streaming import Streams

API_PREFIX = "/api/v1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_RESPONSES: dict[int | str, dict[str, Any]] = {"default": {"model": ErrorBody, "description": "What is wrong"}}


def routes_of(routers: Sequence[APIRouter]) -> list[BaseRoute]:
    """Return the rooms' routes below the prefix, for ``make_app``.

    What a route needs to serve is built at the first request, which takes a tenth of a second for all of them. They
    know nothing of their application: several that follow each other in one process may share them.
    """
    api = APIRouter(generate_unique_id_function=_operation_id)
    for router in routers:
        api.include_router(router, prefix=API_PREFIX, responses=_RESPONSES)
    return api.routes


def make_app(settings: Settings, routes: Sequence[BaseRoute], lifespan: Lifespan | None = None) -> FastAPI:
    """Return the application; ``provide`` its parts before it serves."""
    app = FastAPI(
        title="Slipway",
        version=__version__,
        openapi_url=f"{API_PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=lifespan,
    )
    app.router.routes.extend(routes)
    add_error_handlers(app)
    app.add_middleware(Compressed)
    app.add_middleware(RequestMiddleware, max_body_bytes=settings.max_body_bytes, secure=settings.secure_cookies)
    provide(app, Settings, settings)
    provide(app, Streams, Streams())
    return app


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document; typed clients are generated from it, so operation ids must be unique and stable."""
    found = app.openapi()
    names = [op["operationId"] for path in found["paths"].values() for op in path.values()]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise RuntimeError(f"operation ids are not unique: {sorted(doubled)}")
    return found


def _operation_id(route: APIRoute) -> str:
    return route.name
