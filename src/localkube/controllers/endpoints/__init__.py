"""Endpoints and endpoint slices of services with selectors: where traffic may go."""

from localkube.controllers.endpoints.controller import endpoints

__all__ = ["endpoints"]
