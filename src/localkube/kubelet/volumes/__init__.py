"""Volumes of pods: what containers find under their mount paths."""

from localkube.kubelet.volumes.content import Content
from localkube.kubelet.volumes.mounts import container_mounts
from localkube.kubelet.volumes.place import Places
from localkube.kubelet.volumes.provide import provide, purge, release, release_volumes
from localkube.kubelet.volumes.tokens import Tokens

__all__ = ["Content", "Places", "Tokens", "container_mounts", "provide", "purge", "release", "release_volumes"]
