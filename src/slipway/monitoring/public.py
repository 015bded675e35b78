"""How the public's requests to an application's services do now, from what a gateway counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slipway.applications import ApplicationView, ServiceView, canary_of
from slipway.cluster import Prometheus
from slipway.monitoring.charts import all_of
from slipway.monitoring.gateways import KEY, RATE_SECONDS, Destination, templates_of, together
from slipway.monitoring.schemas import ApplicationTraffic, Measure, ServiceTraffic
from slipway.monitoring.traffic import latency_of, not_counted, share_of
from slipway.settings import Settings

Numbers = Mapping[Measure, Mapping[str, float]]
"""Of each measure, by the ids of services."""


def _answering(view: ApplicationView) -> list[list[ServiceView]]:
    """Return who answers the public: of each service that has an address itself, and its canary if it has one."""
    found: list[list[ServiceView]] = []
    for service in view.services:
        if service.trial is None and service.published and _is_public(service):
            canary = canary_of(view, service.id)
            found.append([service] if canary is None else [service, canary[0]])
    return found


def _is_public(service: ServiceView) -> bool:
    """Tell whether a service has an address for the public."""
    return bool(service.config.ports) and (service.config.domain is not None or bool(service.own_hosts))


async def public_traffic(prometheus: Prometheus, settings: Settings, view: ApplicationView) -> ApplicationTraffic:
    """Ask about all services at once; about none, nobody is asked.

    Raises what ``templates_of`` and ``Prometheus.now`` raise.
    """
    asked = _answering(view)
    if not asked:
        return ApplicationTraffic(window=RATE_SECONDS, services=[], reason=None)
    destinations = {
        each.id: Destination(view.namespace, each.name, parts[0].config.ports[0].port)
        for parts in asked
        for each in parts
    }
    questions = together(templates_of(settings), destinations)
    known = await all_of({measure: prometheus.now(query, KEY) for measure, query in questions.items()})
    services = [_summed(parts, known) for parts in asked]
    counted = any(each.requests is not None for each in services)
    return ApplicationTraffic(window=RATE_SECONDS, services=services, reason=None if counted else not_counted())


def _summed(parts: Sequence[ServiceView], known: Numbers) -> ServiceTraffic:
    """Return a service with its canary. What has no requests has neither a share of errors nor a latency."""
    counts = known.get(Measure.REQUESTS, {})
    counted = [each.id for each in parts if each.id in counts]
    return ServiceTraffic(
        service_id=parts[0].id,
        name=parts[0].name,
        requests=sum(counts[each] for each in counted) if counted else None,
        errors=share_of(known, counted),
        latency=latency_of(known, counted),
    )
