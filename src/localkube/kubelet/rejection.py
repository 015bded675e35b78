"""Pods that this node will not run at all, as opposed to those that wait. Pure."""

from __future__ import annotations

from localkube.kubelet.eviction.decision import is_critical
from localkube.objects.access import Obj

_SAFE_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
"""Those that matter to nobody but the pod. Source: "Using sysctls in a Kubernetes Cluster"."""


REJECTED = "Pod was rejected: "
"""How the messages of such pods begin."""


def rejection(pod: Obj, *, disk_pressure: bool = False) -> tuple[str, str] | None:
    """Reason and message when the pod must fail before anything of it is started."""
    spec = pod["spec"]
    if disk_pressure and not is_critical(pod):
        return "Evicted", "The node had condition: [DiskPressure]. "
    context: Obj = spec.get("securityContext") or {}
    if (spec.get("os") or {}).get("name", "linux") != "linux":
        return "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"
    for sysctl in context.get("sysctls") or ():
        name: str = sysctl["name"].replace("/", ".")
        if name not in _SAFE_SYSCTLS:
            return "SysctlForbidden", f'forbidden sysctl: "{name}" not allowlisted'
        if spec.get("hostNetwork") and name.startswith("net."):
            return "SysctlForbidden", f'forbidden sysctl: "{name}" not allowed with host net enabled'
    if context.get("supplementalGroupsPolicy") == "Strict":
        said = "SupplementalGroupsPolicy=Strict is not supported in this node"
        return "SupplementalGroupsPolicyNotSupported", said
    if spec.get("resources"):
        return "PodLevelResourcesNotSupported", "resources of whole pods are not supported on this node"
    if spec.get("hostUsers") is False:
        return "PodFeatureUnsupported", "user namespaces are not supported by the runtime of this node"
    return None
