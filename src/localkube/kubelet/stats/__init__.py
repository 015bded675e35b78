"""What containers, pods and the node use: measured, and told as the kubelet of a node tells it."""

from localkube.kubelet.stats.pages import Pages
from localkube.kubelet.stats.sampler import Sampler
from localkube.kubelet.stats.usage import Usage

__all__ = ["Pages", "Sampler", "Usage"]
