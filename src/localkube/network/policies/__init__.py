"""Network policies: which packets pods may send and receive."""

from localkube.network.policies.table import PolicyTable, table_name_of

__all__ = ["PolicyTable", "table_name_of"]
