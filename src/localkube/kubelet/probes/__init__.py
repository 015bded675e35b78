"""Probes: is a container up, does it live, is it ready."""

from localkube.kubelet.probes.prober import Prober

__all__ = ["Prober"]
