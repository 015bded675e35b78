"""Partitions: named groups of hosts, each kept for the services that are pinned to it."""

from slipway.hosts.partitions.claims import claim_partition, pinned
from slipway.hosts.partitions.lookup import partitions_of_hosts
from slipway.hosts.partitions.marks import LABEL, TAINT_EFFECT
from slipway.hosts.partitions.models import Partition, PartitionGrant, PartitionHost
from slipway.hosts.partitions.reconcile import PartitionSync
from slipway.hosts.partitions.routes import router
from slipway.hosts.partitions.uses import register_rename, register_use

__all__ = [
    "LABEL",
    "TAINT_EFFECT",
    "Partition",
    "PartitionGrant",
    "PartitionHost",
    "PartitionSync",
    "claim_partition",
    "partitions_of_hosts",
    "pinned",
    "register_rename",
    "register_use",
    "router",
]
