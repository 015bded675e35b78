"""All routes for the walk of ``test_isolation.py``: how to name another tenant's objects to each in every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute, APIWebSocketRoute

from slipway.server import ROUTERS

Json = dict[str, Any]


@dataclass(frozen=True)
class Ids:
    """One of each kind of object that has an owner."""

    tenant_id: str
    user_id: str
    token_id: str
    application_id: str
    service_id: str
    operation_id: str
    session_id: str
    resource: str = "container"
    """Of the price list, which is nobody's own."""
    preset_id: str = "small"
    """Presets are nobody's own either."""


@dataclass(frozen=True)
class Entry:
    """How to ask a route. ``body`` and ``query`` name objects where they can; ``public``: it needs no credentials."""

    body: Callable[[Ids], Json] | None = None
    query: Callable[[Ids], Json] | None = None
    public: bool = False


def _same(body: Json) -> Callable[[Ids], Json]:
    return lambda _ids: body


def _used(ids: Ids) -> Json:
    """A period that stays the same while the walk goes on."""
    return {"tenant_id": ids.tenant_id, "since": "2026-01-01T00:00:00Z", "until": "2026-01-08T00:00:00Z"}


CONFIG = {"image": "web:2"}
PASSWORD = "correct horse battery"

TABLE: dict[str, Entry] = {
    "GET /session": Entry(),
    "POST /session": Entry(body=_same({"username": "nobody", "password": PASSWORD}), public=True),
    "DELETE /session": Entry(),
    "GET /tokens": Entry(),
    "POST /tokens": Entry(body=_same({"name": "another"})),
    "DELETE /tokens/{token_id}": Entry(),
    "GET /me/sessions": Entry(),
    "DELETE /me/sessions": Entry(),
    "DELETE /me/sessions/{session_id}": Entry(),
    "GET /users/{user_id}/sessions": Entry(),
    "DELETE /users/{user_id}/sessions": Entry(),
    "DELETE /users/{user_id}/sessions/{session_id}": Entry(),
    "GET /users/{user_id}/tokens": Entry(),
    "DELETE /users/{user_id}/tokens/{token_id}": Entry(),
    "GET /tenants": Entry(),
    "POST /tenants": Entry(body=_same({"name": "third"})),
    "GET /tenants/{tenant_id}": Entry(),
    "PATCH /tenants/{tenant_id}": Entry(body=_same({"display_name": "taken over"})),
    "DELETE /tenants/{tenant_id}": Entry(),
    "GET /tenants/{tenant_id}/usage": Entry(),
    "GET /quota-presets": Entry(),
    "POST /quota-presets": Entry(body=_same({"name": "huge", "quota": {}})),
    "PATCH /quota-presets/{preset_id}": Entry(body=_same({"quota": {"pods": 0}})),
    "DELETE /quota-presets/{preset_id}": Entry(),
    "GET /users": Entry(query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /users": Entry(
        body=lambda ids: {"username": "spy", "password": PASSWORD, "role": "viewer", "tenant_id": ids.tenant_id}
    ),
    "GET /users/{user_id}": Entry(),
    "PATCH /users/{user_id}": Entry(body=_same({"disabled": True})),
    "DELETE /users/{user_id}": Entry(),
    "PUT /users/{user_id}/password": Entry(body=_same({"new": PASSWORD, "current": PASSWORD})),
    "DELETE /users/{user_id}/lock": Entry(),
    "GET /applications": Entry(query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /applications": Entry(body=lambda ids: {"name": "spy", "tenant_id": ids.tenant_id}),
    "POST /applications/apply": Entry(body=lambda ids: {"name": "bravo-shop", "tenant_id": ids.tenant_id}),
    "GET /applications/{application_id}": Entry(),
    "PATCH /applications/{application_id}": Entry(body=_same({"description": "taken over"})),
    "DELETE /applications/{application_id}": Entry(),
    "POST /applications/{application_id}/publish": Entry(),
    "POST /applications/{application_id}/unpublish": Entry(),
    "GET /applications/{application_id}/status": Entry(),
    "GET /applications/{application_id}/events": Entry(),
    "GET /applications/{application_id}/services": Entry(),
    "POST /applications/{application_id}/services": Entry(body=_same({"name": "spy", **CONFIG})),
    "GET /services/{service_id}": Entry(),
    "PUT /services/{service_id}": Entry(body=_same({"config": CONFIG})),
    "DELETE /services/{service_id}": Entry(),
    "POST /services/{service_id}/publish": Entry(),
    "POST /services/{service_id}/unpublish": Entry(),
    "POST /services/{service_id}/scale": Entry(body=_same({"replicas": 0})),
    "POST /services/{service_id}/upgrade": Entry(body=_same(CONFIG)),
    "POST /services/{service_id}/rollback": Entry(body=_same({"revision": 1})),
    "POST /services/{service_id}/restart": Entry(),
    "GET /services/{service_id}/revisions": Entry(),
    "GET /services/{service_id}/variables": Entry(),
    "GET /services/{service_id}/containers": Entry(),
    "GET /services/{service_id}/logs": Entry(),
    "WEBSOCKET /services/{service_id}/exec": Entry(query=_same({"command": "id"})),
    "GET /events": Entry(),
    "GET /operations": Entry(query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /operations/export": Entry(query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /operations/verify": Entry(),
    "GET /operations/{operation_id}": Entry(),
    "GET /runtime-log/sources": Entry(),
    "GET /runtime-log/lines": Entry(query=_same({"source": "platform"})),
    "GET /metering/report": Entry(query=_used),
    "GET /metering/export": Entry(query=_used),
    "GET /metering/series": Entry(query=_used),
    "GET /metering/prices": Entry(),
    "PUT /metering/prices/{resource}": Entry(body=_same({"per_hour": "1"})),
    "DELETE /metering/prices/{resource}": Entry(),
    "GET /platform": Entry(public=True),
}


def routes() -> set[str]:
    """Return all routes that the server has, as the table writes them, hidden ones and WebSockets too."""
    return {name for router in ROUTERS for name in _names(router)}


def _names(router: APIRouter) -> Iterator[str]:
    for route in router.routes:
        if isinstance(route, APIWebSocketRoute):
            yield f"WEBSOCKET {route.path}"
        elif isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods)
        else:  # a router inside of a router
            yield from _names(vars(route)["original_router"])
