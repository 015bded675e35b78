"""Running containers: the list of all, of a service's replicas, their logs, and terminals into them."""

from slipway.containers import trials
from slipway.containers.directory import ServiceDirectory, Whose
from slipway.containers.explain import Explainer
from slipway.containers.feed import Feed
from slipway.containers.labels import (
    APPLICATION,
    APPLICATION_ID,
    BY_APPLICATION,
    BY_HOST,
    BY_SERVICE,
    BY_TENANT,
    REVISION,
    SERVICE,
    SERVICE_ID,
)
from slipway.containers.routes import Find, Inspect, router
from slipway.containers.seek import ContainerSeeker, ImageSeeker
from slipway.containers.usage import LiveUsage
from slipway.containers.watched import pods
from slipway.reasons import Reason

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
    "ContainerSeeker",
    "Explainer",
    "Feed",
    "Find",
    "ImageSeeker",
    "Inspect",
    "LiveUsage",
    "Reason",
    "ServiceDirectory",
    "Whose",
    "pods",
    "router",
    "trials",
]
