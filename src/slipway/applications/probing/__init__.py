"""Try a service's probe, also one that is only being edited, against a container that runs."""

from slipway.applications.probing.routes import router

__all__ = ["router"]
