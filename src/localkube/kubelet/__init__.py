"""The kubelet: pods bound to this node become sandboxes and containers, and what becomes of them is told to the API."""

from localkube.kubelet.around import Around
from localkube.kubelet.kubelet import Kubelet
from localkube.kubelet.settings import Settings

__all__ = ["Around", "Kubelet", "Settings"]
