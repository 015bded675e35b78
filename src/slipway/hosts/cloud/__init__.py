"""Hosts from the cloud: virtual machines that are ordered here, join the cluster by themselves, and are ended here."""

from slipway.hosts.cloud.reconcile import CloudMachines, Pace
from slipway.hosts.cloud.routes import router

__all__ = ["CloudMachines", "Pace", "router"]
