"""What an opening is in the cluster: a network policy beside the one that keeps all other tenants out. Pure.

It lets the receiver's pods, which are known by the label of their namespace, to the pods of one service on the ports
that were offered. Namespaces get that label from the platform alone, and it names the tenant by its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slipway.applications import labels
from slipway.applications.openings.models import OpenPort
from slipway.cluster import NETWORK_POLICY, Obj
from slipway.tenants import TENANT_ID_LABEL

OPENING_ID_LABEL = "slipway.io/opening-id"
NAME_PREFIX = "slipway-opening-"


@dataclass(frozen=True, slots=True)
class Passage:
    """An opening that is in force."""

    opening_id: str
    tenant_id: str
    namespace: str
    service_id: str
    receiver_id: str
    ports: Sequence[OpenPort]


def policy_of(passage: Passage) -> Obj:
    """Return the network policy of a passage."""
    source = {"namespaceSelector": {"matchLabels": {TENANT_ID_LABEL: passage.receiver_id}}}
    ports = [{"port": each["port"], "protocol": each["protocol"]} for each in passage.ports]
    return {
        "apiVersion": NETWORK_POLICY.api_version,
        "kind": NETWORK_POLICY.name,
        "metadata": {
            "name": f"{NAME_PREFIX}{passage.opening_id}",
            "namespace": passage.namespace,
            "labels": {labels.MANAGED_BY: labels.MANAGER, OPENING_ID_LABEL: passage.opening_id},
        },
        "spec": {
            "podSelector": {"matchLabels": {labels.SERVICE_ID: passage.service_id}},
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [source], "ports": ports}],
        },
    }


def in_order(live: Obj | None, wanted: Obj) -> bool:
    """Tell whether the cluster has the policy, and with nothing added: a further peer or port would be a hole."""
    if live is None or "deletionTimestamp" in live["metadata"]:
        return False
    own = live["metadata"].get("labels") or {}
    return bool(wanted["metadata"]["labels"].items() <= own.items() and live.get("spec") == wanted["spec"])
