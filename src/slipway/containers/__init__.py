"""Running containers: the list of a service's replicas, their logs, and terminals into them."""

from slipway.containers.routes import router

__all__ = ["router"]
