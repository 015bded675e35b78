"""By which labels pods are known as a service's containers. The room above, which makes the pods, writes them."""

from __future__ import annotations

from slipway.cluster import Obj

APPLICATION = "slipway.io/application"
SERVICE = "slipway.io/service"
"""Names, for people: ``kubectl get pods -l slipway.io/application=shop``."""

APPLICATION_ID = "slipway.io/application-id"
SERVICE_ID = "slipway.io/service-id"
"""Ids, for the platform: they outlive no object and are never used twice."""

REVISION = "slipway.io/revision"
"""Which revision of the service a pod runs."""

BY_TENANT, BY_APPLICATION, BY_SERVICE, BY_HOST = "tenant", "application", "service", "host"
"""The watch cache's indexes of pods: by the tenant's namespace, the ids of application and service, the host's name."""


def application_of(pod: Obj) -> str | None:
    """Return the id of the application that a pod is of; None: it is of none."""
    found: str | None = (pod["metadata"].get("labels") or {}).get(APPLICATION_ID)
    return found
