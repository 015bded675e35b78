"""Running containers: the list of a service's replicas, their logs, and terminals into them."""

from slipway.containers.directory import ServiceDirectory, Whose
from slipway.containers.labels import BY_SERVICE, REVISION, SERVICE_ID
from slipway.containers.routes import router

__all__ = ["BY_SERVICE", "REVISION", "SERVICE_ID", "ServiceDirectory", "Whose", "router"]
