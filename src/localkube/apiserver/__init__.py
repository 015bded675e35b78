"""The Kubernetes API over HTTPS: discovery, the generic registry with admission, watches, tables, streams."""

from localkube.apiserver.certificates import Identity, ensure_identity, write_kubeconfig
from localkube.apiserver.registry import Registry
from localkube.apiserver.server import ApiServer

__all__ = ["ApiServer", "Identity", "Registry", "ensure_identity", "write_kubeconfig"]
