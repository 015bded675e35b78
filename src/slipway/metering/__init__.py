"""Metering: how long which resource of which size was in use, and whose it was."""

from slipway.metering.clock import SteadyClock
from slipway.metering.cluster_sources import Containers, ManagedServices, Volumes
from slipway.metering.domains import Domains
from slipway.metering.image_storage import ImageStorage
from slipway.metering.meter import Meter
from slipway.metering.observed import Metered, Observed, Subject
from slipway.metering.routes import router

__all__ = [
    "Containers",
    "Domains",
    "ImageStorage",
    "ManagedServices",
    "Meter",
    "Metered",
    "Observed",
    "SteadyClock",
    "Subject",
    "Volumes",
    "router",
]
