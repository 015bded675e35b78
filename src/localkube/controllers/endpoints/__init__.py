"""Endpoints and endpoint slices: where traffic may go. Of services with selectors, and copies of what others wrote."""

from localkube.controllers.endpoints.controller import endpoints
from localkube.controllers.endpoints.mirroring import endpoint_mirrors

__all__ = ["endpoint_mirrors", "endpoints"]
