"""The Docker Engine, and the only room that knows it. The kubelet asks for sandboxes and containers; ``Docker`` makes them so."""

from localkube.runtime.docker import Docker, purge
from localkube.runtime.errors import (
    ContainerMissing,
    ContainerStopped,
    EngineUnavailable,
    ImageMissing,
    PullFailed,
    RuntimeFault,
    StartFailed,
)
from localkube.runtime.types import ContainerSpec, Found, Happened, Image, Machine, Mount, SandboxSpec

__all__ = [
    "ContainerMissing",
    "ContainerSpec",
    "ContainerStopped",
    "Docker",
    "EngineUnavailable",
    "Found",
    "Happened",
    "Image",
    "ImageMissing",
    "Machine",
    "Mount",
    "PullFailed",
    "RuntimeFault",
    "SandboxSpec",
    "StartFailed",
    "purge",
]
