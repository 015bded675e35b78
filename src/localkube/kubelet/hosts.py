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


def hostname_of(pod: Obj, node: str) -> str:
    """What ``hostname`` prints in the pod."""
    if pod["spec"].get("hostNetwork"):
        return node
    name: str = pod["spec"].get("hostname") or pod["metadata"]["name"]
    return name[:63].rstrip("-.")


def hosts_file(pod: Obj, address: str, cluster_domain: str, of_machine: str = "") -> str:
    """``of_machine`` is the machine's own file, for a pod in its network."""
    spec = pod["spec"]
    if spec.get("hostNetwork"):
        text = of_machine
    else:
        name = hostname_of(pod, "")
        names = [name]
        if subdomain := spec.get("subdomain"):
            names.insert(0, f"{name}.{subdomain}.{pod['metadata']['namespace']}.svc.{cluster_domain}")
        text = _LOCAL + f"{address}\t{chr(9).join(names)}\n" if address else _LOCAL
    aliases: list[Obj] = spec.get("hostAliases") or []
    if aliases:
        lines = [f"{alias['ip']}\t{chr(9).join(alias.get('hostnames') or ())}\n" for alias in aliases]
        text += "\n# Entries added by HostAliases.\n" + "".join(lines)
    return text
