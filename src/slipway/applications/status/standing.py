"""The few judgements on a service that status and publisher share, so that both always agree. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from slipway.applications import labels
from slipway.applications.status.observed import Sight, label
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import SERVICE, Obj


def is_wanted(view: ApplicationView, service: ServiceView) -> bool:
    """Tell whether the service should run."""
    return service.published and not service.deleting and not view.deleting


def stands(service: ServiceView, sight: Sight) -> bool:
    """Tell whether others can rely on the service now."""
    reachable = not service.config.ports or sight.find(SERVICE, service.name) is not None
    return sight.deployment is not None and reachable and sight.ready >= service.least


def unready(service: ServiceView, wanted: Mapping[str, ServiceView], sights: Mapping[str, Sight]) -> list[str]:
    """Return the names of dependencies that are not ready: not to run, not there, or with too few ready replicas.

    ``wanted`` are the services that should run, by name; ``sights`` are by service id.
    """
    return [
        name
        for name in service.config.depends_on
        if name not in wanted or not stands(wanted[name], sights[wanted[name].id])
    ]


def is_updated(service: ServiceView, pod: Obj) -> bool:
    """Tell whether the pod runs the service's present revision, started after the last restart that was asked for."""
    restarted = service.restarted_at.isoformat() if service.restarted_at else None
    annotations = pod["metadata"].get("annotations") or {}
    return label(pod, labels.REVISION) == str(service.mark) and annotations.get(labels.RESTARTED_AT) == restarted


def as_told(service: ServiceView, sight: Sight) -> ServiceView:
    """Return the service with the restart that its deployment was told of last; none, when that is not one of ours."""
    if sight.deployment is None:
        return service
    annotations = sight.deployment["spec"]["template"]["metadata"].get("annotations") or {}
    try:
        told = datetime.fromisoformat(annotations.get(labels.RESTARTED_AT, ""))
    except ValueError:
        told = None
    return replace(service, restarted_at=told)


def rolled_out(sight: Sight) -> bool:
    """Tell whether the deployment has all its replicas, all of its newest template, and all available."""
    deployment = sight.deployment
    if deployment is None:
        return False
    status = deployment.get("status") or {}
    current = int(status.get("observedGeneration") or 0) >= int(deployment["metadata"].get("generation") or 0)
    replicas = int(deployment["spec"].get("replicas", 1))
    counts = ("replicas", "updatedReplicas", "availableReplicas")
    return current and all(int(status.get(count) or 0) == replicas for count in counts)
