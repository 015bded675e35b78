"""Deployments: replica sets of successive templates, the newest taking over from the older ones."""

from localkube.controllers.deployment.controller import deployments

__all__ = ["deployments"]
