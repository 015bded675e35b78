"""Running containers: the list of a service's replicas, their logs, and terminals into them."""

from slipway.containers.directory import ServiceDirectory, Whose
from slipway.containers.labels import (
    APPLICATION_ID,
    BY_APPLICATION,
    BY_HOST,
    BY_SERVICE,
    BY_TENANT,
    REVISION,
    SERVICE_ID,
)
from slipway.containers.routes import router
from slipway.containers.watched import pods

__all__ = [
    "APPLICATION_ID",
    "BY_APPLICATION",
    "BY_HOST",
    "BY_SERVICE",
    "BY_TENANT",
    "REVISION",
    "SERVICE_ID",
    "ServiceDirectory",
    "Whose",
    "pods",
    "router",
]
