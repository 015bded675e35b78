"""By which labels pods are known as a service's containers. The room above, which makes the pods, writes them."""

from __future__ import annotations

from slipway.cluster import Obj
from slipway.labels import (
    APPLICATION,
    APPLICATION_ID,
    BY_APPLICATION,
    BY_HOST,
    BY_SERVICE,
    BY_TENANT,
    SERVICE,
    SERVICE_ID,
)

REVISION = "slipway.io/revision"
"""Which revision of the service a pod runs."""

__all__ = [
    "APPLICATION",
    "APPLICATION_ID",
    "BY_APPLICATION",
    "BY_HOST",
    "BY_SERVICE",
    "BY_TENANT",
    "REVISION",
    "SERVICE",
    "SERVICE_ID",
    "application_of",
]


def application_of(pod: Obj) -> str | None:
    """Return the id of the application that a pod is of; None: it is of none."""
    found: str | None = (pod["metadata"].get("labels") or {}).get(APPLICATION_ID)
    return found
