"""All routes for the walk of ``test_isolation.py``: how to name another tenant's objects to each in every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute, APIWebSocketRoute

from slipway.access import Action
from slipway.server import ROUTERS
from tests.slipway.applications.domains.authority import Authority

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
    partition_id: str
    opening_id: str
    registry_id: str
    domain_id: str
    managed_id: str
    managed_account_id: str
    resource: str = "container"
    """Of the price list, which is nobody's own."""
    preset_id: str = "small"
    """Presets are nobody's own either."""
    host: str = "n1"
    """Hosts are the platform's."""
    account_id: str = "cloud-account-of-the-walk"
    machine_id: str = "cloud-machine-of-the-walk"
    """Cloud accounts and machines are the platform's, too."""
    offering_id: str = "offering-of-the-walk"
    """Offerings, too."""
    set_name: str = "set-of-the-walk"
    number: int = 1
    """Sets and their versions are named together with their application."""
    pod: str = "pod-of-the-walk"
    container: str = "container-of-the-walk"
    volume: str = "volume-of-the-walk"
    """Known to the cluster only, and named together with their tenant."""


@dataclass(frozen=True)
class Entry:
    """How to ask a route. ``body`` and ``query`` name objects where they can; ``public``: it needs no credentials.

    ``action`` is what the asker has to be allowed; None: whoever is known may ask.
    """

    action: Action | None
    body: Callable[[Ids], Json] | None = None
    query: Callable[[Ids], Json] | None = None
    public: bool = False


def _same(body: Json) -> Callable[[Ids], Json]:
    return lambda _ids: body


def _used(ids: Ids) -> Json:
    """A period that stays the same while the walk goes on."""
    return {"tenant_id": ids.tenant_id, "since": "2026-01-01T00:00:00Z", "until": "2026-01-08T00:00:00Z"}


CONFIG = {"image": "web:2"}
CLOUD_ACCOUNT = {
    "name": "spy",
    "provider": "ec2",
    "region": "eu-central-1",
    "endpoint": "http://127.0.0.1:9",
    "credentials": {"access_key_id": "spy", "secret_access_key": "spy"},
}
PLAN = {"name": "small", "cpu": "100m", "memory": "64Mi", "storage": "64Mi"}
"""Of the only offering."""
SETS = "/applications/{application_id}/configuration"
PASSWORD = "correct horse battery"

TABLE: dict[str, Entry] = {
    "GET /session": Entry(None),
    "POST /session": Entry(None, body=_same({"username": "nobody", "password": PASSWORD}), public=True),
    "DELETE /session": Entry(None),
    "GET /sso": Entry(None, public=True),
    "GET /sso/oidc/start": Entry(None, public=True),
    "GET /sso/oidc/callback": Entry(None, public=True),
    "GET /tokens": Entry(Action.ACCOUNT_READ),
    "POST /tokens": Entry(Action.ACCOUNT_MANAGE, body=_same({"name": "another"})),
    "DELETE /tokens/{token_id}": Entry(Action.ACCOUNT_MANAGE),
    "GET /me/sessions": Entry(Action.ACCOUNT_READ),
    "DELETE /me/sessions": Entry(Action.ACCOUNT_MANAGE),
    "DELETE /me/sessions/{session_id}": Entry(Action.ACCOUNT_MANAGE),
    "GET /users/{user_id}/sessions": Entry(Action.USER_READ),
    "DELETE /users/{user_id}/sessions": Entry(Action.USER_MANAGE),
    "DELETE /users/{user_id}/sessions/{session_id}": Entry(Action.USER_MANAGE),
    "GET /users/{user_id}/tokens": Entry(Action.USER_READ),
    "DELETE /users/{user_id}/tokens": Entry(Action.USER_MANAGE),
    "DELETE /users/{user_id}/tokens/{token_id}": Entry(Action.USER_MANAGE),
    "GET /roles": Entry(None),
    "GET /tenants": Entry(Action.TENANT_READ),
    "POST /tenants": Entry(Action.TENANT_MANAGE, body=_same({"name": "third"})),
    "GET /tenants/{tenant_id}": Entry(Action.TENANT_READ),
    "PATCH /tenants/{tenant_id}": Entry(Action.TENANT_MANAGE, body=_same({"display_name": "taken over"})),
    "DELETE /tenants/{tenant_id}": Entry(Action.TENANT_MANAGE),
    "GET /tenants/{tenant_id}/usage": Entry(Action.TENANT_READ),
    "GET /tenants/{tenant_id}/deletion": Entry(Action.TENANT_MANAGE),
    "POST /tenants/{tenant_id}/disable": Entry(Action.TENANT_MANAGE),
    "POST /tenants/{tenant_id}/enable": Entry(Action.TENANT_MANAGE),
    "GET /quota-presets": Entry(Action.PRESET_READ),
    "POST /quota-presets": Entry(Action.PRESET_MANAGE, body=_same({"name": "huge", "quota": {}})),
    "PATCH /quota-presets/{preset_id}": Entry(Action.PRESET_MANAGE, body=_same({"quota": {"pods": 0}})),
    "DELETE /quota-presets/{preset_id}": Entry(Action.PRESET_MANAGE),
    "GET /partitions": Entry(Action.PARTITION_READ),
    "POST /partitions": Entry(Action.PARTITION_MANAGE, body=_same({"name": "third"})),
    "GET /partitions/{partition_id}": Entry(Action.PARTITION_READ),
    "PATCH /partitions/{partition_id}": Entry(Action.PARTITION_MANAGE, body=_same({"display_name": "taken over"})),
    "DELETE /partitions/{partition_id}": Entry(Action.PARTITION_MANAGE),
    "PUT /partitions/{partition_id}/hosts/{host}": Entry(Action.PARTITION_MANAGE),
    "DELETE /partitions/{partition_id}/hosts/{host}": Entry(Action.PARTITION_MANAGE),
    "PUT /partitions/{partition_id}/tenants/{tenant_id}": Entry(Action.PARTITION_MANAGE),
    "DELETE /partitions/{partition_id}/tenants/{tenant_id}": Entry(Action.PARTITION_MANAGE),
    "GET /users": Entry(Action.USER_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /users": Entry(
        Action.USER_MANAGE,
        body=lambda ids: {"username": "spy", "password": PASSWORD, "role": "viewer", "tenant_id": ids.tenant_id},
    ),
    "GET /users/{user_id}": Entry(Action.USER_READ),
    "PATCH /users/{user_id}": Entry(Action.USER_MANAGE, body=_same({"disabled": True})),
    "DELETE /users/{user_id}": Entry(Action.USER_MANAGE),
    "PUT /users/{user_id}/password": Entry(Action.USER_MANAGE, body=_same({"new": PASSWORD, "current": PASSWORD})),
    "DELETE /users/{user_id}/lock": Entry(Action.USER_MANAGE),
    "GET /applications": Entry(Action.APPLICATION_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /applications": Entry(
        Action.APPLICATION_CREATE, body=lambda ids: {"name": "spy", "tenant_id": ids.tenant_id}
    ),
    "POST /applications/apply": Entry(
        Action.APPLICATION_WRITE, body=lambda ids: {"name": "bravo-shop", "tenant_id": ids.tenant_id}
    ),
    "GET /applications/{application_id}": Entry(Action.APPLICATION_READ),
    "PATCH /applications/{application_id}": Entry(Action.APPLICATION_WRITE, body=_same({"description": "taken over"})),
    "DELETE /applications/{application_id}": Entry(Action.APPLICATION_WRITE),
    "POST /applications/{application_id}/publish": Entry(Action.APPLICATION_PUBLISH),
    "POST /applications/{application_id}/restart": Entry(Action.APPLICATION_PUBLISH),
    "DELETE /applications/{application_id}/restart": Entry(Action.APPLICATION_PUBLISH),
    "POST /applications/{application_id}/unpublish": Entry(Action.APPLICATION_PUBLISH),
    "GET /applications/{application_id}/status": Entry(Action.APPLICATION_READ),
    "POST /applications/{application_id}/clone": Entry(Action.APPLICATION_SECRETS, body=_same({"name": "spy-copy"})),
    "GET /applications/{application_id}/traffic": Entry(Action.CONTAINER_READ),
    "GET /applications/{application_id}/events": Entry(Action.APPLICATION_READ),
    "GET /applications/{application_id}/services": Entry(Action.APPLICATION_READ),
    "POST /applications/{application_id}/services": Entry(
        Action.APPLICATION_WRITE, body=_same({"name": "spy", **CONFIG})
    ),
    "GET /applications/{application_id}/file": Entry(Action.APPLICATION_READ),
    "GET /applications/{application_id}/variables": Entry(Action.APPLICATION_READ, query=_same({"service": "web"})),
    f"GET {SETS}": Entry(Action.APPLICATION_READ),
    f"POST {SETS}": Entry(Action.APPLICATION_WRITE, body=_same({"name": "spy", "entries": {"A": "b"}})),
    f"GET {SETS}/{{set_name}}": Entry(Action.APPLICATION_READ),
    f"PUT {SETS}/{{set_name}}": Entry(Action.APPLICATION_WRITE, body=_same({"entries": {"A": "spy"}, "version": 1})),
    f"PATCH {SETS}/{{set_name}}": Entry(Action.APPLICATION_WRITE, body=_same({"entries": {"A": "spy"}})),
    f"DELETE {SETS}/{{set_name}}": Entry(Action.APPLICATION_WRITE),
    f"POST {SETS}/{{set_name}}/restore": Entry(Action.APPLICATION_WRITE, body=_same({"version": 1})),
    f"GET {SETS}/{{set_name}}/versions": Entry(Action.APPLICATION_READ),
    f"GET {SETS}/{{set_name}}/versions/{{number}}": Entry(Action.APPLICATION_READ),
    f"GET {SETS}/{{set_name}}/versions/{{number}}/changes": Entry(Action.APPLICATION_READ),
    "POST /compose/convert": Entry(
        Action.APPLICATION_WRITE, body=_same({"content": "services: {spy: {image: 'web:1'}}", "name": "spy"})
    ),
    "GET /services/{service_id}": Entry(Action.APPLICATION_READ),
    "PUT /services/{service_id}": Entry(Action.APPLICATION_WRITE, body=_same({"config": CONFIG})),
    "DELETE /services/{service_id}": Entry(Action.APPLICATION_WRITE),
    "POST /services/{service_id}/publish": Entry(Action.APPLICATION_PUBLISH),
    "POST /services/{service_id}/unpublish": Entry(Action.APPLICATION_PUBLISH),
    "POST /services/{service_id}/scale": Entry(Action.APPLICATION_PUBLISH, body=_same({"replicas": 0})),
    "GET /services/{service_id}/autoscaling": Entry(Action.APPLICATION_READ),
    "GET /services/{service_id}/charts": Entry(Action.CONTAINER_READ),
    "PUT /services/{service_id}/autoscaling": Entry(Action.APPLICATION_PUBLISH, body=_same({"max": 2, "cpu": 80})),
    "DELETE /services/{service_id}/autoscaling": Entry(Action.APPLICATION_PUBLISH),
    "POST /services/{service_id}/upgrade": Entry(Action.APPLICATION_UPGRADE, body=_same(CONFIG)),
    "POST /services/{service_id}/rollback": Entry(Action.APPLICATION_UPGRADE, body=_same({"revision": 1})),
    "POST /services/{service_id}/restart": Entry(Action.APPLICATION_PUBLISH),
    "GET /services/{service_id}/canary": Entry(Action.APPLICATION_READ),
    "GET /services/{service_id}/canary/traffic": Entry(Action.CONTAINER_READ),
    "POST /services/{service_id}/canary": Entry(Action.APPLICATION_UPGRADE, body=_same({"image": "web:2"})),
    "PUT /services/{service_id}/canary/weight": Entry(Action.APPLICATION_UPGRADE, body=_same({"weight": 50})),
    "POST /services/{service_id}/canary/promote": Entry(Action.APPLICATION_UPGRADE),
    "POST /services/{service_id}/canary/abort": Entry(Action.APPLICATION_UPGRADE),
    "POST /services/{service_id}/rollout/pause": Entry(Action.APPLICATION_UPGRADE),
    "POST /services/{service_id}/rollout/resume": Entry(Action.APPLICATION_UPGRADE),
    "POST /services/{service_id}/rollout/abort": Entry(Action.APPLICATION_UPGRADE),
    "GET /services/{service_id}/revisions": Entry(Action.APPLICATION_READ),
    "GET /services/{service_id}/variables": Entry(Action.APPLICATION_READ),
    "GET /domains": Entry(Action.DOMAIN_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /domains/availability": Entry(
        Action.DOMAIN_READ, query=lambda ids: {"name": "shop-of-the-walk", "service_id": ids.service_id}
    ),
    "POST /domains": Entry(
        Action.DOMAIN_MANAGE,
        body=lambda ids: {"host": "walk.example.net", "service_id": ids.service_id, "tenant_id": ids.tenant_id},
    ),
    "GET /domains/{domain_id}": Entry(Action.DOMAIN_READ),
    "PATCH /domains/{domain_id}": Entry(Action.DOMAIN_MANAGE, body=lambda ids: {"service_id": ids.service_id}),
    "DELETE /domains/{domain_id}": Entry(Action.DOMAIN_MANAGE),
    "POST /domains/{domain_id}/verify": Entry(Action.DOMAIN_MANAGE),
    "PUT /domains/{domain_id}/certificate": Entry(
        Action.DOMAIN_MANAGE, body=_same(Authority().issue("*.example.org").body)
    ),
    "DELETE /domains/{domain_id}/certificate": Entry(Action.DOMAIN_MANAGE),
    "PUT /domains/{domain_id}/certificate/automatic": Entry(Action.DOMAIN_MANAGE),
    "DELETE /domains/{domain_id}/certificate/automatic": Entry(Action.DOMAIN_MANAGE),
    "GET /openings": Entry(
        Action.OPENING_READ, query=lambda ids: {"tenant_id": ids.tenant_id, "direction": "received"}
    ),
    "POST /openings": Entry(
        Action.OPENING_MANAGE, body=lambda ids: {"service_id": ids.service_id, "receiver": "fourth"}
    ),
    "GET /openings/{opening_id}": Entry(Action.OPENING_READ),
    "POST /openings/{opening_id}/accept": Entry(Action.OPENING_MANAGE),
    "POST /openings/{opening_id}/refuse": Entry(Action.OPENING_MANAGE),
    "POST /openings/{opening_id}/withdraw": Entry(Action.OPENING_MANAGE),
    "GET /registries": Entry(Action.REGISTRY_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /registries": Entry(
        Action.REGISTRY_MANAGE, body=lambda ids: {"address": "registry.invalid:9", "tenant_id": ids.tenant_id}
    ),
    "POST /registries/try": Entry(
        Action.REGISTRY_MANAGE, body=lambda ids: {"address": "registry.invalid:9", "tenant_id": ids.tenant_id}
    ),
    "GET /registries/{registry_id}": Entry(Action.REGISTRY_READ),
    "PATCH /registries/{registry_id}": Entry(Action.REGISTRY_MANAGE, body=_same({"username": "", "password": ""})),
    "POST /registries/{registry_id}/try": Entry(Action.REGISTRY_MANAGE),
    "DELETE /registries/{registry_id}": Entry(Action.REGISTRY_MANAGE),
    "PUT /registries/{registry_id}/metering": Entry(Action.REGISTRY_METER, body=_same({"repositories": "{tenant}/**"})),
    "DELETE /registries/{registry_id}/metering": Entry(Action.REGISTRY_METER),
    "POST /registries/{registry_id}/metering/measure": Entry(Action.REGISTRY_METER),
    "GET /registries/{registry_id}/storage": Entry(Action.REGISTRY_READ),
    "GET /registries/{registry_id}/repositories": Entry(Action.REGISTRY_READ),
    "GET /images/repositories": Entry(
        Action.REGISTRY_READ, query=lambda ids: {"registry": "registry.invalid:9", "tenant_id": ids.tenant_id}
    ),
    "GET /images/tags": Entry(
        Action.REGISTRY_READ, query=lambda ids: {"image": "registry.invalid:9/spy", "tenant_id": ids.tenant_id}
    ),
    "GET /images/resolve": Entry(
        Action.REGISTRY_READ, query=lambda ids: {"image": "registry.invalid:9/spy:1", "tenant_id": ids.tenant_id}
    ),
    "GET /containers": Entry(Action.CONTAINER_READ, query=lambda ids: {"tenant": ids.tenant_id}),
    "GET /containers/events": Entry(Action.CONTAINER_READ, query=lambda ids: {"tenant": ids.tenant_id}),
    "GET /containers/{tenant_id}/{pod}/{container}": Entry(Action.CONTAINER_READ),
    "GET /containers/{tenant_id}/{pod}/{container}/charts": Entry(Action.CONTAINER_READ),
    "GET /containers/{tenant_id}/{pod}/{container}/files": Entry(
        Action.CONTAINER_DOWNLOAD, query=_same({"path": "/tmp"})
    ),
    "PUT /containers/{tenant_id}/{pod}/{container}/files": Entry(
        Action.CONTAINER_UPLOAD, query=_same({"path": "/tmp"})
    ),
    "GET /containers/{tenant_id}/{pod}/{container}/logs": Entry(Action.CONTAINER_READ),
    "WEBSOCKET /containers/{tenant_id}/{pod}/{container}/exec": Entry(
        Action.CONTAINER_EXEC, query=_same({"command": "id"})
    ),
    "POST /containers/{tenant_id}/{pod}/restart": Entry(Action.CONTAINER_RESTART),
    "DELETE /containers/{tenant_id}/{pod}": Entry(Action.CONTAINER_DELETE),
    "GET /services/{service_id}/containers": Entry(Action.CONTAINER_READ),
    "GET /services/{service_id}/logs": Entry(Action.CONTAINER_READ),
    "WEBSOCKET /services/{service_id}/exec": Entry(Action.CONTAINER_EXEC, query=_same({"command": "id"})),
    "POST /services/{service_id}/probes/try": Entry(
        Action.CONTAINER_EXEC, body=_same({"probe": {"command": ["true"]}})
    ),
    "GET /volumes": Entry(Action.VOLUME_READ, query=lambda ids: {"tenant": ids.tenant_id}),
    "GET /storage-classes": Entry(Action.VOLUME_READ),
    "GET /volumes/{tenant_id}/{volume}": Entry(Action.VOLUME_READ),
    "PATCH /volumes/{tenant_id}/{volume}": Entry(Action.VOLUME_MANAGE, body=_same({"size": "2Gi"})),
    "DELETE /volumes/{tenant_id}/{volume}": Entry(Action.VOLUME_MANAGE),
    "GET /managed-engines": Entry(Action.OFFERING_READ),
    "GET /managed-offerings": Entry(Action.OFFERING_READ),
    "POST /managed-offerings": Entry(
        Action.OFFERING_MANAGE, body=_same({"name": "spy", "engine": "redis", "plans": [PLAN]})
    ),
    "GET /managed-offerings/{offering_id}": Entry(Action.OFFERING_READ),
    "PATCH /managed-offerings/{offering_id}": Entry(Action.OFFERING_MANAGE, body=_same({"description": "taken over"})),
    "DELETE /managed-offerings/{offering_id}": Entry(Action.OFFERING_MANAGE),
    "GET /managed-services": Entry(Action.MANAGED_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "POST /managed-services": Entry(
        Action.MANAGED_MANAGE,
        body=lambda ids: {
            "name": "spy",
            "offering_id": ids.offering_id,
            "plan": PLAN["name"],
            "tenant_id": ids.tenant_id,
        },
    ),
    "GET /managed-services/{managed_id}": Entry(Action.MANAGED_READ),
    "PATCH /managed-services/{managed_id}": Entry(Action.MANAGED_MANAGE, body=_same({"description": "taken over"})),
    "DELETE /managed-services/{managed_id}": Entry(Action.MANAGED_MANAGE),
    "POST /managed-services/{managed_id}/start": Entry(Action.MANAGED_MANAGE),
    "POST /managed-services/{managed_id}/stop": Entry(Action.MANAGED_MANAGE),
    "POST /managed-services/{managed_id}/restart": Entry(Action.MANAGED_MANAGE),
    "GET /managed-services/{managed_id}/access": Entry(Action.MANAGED_MANAGE),
    "GET /managed-services/{managed_id}/accounts": Entry(Action.MANAGED_READ),
    "POST /managed-services/{managed_id}/accounts": Entry(Action.MANAGED_MANAGE, body=_same({"username": "spy"})),
    "PATCH /managed-services/{managed_id}/accounts/{managed_account_id}": Entry(
        Action.MANAGED_MANAGE, body=_same({"password": "new"})
    ),
    "DELETE /managed-services/{managed_id}/accounts/{managed_account_id}": Entry(Action.MANAGED_MANAGE),
    "GET /managed-services/{managed_id}/accounts/{managed_account_id}/access": Entry(Action.MANAGED_MANAGE),
    "GET /managed-services/{managed_id}/connections": Entry(Action.MANAGED_READ),
    "POST /managed-services/{managed_id}/connections": Entry(
        Action.MANAGED_MANAGE, body=lambda ids: {"application_id": ids.application_id}
    ),
    "DELETE /managed-services/{managed_id}/connections/{application_id}": Entry(Action.MANAGED_MANAGE),
    "GET /events": Entry(Action.APPLICATION_READ),
    "GET /operations": Entry(Action.OPERATION_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /operations/export": Entry(Action.OPERATION_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /operations/verify": Entry(Action.OPERATION_VERIFY),
    "GET /operations/{operation_id}": Entry(Action.OPERATION_READ),
    "GET /runtime-log/sources": Entry(Action.RUNTIME_LOG_READ),
    "GET /runtime-log/lines": Entry(Action.RUNTIME_LOG_READ, query=_same({"source": "platform"})),
    "GET /routes": Entry(Action.ROUTE_READ),
    "GET /metering/report": Entry(Action.METERING_READ, query=_used),
    "GET /metering/export": Entry(Action.METERING_READ, query=_used),
    "GET /metering/series": Entry(Action.METERING_READ, query=_used),
    "GET /metering/prices": Entry(Action.METERING_READ),
    "PUT /metering/prices": Entry(Action.METERING_PRICE, body=_same({"items": {"container": {"per_hour": "2"}}})),
    "PUT /metering/prices/{resource}": Entry(Action.METERING_PRICE, body=_same({"per_hour": "1"})),
    "DELETE /metering/prices/{resource}": Entry(Action.METERING_PRICE),
    "GET /hosts": Entry(Action.HOST_READ),
    "GET /hosts/join": Entry(Action.HOST_READ),
    "POST /hosts/join": Entry(Action.HOST_MANAGE),
    "GET /hosts/{host}": Entry(Action.HOST_READ),
    "GET /hosts/{host}/charts": Entry(Action.HOST_READ),
    "GET /hosts/{host}/events": Entry(Action.HOST_READ),
    "POST /hosts/{host}/cordon": Entry(Action.HOST_MANAGE),
    "POST /hosts/{host}/uncordon": Entry(Action.HOST_MANAGE),
    "PATCH /hosts/{host}/labels": Entry(Action.HOST_MANAGE, body=_same({"labels": {"disk": "ssd"}})),
    "PATCH /hosts/{host}/taints": Entry(Action.HOST_MANAGE, body=_same({"remove": [{"key": "broken"}]})),
    "GET /hosts/{host}/removal": Entry(Action.HOST_MANAGE),
    "POST /hosts/{host}/drain": Entry(Action.HOST_MANAGE, body=_same({"force": True})),
    "GET /hosts/{host}/drain": Entry(Action.HOST_READ),
    "DELETE /hosts/{host}/drain": Entry(Action.HOST_MANAGE),
    "DELETE /hosts/{host}": Entry(Action.HOST_MANAGE),
    "GET /cloud/accounts": Entry(Action.CLOUD_READ),
    "POST /cloud/accounts": Entry(Action.CLOUD_MANAGE, body=_same(CLOUD_ACCOUNT)),
    "PATCH /cloud/accounts/{account_id}": Entry(
        Action.CLOUD_MANAGE, body=_same({"credentials": CLOUD_ACCOUNT["credentials"]})
    ),
    "DELETE /cloud/accounts/{account_id}": Entry(Action.CLOUD_MANAGE),
    "POST /cloud/accounts/{account_id}/forget": Entry(Action.CLOUD_MANAGE, body=_same({"confirm": "spy"})),
    "POST /cloud/machines/{machine_id}/forget": Entry(Action.CLOUD_MANAGE, body=_same({"confirm": "spy"})),
    "GET /cloud/accounts/{account_id}/machines": Entry(Action.CLOUD_READ),
    "GET /cloud/machines": Entry(Action.CLOUD_READ),
    "POST /cloud/machines": Entry(
        Action.CLOUD_MANAGE,
        body=lambda ids: {"account_id": ids.account_id, "name": "spy", "size": "t3.large", "image": "ami-1"},
    ),
    "GET /cloud/machines/{machine_id}": Entry(Action.CLOUD_READ),
    "DELETE /cloud/machines/{machine_id}": Entry(Action.CLOUD_MANAGE),
    "GET /overview": Entry(Action.APPLICATION_READ, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /example": Entry(Action.APPLICATION_CREATE, query=lambda ids: {"tenant_id": ids.tenant_id}),
    "GET /activities": Entry(Action.OPERATION_READ),
    "GET /charts": Entry(Action.HOST_READ),
    "GET /tenants/{tenant_id}/charts": Entry(Action.TENANT_READ),
    "GET /search": Entry(None, query=_same({"q": "bravo"})),
    "GET /platform": Entry(None, public=True),
    "GET /platform/health": Entry(Action.PLATFORM_READ),
    "GET /settings": Entry(Action.PLATFORM_READ),
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
