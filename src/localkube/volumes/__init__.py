"""Persistent volumes on this machine: each is an ext4 image of its size, so that size is enforced and can grow."""

from localkube.volumes.images import VolumeError, missing_tools, purge
from localkube.volumes.volumes import Volumes

__all__ = ["VolumeError", "Volumes", "missing_tools", "purge"]
