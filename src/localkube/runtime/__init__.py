"""The Docker Engine, and nothing else knows it: the kubelet asks for sandboxes and containers, ``Docker`` runs them."""

from localkube.runtime.docker import Docker, purge
from localkube.runtime.errors import (
    ContainerMissing,
    ContainerStopped,
    CreateFailed,
    EngineUnavailable,
    ImageMissing,
    PullFailed,
    RunTimedOut,
    RuntimeFault,
    StartFailed,
)
from localkube.runtime.netns import is_in
from localkube.runtime.types import (
    ContainerSpec,
    Found,
    Happened,
    Image,
    KnownImage,
    Limits,
    Machine,
    Mount,
    SandboxSpec,
)

__all__ = [
    "ContainerMissing",
    "ContainerSpec",
    "ContainerStopped",
    "CreateFailed",
    "Docker",
    "EngineUnavailable",
    "Found",
    "Happened",
    "Image",
    "ImageMissing",
    "KnownImage",
    "Limits",
    "Machine",
    "Mount",
    "PullFailed",
    "RunTimedOut",
    "RuntimeFault",
    "SandboxSpec",
    "StartFailed",
    "is_in",
    "purge",
]
