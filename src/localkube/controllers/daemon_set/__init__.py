"""Daemon sets: one pod on every node that is meant."""

from localkube.controllers.daemon_set.controller import daemon_sets

__all__ = ["daemon_sets"]
