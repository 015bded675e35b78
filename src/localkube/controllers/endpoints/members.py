"""Which pods stand behind a service, on which ports, and in which state. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from localkube.controllers import pods
from localkube.objects.access import Obj

HEADLESS = "None"

Port = tuple[str, str, int, str]
"""Name, protocol, number, application protocol."""


@dataclass(frozen=True, slots=True)
class Member:
    """One pod behind the service."""

    pod: Obj
    ports: tuple[Port, ...]
    ready: bool
    serving: bool
    terminating: bool

    @property
    def address(self) -> str:
        """The pod's address."""
        address: str = self.pod["status"]["podIP"]
        return address


def is_served(service: Obj) -> bool:
    """Whether endpoints follow from the service: not without a selector, not for external names."""
    spec = service["spec"]
    return bool(spec.get("selector")) and spec.get("type") != "ExternalName"


def is_selected(service: Obj, pod: Obj) -> bool:
    """Whether the service's selector matches the pod."""
    wanted: dict[str, str] = service["spec"].get("selector") or {}
    return bool(wanted) and wanted.items() <= (pod["metadata"].get("labels") or {}).items()


def members(service: Obj, selected: Iterable[Obj]) -> list[Member]:
    """The pods of ``selected`` that have an address and still run, by name."""
    anyway = bool(service["spec"].get("publishNotReadyAddresses"))
    found: list[Member] = []
    for pod in sorted(selected, key=lambda pod: str(pod["metadata"]["name"])):
        if not (pod.get("status") or {}).get("podIP") or pods.phase(pod) in pods.FINISHED:
            continue
        ports = _ports(service, pod)
        if service["spec"].get("ports") and not ports:
            continue
        serving, terminating = pods.is_ready(pod), pods.is_terminating(pod)
        found.append(Member(pod, ports, anyway or (serving and not terminating), serving, terminating))
    return found


def fingerprint(pod: Obj) -> tuple[object, ...]:
    """All that endpoints show of a pod: a change elsewhere needs no new endpoints."""
    metadata, spec = pod["metadata"], pod["spec"]
    return (
        metadata.get("labels"),
        metadata.get("deletionTimestamp") is None,
        (pod.get("status") or {}).get("podIP"),
        pods.phase(pod) in pods.FINISHED,
        pods.is_ready(pod),
        spec.get("nodeName"),
    )


def _ports(service: Obj, pod: Obj) -> tuple[Port, ...]:
    found: list[Port] = []
    for port in service["spec"].get("ports") or ():
        protocol = port.get("protocol", "TCP")
        number = _number(port.get("targetPort", port["port"]), protocol, pod)
        if number is not None:
            found.append((port.get("name", ""), protocol, number, port.get("appProtocol", "")))
    return tuple(found)


def _number(target: int | str, protocol: str, pod: Obj) -> int | None:
    if isinstance(target, int):
        return target
    for container in pods.containers(pod):
        for port in container.get("ports") or ():
            if port.get("name") == target and port.get("protocol", "TCP") == protocol:
                number: int = port["containerPort"]
                return number
    return int(target) if target.isdigit() else None
