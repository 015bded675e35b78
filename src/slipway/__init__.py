"""Slipway (船台): a multi-tenant container PaaS on Kubernetes. ``docs/architecture.md`` tells how it is built."""

__version__ = "0.1.0"
