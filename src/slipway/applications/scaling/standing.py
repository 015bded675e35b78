"""How many replicas an autoscaled service has to have at this moment: what the autoscaler has asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from slipway.applications.status.observed import Sight
from slipway.applications.views import ApplicationView, ServiceView


def as_scaled(view: ApplicationView, sights: Mapping[str, Sight]) -> ApplicationView:
    """Return the application with the number of replicas that each service has to have now; ``sights`` are by id.

    Whoever judges by this number need not know who has set it.
    """
    if all(service.autoscaling is None for service in view.services):
        return view
    services = (replace(each, replicas=replicas_now(each, sights[each.id])) for each in view.services)
    return replace(view, services=tuple(services))


def replicas_now(service: ServiceView, sight: Sight) -> int:
    """Return the number; a deployment out of bounds is on its way to the nearer one."""
    rules = service.autoscaling
    if rules is None:
        return service.replicas
    return min(max(asked_for(sight), rules.min), rules.max)


def asked_for(sight: Sight) -> int:
    """Return how many replicas the service's deployment asks for; none without one."""
    return int(sight.deployment["spec"].get("replicas", 1)) if sight.deployment is not None else 0
