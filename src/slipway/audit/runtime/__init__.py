"""The runtime log: what the cluster itself, and the platform, write about their work. For the platform's roles only."""

from slipway.audit.runtime.routes import router

__all__ = ["router"]
