"""What a Prometheus is asked of a gateway's requests to one Service, by who makes the gateway. Pure.

Gateways count under names of their own. So the questions are templates: presets for gateways that are known, and
settings for all others. ``${namespace}``, ``${service}``, ``${port}`` (of the Kubernetes Service that requests are led
to) and ``${window}`` (as ``120s``) are filled in. Each gives one series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from slipway.errors import Conflict
from slipway.monitoring.schemas import Measure
from slipway.settings import Settings

RATE_SECONDS = 120
"""Two samples are in it also where they are taken once a minute."""

LEAST_RATE_SECONDS = 45
"""Two samples are in it where they are taken every 15 seconds, as by the Prometheus beside the embedded gateway."""

KEY = "slipway_key"

_HAPROXY = 'proxy=~"${namespace}_${service}_${port}([.].+)?"'
_ISTIO = 'reporter="source",destination_service_namespace="${namespace}",destination_service_name="${service}"'

PRESETS: Mapping[str, Mapping[Measure, str]] = {
    "localkube": {
        Measure.REQUESTS: "sum(rate(haproxy_backend_http_responses_total{" + _HAPROXY + "}[${window}]))",
        Measure.ERRORS: "sum(rate(haproxy_backend_http_responses_total{" + _HAPROXY + ',code="5xx"}[${window}]))',
        Measure.LATENCY: "avg(haproxy_backend_response_time_average_seconds{" + _HAPROXY + "})",
    },
    "istio": {
        Measure.REQUESTS: "sum(rate(istio_requests_total{" + _ISTIO + "}[${window}]))",
        Measure.ERRORS: "sum(rate(istio_requests_total{" + _ISTIO + ',response_code=~"5.."}[${window}]))',
        Measure.LATENCY: "sum(rate(istio_request_duration_milliseconds_sum{" + _ISTIO + "}[${window}])) / 1000 / "
        "sum(rate(istio_request_duration_milliseconds_count{" + _ISTIO + "}[${window}]))",
    },
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A Kubernetes Service that a gateway leads requests to."""

    namespace: str
    service: str
    port: int


def templates_of(settings: Settings) -> Mapping[Measure, str]:
    """Return the templates that are set; a measure without one is not known. Raises Conflict when there is none."""
    own = {
        Measure.REQUESTS: settings.gateway_requests_query,
        Measure.ERRORS: settings.gateway_errors_query,
        Measure.LATENCY: settings.gateway_latency_query,
    }
    preset = PRESETS.get(settings.gateway_metrics, {})
    found = {measure: own[measure] or preset.get(measure, "") for measure in Measure}
    if not any(found.values()):
        raise Conflict("prometheus.gateway_not_set")
    return {measure: template for measure, template in found.items() if template}


def questions(
    templates: Mapping[Measure, str], destination: Destination, seconds: int = RATE_SECONDS
) -> dict[Measure, str]:
    """Return what is asked of one destination, with rates over so many seconds."""
    names = {
        "namespace": destination.namespace,
        "service": destination.service,
        "port": str(destination.port),
        "window": f"{seconds}s",
    }
    return {measure: Template(template).substitute(names) for measure, template in templates.items()}


def together(templates: Mapping[Measure, str], destinations: Mapping[str, Destination]) -> dict[Measure, str]:
    """Return what is asked of many destinations at once: the series bear the destination's key as ``KEY``."""
    asked = {key: questions(templates, destination) for key, destination in destinations.items()}
    return {
        measure: " or ".join(f'label_replace({each[measure]}, "{KEY}", "{key}", "", "")' for key, each in asked.items())
        for measure in templates
    }
