"""HTTP routes of charts. Who may look at a container or a host may look at its charts."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from slipway.access import Action, require
from slipway.applications import application_view, canary_of, service_view
from slipway.cluster import Prometheus, WatchCache
from slipway.containers import Inspect
from slipway.errors import Conflict
from slipway.hosts import ShownHosts, known_load, known_node
from slipway.monitoring.charts import (
    Bounds,
    answers,
    container_charts,
    host_charts,
    hosts_charts,
    service_charts,
    span_of,
    tenant_charts,
)
from slipway.monitoring.gateways import Destination, questions, templates_of
from slipway.monitoring.public import public_traffic
from slipway.monitoring.queries import (
    container_queries,
    host_queries,
    namespace_queries,
    platform_queries,
    service_queries,
)
from slipway.monitoring.schemas import ApplicationTraffic, CanaryTraffic, ChartRange, Charts
from slipway.monitoring.traffic import both, compared, known_from, rate_seconds, span_since, steady_from
from slipway.quantities import parse
from slipway.settings import Settings
from slipway.tenants import tenant_by_id
from slipway.web import CurrentActor, DbSession, provided

router = APIRouter(tags=["charts"])

PrometheusPart = Annotated[Prometheus, Depends(provided(Prometheus))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
HostsPart = Annotated[ShownHosts, Depends(provided(ShownHosts))]
Range = Annotated[ChartRange, Query(alias="range", description="how far back from now")]


@router.get("/containers/{tenant_id}/{pod}/{container}/charts")
async def get_container_charts(
    inspect: Inspect,
    prometheus: PrometheusPart,
    tenant_id: str,
    pod: str,
    container: str,
    chosen: Range = ChartRange.HOUR,
) -> Charts:
    """Tell how a container went: CPU, memory and disk, and the network of its pod."""
    found = await inspect.find(tenant_id, pod, Action.CONTAINER_READ)
    replica = found.container(container)
    span = span_of(chosen, time.time())
    known = await answers(prometheus, container_queries(replica.ref, span), span)
    resources = replica.spec.get("resources") or {}
    bounds = Bounds.of(resources.get("requests"), resources.get("limits"))
    return container_charts(chosen, span, known, bounds, found.since)


@router.get("/hosts/{host}/charts")
async def get_host_charts(
    actor: CurrentActor, cache: CachePart, prometheus: PrometheusPart, host: str, chosen: Range = ChartRange.HOUR
) -> Charts:
    """Tell how a host went: CPU, memory, network and disk of the whole machine."""
    require(actor, Action.HOST_READ)
    node, load = known_node(cache, host), known_load(cache, host)
    span = span_of(chosen, time.time())
    known = await answers(prometheus, host_queries(host, span), span)
    capacity = (node.get("status") or {}).get("capacity") or {}
    most = {name: capacity[name] for name in load.requested if name in capacity}
    return host_charts(chosen, span, known, Bounds.of({**load.requested}, most))


@router.get("/charts")
async def get_hosts_charts(
    actor: CurrentActor, hosts: HostsPart, prometheus: PrometheusPart, chosen: Range = ChartRange.DAY
) -> Charts:
    """Tell how all hosts together went: CPU and memory, with what pods have reserved, and all that there is."""
    require(actor, Action.HOST_READ)
    shown = hosts.all(frozenset())
    span = span_of(chosen, time.time())
    known = await answers(prometheus, platform_queries(span), span)
    requested, capacity = (
        {what: str(sum(parse(getattr(getattr(each, of), what)) for each in shown)) for what in ("cpu", "memory")}
        for of in ("requested", "capacity")
    )
    return hosts_charts(chosen, span, known, Bounds.of(requested, capacity))


@router.get("/tenants/{tenant_id}/charts")
async def get_tenant_charts(
    actor: CurrentActor,
    session: DbSession,
    prometheus: PrometheusPart,
    tenant_id: str,
    chosen: Range = ChartRange.DAY,
) -> Charts:
    """Tell how all containers of a tenant together went: CPU and memory."""
    require(actor, Action.TENANT_READ, tenant_id)
    tenant = await tenant_by_id(session, actor, tenant_id)
    span = span_of(chosen, time.time())
    known = await answers(prometheus, namespace_queries(tenant.namespace, span), span)
    return tenant_charts(chosen, span, known, tenant.created_at)


@router.get("/services/{service_id}/charts")
async def get_service_charts(
    actor: CurrentActor,
    session: DbSession,
    prometheus: PrometheusPart,
    service_id: str,
    chosen: Range = ChartRange.HOUR,
) -> Charts:
    """Tell how all replicas of a service together went: CPU and memory."""
    view, service = await service_view(session, actor, service_id)
    require(actor, Action.CONTAINER_READ, view.tenant_id, view.id)
    span = span_of(chosen, time.time())
    known = await answers(prometheus, service_queries(view.namespace, service.name, span), span)
    return service_charts(chosen, span, known, view.created_at)


@router.get("/services/{service_id}/canary/traffic", tags=["services"])
async def get_canary_traffic(
    actor: CurrentActor, session: DbSession, prometheus: PrometheusPart, settings: SettingsPart, service_id: str
) -> CanaryTraffic:
    """Compare requests, errors and latency of a service and its canary, as the gateway counts them."""
    view, service = await service_view(session, actor, service_id)
    require(actor, Action.CONTAINER_READ, view.tenant_id, view.id)
    found = canary_of(view, service_id)
    if found is None:
        raise Conflict("service.no_canary", {"name": service.name})
    canary, trial = found
    templates, port = templates_of(settings), service.config.ports[0].port
    span = span_since(trial.since, time.time())
    sides = [
        questions(templates, Destination(view.namespace, each.name, port), rate_seconds(span))
        for each in (service, canary)
    ]
    moment = steady_from(trial.since, span)
    stable, other = (known_from(moment, known) for known in await both(prometheus, sides[0], sides[1], span))
    return compared(span, stable, other)


@router.get("/applications/{application_id}/traffic", tags=["applications"])
async def get_application_traffic(
    actor: CurrentActor, session: DbSession, prometheus: PrometheusPart, settings: SettingsPart, application_id: str
) -> ApplicationTraffic:
    """Tell how the public's requests to an application's services do now, as the gateway counts them."""
    view = await application_view(session, actor, application_id)
    require(actor, Action.CONTAINER_READ, view.tenant_id, view.id)
    return await public_traffic(prometheus, settings, view)
