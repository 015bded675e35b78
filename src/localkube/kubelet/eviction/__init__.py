"""Keeps the machine's disk from filling up: unused images go first, then pods that use more than they asked for."""

from localkube.kubelet.eviction.evictor import Evictor, Victim
from localkube.kubelet.eviction.usage import occupied

__all__ = ["Evictor", "Victim", "occupied"]
