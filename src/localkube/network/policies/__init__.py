"""Network policies: which packets pods may send and receive."""

from localkube.network.policies.table import PolicyTable, remove

__all__ = ["PolicyTable", "remove"]
