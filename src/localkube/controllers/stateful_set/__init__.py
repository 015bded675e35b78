"""Stateful sets: numbered pods, each with its own name and its own volumes."""

from localkube.controllers.stateful_set.controller import stateful_sets

__all__ = ["stateful_sets"]
