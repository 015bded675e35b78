"""Monitoring: how containers and hosts went over time, read from Prometheus."""

from slipway.monitoring.routes import router

__all__ = ["router"]
