"""Cluster addresses and node ports of services: what is taken is read from the services themselves, nothing leaks."""

from __future__ import annotations

import ipaddress
import random

from localkube.objects.access import Obj
from localkube.objects.errors import Cause, Invalid, ServiceUnavailable
from localkube.objects.kinds import Kind
from localkube.objects.validation.service_reach import NODE_PORT_TYPES, is_exposed
from localkube.store import Store

NODE_PORTS = range(30000, 32768)


class Addresses:
    """Gives new services what they need; keeps what an update must keep."""

    def __init__(self, store: Store, service_range: str) -> None:
        self._store = store
        self._network = ipaddress.ip_network(service_range)

    def assign(self, kind: Kind, service: Obj, live: Obj | None) -> None:
        """Fill in ``clusterIP`` and node ports in place. Raises Invalid for one that is taken or out of range."""
        if kind.resource != "services":
            return
        spec = service["spec"]
        before = (live or {}).get("spec") or {}
        _drop_what_the_former_type_needed(spec, before)
        if spec.get("type") == "ExternalName":
            for name in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
                spec.pop(name, None)
            return
        self._cluster_ip(service, spec, before)
        if spec.get("type") in NODE_PORT_TYPES:
            self._node_ports(service, spec, before)

    def _cluster_ip(self, service: Obj, spec: Obj, before: Obj) -> None:
        kept = before.get("clusterIP") if before.get("type") != "ExternalName" else None
        address = spec.get("clusterIP") or kept
        if not address:
            address = self._free_address()
        elif address not in ("None", kept):
            self._check(service, address)
        spec["clusterIP"] = address
        spec["clusterIPs"] = [address]
        if address != "None":
            spec.setdefault("ipFamilies", ["IPv4"])
            spec.setdefault("ipFamilyPolicy", "SingleStack")

    def _taken(self) -> set[str]:
        return {str(r.obj["spec"].get("clusterIP")) for r in self._store.list("services")}

    def _free_address(self) -> str:
        taken = self._taken()
        # The first 32 addresses are left to services that ask for one (the API server's, the DNS service's).
        first, last = int(self._network.network_address) + 32, int(self._network.broadcast_address) - 1
        for number in (*(random.randint(first, last) for _ in range(64)), *range(first, last + 1)):  # noqa: S311 - no secret
            address = str(ipaddress.ip_address(number))
            if address not in taken:
                return address
        raise ServiceUnavailable(f"no address is left in {self._network}")

    def _check(self, service: Obj, address: str) -> None:
        try:
            inside = ipaddress.ip_address(address) in self._network
        except ValueError:
            inside = False
        if not inside:
            _refuse(
                service,
                "spec.clusterIPs",
                f'Invalid value: ["{address}"]: failed to allocate IP {address}: the provided IP ({address}) is not in '
                f"the valid range. The range of valid IPs is {self._network}",
            )
        if address in self._taken():
            _refuse(
                service,
                "spec.clusterIPs",
                f'Invalid value: ["{address}"]: failed to allocate IP {address}: provided IP is already allocated',
            )

    def _node_ports(self, service: Obj, spec: Obj, before: Obj) -> None:
        mine = service["metadata"].get("uid")
        taken = {
            (port.get("protocol", "TCP"), port["nodePort"])
            for record in self._store.list("services")
            if record.obj["metadata"]["uid"] != mine
            for port in record.obj["spec"].get("ports") or ()
            if port.get("nodePort")
        }
        kept = {(p.get("protocol"), p["port"]): p.get("nodePort") for p in before.get("ports") or ()}
        for index, port in enumerate(spec.get("ports") or ()):
            protocol = port.get("protocol", "TCP")
            wanted = port.get("nodePort") or kept.get((protocol, port["port"]))
            if wanted and wanted not in NODE_PORTS:
                _refuse(
                    service,
                    f"spec.ports[{index}].nodePort",
                    f"Invalid value: {wanted}: provided port is not in the valid range. The range of valid ports is "
                    f"{NODE_PORTS[0]}-{NODE_PORTS[-1]}",
                )
            if wanted and (protocol, wanted) in taken:
                _refuse(
                    service,
                    f"spec.ports[{index}].nodePort",
                    f"Invalid value: {wanted}: provided port is already allocated",
                )
            if not wanted:
                wanted = next(
                    (n for n in random.sample(NODE_PORTS, len(NODE_PORTS)) if (protocol, n) not in taken), None
                )
            if wanted is None:
                raise ServiceUnavailable("no node port is left")
            port["nodePort"] = wanted
            taken.add((protocol, wanted))


def _drop_what_the_former_type_needed(spec: Obj, before: Obj) -> None:
    """Who changes the type alone must not have to remove what came with the former one."""
    if before.get("type") not in NODE_PORT_TYPES or spec.get("type") in NODE_PORT_TYPES:
        return
    known = {port.get("nodePort") for port in before.get("ports") or ()}
    if all(port.get("nodePort") in (None, 0, *known) for port in spec.get("ports") or ()):
        for port in spec.get("ports") or ():
            port.pop("nodePort", None)
    for name in ("externalTrafficPolicy", "allocateLoadBalancerNodePorts", "healthCheckNodePort"):
        if spec.get(name) == before.get(name) and not (name == "externalTrafficPolicy" and is_exposed(spec)):
            spec.pop(name, None)


def _refuse(service: Obj, field: str, problem: str) -> None:
    name = service["metadata"]["name"]
    raise Invalid(
        f'Service "{name}" is invalid: {field}: {problem}',
        name=name,
        kind="Service",
        causes=(Cause("FieldValueInvalid", problem, field),),
    )
