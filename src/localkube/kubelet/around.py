"""What kubelets work with. Those of one machine share it."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.kubelet.engine import Engine
from localkube.objects.access import Access
from localkube.objects.ports import PodNetwork, PodTokens, PodVolumes


@dataclass(frozen=True, slots=True)
class Around:
    """The API, the container runtime, and who gives pods their network, volumes and tokens."""

    access: Access
    engine: Engine
    network: PodNetwork
    volumes: PodVolumes
    tokens: PodTokens
