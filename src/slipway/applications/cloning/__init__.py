"""Make another application out of one: the same services and configuration, under names that are free."""

from slipway.applications.cloning.routes import router

__all__ = ["router"]
