"""The variables by which containers find services: ``WEB_SERVICE_HOST``, ``WEB_SERVICE_PORT`` and their kin. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj


def service_variables(services: Iterable[Obj]) -> dict[str, str]:
    """Variables of all services that have an address of their own."""
    variables: dict[str, str] = {}
    for service in sorted(services, key=lambda one: str(one["metadata"]["name"])):
        address = service["spec"].get("clusterIP") or ""
        ports: list[Obj] = service["spec"].get("ports") or []
        if address in ("", "None") or not ports:
            continue
        variables |= _of_service(_variable(service["metadata"]["name"]), address, ports)
    return variables


def _of_service(prefix: str, address: str, ports: list[Obj]) -> dict[str, str]:
    variables = {f"{prefix}_SERVICE_HOST": address, f"{prefix}_SERVICE_PORT": str(ports[0]["port"])}
    for port in ports:
        if name := port.get("name"):
            variables[f"{prefix}_SERVICE_PORT_{_variable(name)}"] = str(port["port"])
    for index, port in enumerate(ports):
        number, protocol = port["port"], port.get("protocol", "TCP")
        url = f"{protocol.lower()}://{_host(address)}:{number}"
        if index == 0:
            variables[f"{prefix}_PORT"] = url
        start = f"{prefix}_PORT_{number}_{protocol}"
        variables |= {
            start: url,
            f"{start}_PROTO": protocol.lower(),
            f"{start}_PORT": str(number),
            f"{start}_ADDR": address,
        }
    return variables


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
