"""The Kubernetes API over HTTPS: discovery, the generic registry with admission, watches, tables, streams."""

from localkube.apiserver.audit import LEVELS as AUDIT_LEVELS
from localkube.apiserver.audit import Level as AuditLevel
from localkube.apiserver.audit import Settings as AuditSettings
from localkube.apiserver.certificates import Identity, ensure_identity, write_kubeconfig
from localkube.apiserver.registry import Registry
from localkube.apiserver.server import ApiServer

__all__ = [
    "AUDIT_LEVELS",
    "ApiServer",
    "AuditLevel",
    "AuditSettings",
    "Identity",
    "Registry",
    "ensure_identity",
    "write_kubeconfig",
]
