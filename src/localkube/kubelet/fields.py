"""The downward API: fields and resources of the pod itself, for variables and files. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from localkube.objects.access import Obj
from localkube.objects.quantity import parse

_KEYED = re.compile(r"metadata\.(labels|annotations)\['([^']+)'\]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pod is. ``pod`` is empty until its sandbox is attached to the network."""

    host: str
    pod: str = ""


@dataclass(frozen=True, slots=True)
class Allocatable:
    """What the node gives to pods: the limit of a container that has none."""

    cpu: Decimal
    memory: Decimal
    storage: Decimal = Decimal(0)

    @classmethod
    def of_node(cls, amounts: Mapping[str, str]) -> Allocatable:
        """From the node's ``allocatable``."""
        cpu, memory, storage = (parse(amounts.get(name, "0")) for name in ("cpu", "memory", "ephemeral-storage"))
        return cls(cpu, memory, storage)

    def of(self, resource: str) -> Decimal:
        """By the resource's name; 0 for others."""
        return {"cpu": self.cpu, "memory": self.memory, "ephemeral-storage": self.storage}.get(resource, Decimal(0))


def field_value(pod: Obj, path: str, addresses: Addresses) -> str | None:
    """The value of a ``fieldRef``; None when there is no such field."""
    metadata, spec = pod["metadata"], pod["spec"]
    if match := _KEYED.fullmatch(path):
        return str((metadata.get(match[1]) or {}).get(match[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        pairs: dict[str, str] = metadata.get(path.partition(".")[2]) or {}
        return "\n".join(f"{key}={_quoted(value)}" for key, value in sorted(pairs.items()))
    plain = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": addresses.host,
        "status.hostIPs": addresses.host,
        "status.podIP": addresses.pod,
        "status.podIPs": addresses.pod,
    }
    return plain.get(path)


def resource_value(container: Obj, resource: str, divisor: str | None, allocatable: Allocatable) -> str | None:
    """The value of a ``resourceFieldRef`` like ``limits.cpu``, in units of ``divisor``, rounded up."""
    which, _, name = resource.partition(".")
    if which not in ("limits", "requests") or not name:
        return None
    given = ((container.get("resources") or {}).get(which) or {}).get(name)
    fallback = allocatable.of(name) if which == "limits" else Decimal(0)
    amount = parse(given) if given is not None else fallback
    unit = parse(divisor) if divisor and parse(divisor) else Decimal(1)
    return str(int((amount / unit).to_integral_value(rounding=ROUND_CEILING)))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
