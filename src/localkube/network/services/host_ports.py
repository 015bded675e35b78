"""Ports of the machine that pods ask for by ``hostPort``. Pure.

Source: "ports" of a container in the API reference. Without a ``hostIP``, or with 0.0.0.0, all of the machine's
addresses are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from localkube.network import links
from localkube.network.endpoints import is_address, name_of
from localkube.network.services.fronts import Backend
from localkube.objects.access import Obj

_ENDED = ("Succeeded", "Failed")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_EVERYWHERE = IPv4Address(0)
_LOOPBACK = 127


@dataclass(frozen=True, slots=True)
class HostPort:
    """``address`` empty: all of the machine. ``protocol``: ``tcp``, ``udp`` or ``sctp``. ``link`` leads to the pod."""

    address: str
    protocol: str
    port: int
    backend: Backend
    link: str

    @property
    def at_loopback(self) -> bool:
        """Whether a program of the machine reaches it at a loopback address."""
        return not self.address or IPv4Address(self.address).packed[0] == _LOOPBACK


def wants_any(pod: Obj) -> bool:
    """Whether a pod of the pod network asks for ports of the machine."""
    return not pod["spec"].get("hostNetwork") and any(True for _ in _asked(pod))


def host_ports(pods: Iterable[Obj], address_of: Callable[[str], IPv4Address | None]) -> list[HostPort]:
    """What pods have that are not over; of two that ask for one port the older has it. ``address_of`` takes a UID."""
    found: dict[tuple[str, str, int], HostPort] = {}
    for pod in sorted(pods, key=lambda pod: (pod["metadata"].get("creationTimestamp") or "", name_of(pod))):
        uid = pod["metadata"]["uid"]
        address = address_of(uid)
        if address is None or (pod.get("status") or {}).get("phase") in _ENDED:
            continue
        for where, protocol, port, target in _asked(pod):
            wanted = HostPort(where, protocol, port, Backend(str(address), target), links.of_pod(uid))
            found.setdefault((where, protocol, port), wanted)
    return [found[key] for key in sorted(found)]


def _asked(pod: Obj) -> Iterator[tuple[str, str, int, int]]:
    """Address, protocol, port, and the container's port."""
    spec = pod["spec"]
    beside = [each for each in spec.get("initContainers") or () if each.get("restartPolicy") == "Always"]
    for container in [*(spec.get("containers") or ()), *beside]:
        for port in container.get("ports") or ():
            protocol, at = port.get("protocol", "TCP"), port.get("hostIP") or str(_EVERYWHERE)
            if port.get("hostPort") and protocol in _PROTOCOLS and is_address(at):
                where = "" if IPv4Address(at) == _EVERYWHERE else at
                yield where, protocol.lower(), port["hostPort"], port["containerPort"]
