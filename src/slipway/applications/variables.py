"""The variables by which a service finds what it depends on.

Shown before publishing and written into the manifests by the same function, so that what is shown is what containers
get. Only direct dependencies provide variables; the service's own ``env`` wins over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slipway.applications.schemas import Port, ServiceConfig, Variable
from slipway.applications.views import ServiceView


def variables(config: ServiceConfig, services: Iterable[ServiceView]) -> list[Variable]:
    """Return what the dependencies among ``services`` provide to a service of that configuration, sorted by name."""
    return [variable for variable in provided(config.depends_on, services) if variable.name not in config.env]


def provided(names: Sequence[str], services: Iterable[ServiceView]) -> list[Variable]:
    """Return what those of ``services`` that are named provide to whoever depends on them in that order."""
    by_name = {service.name: service for service in services}
    found: dict[str, Variable] = {}
    for name in names:
        for variable in provided_by(name, by_name[name].config.ports) if name in by_name else ():
            found.setdefault(variable.name, variable)
    return [found[name] for name in sorted(found)]


def provided_by(service: str, ports: Sequence[Port]) -> list[Variable]:
    """Return what one dependency provides; nothing when it has no port, because nobody can call it."""
    if not ports:
        return []
    start = f"{_shouted(service)}_SERVICE"
    pairs = [(f"{start}_HOST", service), (f"{start}_PORT", str(ports[0].port))]
    pairs += [(f"{start}_PORT_{_shouted(port.name)}", str(port.port)) for port in ports if port.name]
    return [Variable(name=name, value=value, provided_by=service) for name, value in pairs]


def _shouted(name: str) -> str:
    return name.upper().replace("-", "_")
