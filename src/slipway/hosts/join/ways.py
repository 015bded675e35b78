"""Tell by which way machines join the cluster, from what it shows of itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from slipway.cluster import CONFIG_MAP, Cluster, Obj
from slipway.errors import Conflict
from slipway.hosts.observed import HostRole, role_of

K3S_PORT = 6443
NAMESPACE = "kube-system"


class Way(StrEnum):
    """By which program machines join."""

    KUBEADM = "kubeadm"
    K3S = "k3s"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a machine that joins finds the cluster, and how it knows that it is this one."""

    address: str
    ca_hashes: tuple[str, ...]


def k3s_version(nodes: Sequence[Obj]) -> str | None:
    """Return the version of k3s that the cluster's hosts run; None: it is not of k3s."""
    told = sorted(str((node["status"].get("nodeInfo") or {}).get("kubeletVersion") or "") for node in nodes)
    return next((version for version in reversed(told) if "+k3s" in version), None)


def k3s_server(nodes: Sequence[Obj]) -> str:
    """Return the address of a k3s server. Raises Conflict when no host of the control plane tells one."""
    for node in nodes:
        if role_of(node) is HostRole.CONTROL_PLANE:
            for address in node["status"].get("addresses") or []:
                if address["type"] == "InternalIP":
                    host: str = address["address"]
                    return f"https://{f'[{host}]' if ':' in host else host}:{K3S_PORT}"
    raise Conflict("join.no_address")


async def way_of(cluster: Cluster, nodes: Sequence[Obj]) -> Way:
    """Tell how machines join this cluster."""
    if k3s_version(nodes):
        return Way.K3S
    made = await cluster.get(CONFIG_MAP, "kubeadm-config", NAMESPACE)
    return Way.KUBEADM if made is not None else Way.NONE


async def k3s_pin(cluster: Cluster) -> str:
    """Return the hash by which an agent of k3s knows the cluster: of its authority's file, or a chain's root."""
    found = await cluster.get(CONFIG_MAP, "kube-root-ca.crt", NAMESPACE)
    try:
        return k3s_hash((found or {})["data"]["ca.crt"])
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise Conflict("join.no_cluster_info") from error


def k3s_hash(bundle: str) -> str:
    """Hash a bundle of authorities as k3s does. Raises what parsing raises."""
    certificates = x509.load_pem_x509_certificates(bundle.encode())
    if len(certificates) == 1:
        return hashlib.sha256(bundle.encode()).hexdigest()
    root = next(each for each in certificates if each.issuer == each.subject)
    return hashlib.sha256(root.public_bytes(Encoding.DER)).hexdigest()


async def kubeadm_entrance(cluster: Cluster) -> Entrance:
    """Return what the cluster publishes for machines that join. Raises Conflict when that cannot be used."""
    info = await cluster.get(CONFIG_MAP, "cluster-info", "kube-public")
    try:
        return entrance_of((info or {})["data"]["kubeconfig"])
    except (KeyError, IndexError, TypeError, ValueError, yaml.YAMLError, binascii.Error) as error:
        raise Conflict("join.no_cluster_info") from error


def entrance_of(kubeconfig: str) -> Entrance:
    """Read the kubeconfig of ``cluster-info``. Raises what parsing raises."""
    found = yaml.safe_load(kubeconfig)["clusters"][0]["cluster"]
    certificates = x509.load_pem_x509_certificates(base64.b64decode(found["certificate-authority-data"], validate=True))
    return Entrance(str(found["server"]).removeprefix("https://"), tuple(_hash(each) for each in certificates))


def _hash(certificate: x509.Certificate) -> str:
    """Return the pin of a certificate's public key, as ``kubeadm`` takes it (RFC 7469)."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(key).hexdigest()}"
