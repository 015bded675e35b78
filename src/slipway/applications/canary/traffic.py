"""How many of a service's requests its canary gets now, from what should be and what the cluster shows. Pure.

Level-triggered like all of publishing: the share follows the canary's pods, so no request is led to pods that are not
there; and what the route says, not what was done before, tells whether a canary can go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from slipway.applications import labels
from slipway.applications.status.observed import Sight
from slipway.applications.status.standing import is_updated, rolled_out, stands
from slipway.applications.views import ApplicationView, ServiceView, Share, Trial
from slipway.cluster import HTTP_ROUTE, Obj


def with_shares(view: ApplicationView, sights: Mapping[str, Sight]) -> ApplicationView:
    """Return the application whose services know what is led past them; ``sights`` are by service id."""
    canaries = {each.trial.of: (each, each.trial) for each in view.services if each.trial is not None}
    if not canaries:
        return view
    services = (
        replace(each, aside=_share(each, *canaries[each.id], sights)) if each.id in canaries else each
        for each in view.services
    )
    return replace(view, services=tuple(services))


def canary_of(view: ApplicationView, service_id: str) -> tuple[ServiceView, Trial] | None:
    """Return the canary of a service, if it has one that is on trial."""
    for each in view.services:
        if each.trial is not None and each.trial.of == service_id and not each.deleting:
            return each, each.trial
    return None


def ending_of(view: ApplicationView, service_id: str) -> Literal["promoted", "aborted"] | None:
    """Tell whether something of a canary is left that was promoted, or taken away."""
    for each in view.services:
        if each.trial is not None and each.trial.of == service_id and each.deleting:
            return "promoted" if each.trial.promoted else "aborted"
    return None


def is_led_to(service: ServiceView, sights: Mapping[str, Sight]) -> bool:
    """Tell whether a route of the service that it is a canary of still names it."""
    stable = sights.get(service.trial.of) if service.trial is not None else None
    return stable is not None and _weight_in(stable, service.name) is not None


def _share(service: ServiceView, canary: ServiceView, trial: Trial, sights: Mapping[str, Sight]) -> Share | None:
    """Return what the canary gets; None: its name is in no route, so that it can be removed.

    Pods for a greater share come first: until all of them are ready, the share stays as it is.
    """
    sight = sights[canary.id]
    leaving = canary.deleting or not canary.published
    if leaving and not (trial.promoted and not _runs(service, sights[service.id])):
        return None
    now = _weight_in(sights[service.id], canary.name)
    if stands(canary, sight):
        return Share(canary.name, trial.weight)
    if now is None:
        return None
    return Share(canary.name, min(now, trial.weight) if sight.ready else 0)


def _runs(service: ServiceView, sight: Sight) -> bool:
    """Tell whether all replicas of the service run its present revision, and are ready."""
    deployment = sight.deployment
    if deployment is None or not rolled_out(sight):
        return False
    told: Obj = deployment["spec"]["template"]["metadata"]["labels"]
    newest = told.get(labels.REVISION) == str(service.mark)
    return newest and all(is_updated(service, pod) for pod in sight.living)


def _weight_in(sight: Sight, name: str) -> int | None:
    """Return the weight that the service's route gives a backend of that name."""
    for owned in sight.owned:
        if owned.kind == HTTP_ROUTE:
            for rule in owned.obj["spec"].get("rules") or ():
                for backend in rule.get("backendRefs") or ():
                    if backend["name"] == name:
                        return int(backend.get("weight", 1))
    return None
