"""The text of a pod's ``/etc/hosts``. Pure."""

from __future__ import annotations

from localkube.objects.access import Obj

_LOCAL = """# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
"""

_LONGEST_HOSTNAME = 64


def hostname_of(pod: Obj, node: str) -> str:
    """What ``hostname`` prints in the pod."""
    if pod["spec"].get("hostNetwork"):
        return node
    name: str = pod["spec"].get("hostname") or pod["metadata"]["name"]
    return name[:63].rstrip("-.")


def qualified_name(pod: Obj, cluster_domain: str) -> str:
    """The name by which its service makes the pod known; empty without a ``subdomain``."""
    subdomain: str = pod["spec"].get("subdomain") or ""
    namespace = pod["metadata"]["namespace"]
    return f"{hostname_of(pod, '')}.{subdomain}.{namespace}.svc.{cluster_domain}" if subdomain else ""


def kernel_hostname(pod: Obj, node: str, cluster_domain: str) -> str:
    """The hostname of the sandbox. Raises ValueError when the full name is asked for and too long for the kernel."""
    full = qualified_name(pod, cluster_domain)
    if pod["spec"].get("hostNetwork") or not pod["spec"].get("setHostnameAsFQDN") or not full:
        return hostname_of(pod, node)
    if len(full) > _LONGEST_HOSTNAME:
        raise ValueError(
            f"Failed to construct FQDN from Pod hostname and cluster domain, FQDN {full} is too long "
            f"({_LONGEST_HOSTNAME} characters is the max, {len(full)} characters requested)"
        )
    return full


def hosts_file(pod: Obj, address: str, cluster_domain: str, of_node: str = "") -> str:
    """``of_node`` is the node's own file, for a pod in its network."""
    spec = pod["spec"]
    if spec.get("hostNetwork"):
        text = of_node
    else:
        name = hostname_of(pod, "")
        names = [name]
        if full := qualified_name(pod, cluster_domain):
            names.insert(0, full)
        text = _LOCAL + f"{address}\t{chr(9).join(names)}\n" if address else _LOCAL
    aliases: list[Obj] = spec.get("hostAliases") or []
    if aliases:
        lines = [f"{alias['ip']}\t{chr(9).join(alias.get('hostnames') or ())}\n" for alias in aliases]
        text += "\n# Entries added by HostAliases.\n" + "".join(lines)
    return text
