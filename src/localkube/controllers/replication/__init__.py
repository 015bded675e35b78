"""Replica sets and replication controllers: so many pods of one template."""

from localkube.controllers.replication.controller import replica_sets, replication_controllers

__all__ = ["replica_sets", "replication_controllers"]
