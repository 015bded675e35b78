"""The rules for a service's configuration that its schema cannot say. Plain decisions: nothing here looks anything up.

``at`` is the place of the configuration in the request's body (``services[0].``), so that errors name the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slipway.applications import graph
from slipway.applications.configuration.uses import check_shape
from slipway.applications.references import is_image_reference
from slipway.applications.scaling.check import at_most, check_autoscaling
from slipway.applications.scaling.schemas import Autoscaling
from slipway.applications.schemas import ApplicationFile, Port, Probe, Resources, ServiceConfig
from slipway.applications.storage.check import check_replicas, check_volumes
from slipway.applications.words import LONGEST_VARIABLE
from slipway.errors import Invalid
from slipway.masking import holds_mask
from slipway.quantities import parse

RESERVED_NAMES = frozenset({"kubernetes", "localhost"})
"""Every namespace's containers already see ``KUBERNETES_SERVICE_HOST``, and know ``localhost``."""

RESERVED_DOMAINS = frozenset({"admin", "console", "login", "platform", "portal", "registry", "slipway"})
"""Kept for the platform itself, and away from whoever would like to be taken for it."""

LEAST_CPU = "1m"
LEAST_MEMORY = "6Mi"
"""Kubernetes counts no less CPU, and no container starts with less memory."""


def check_file(file: ApplicationFile) -> None:
    """Refuse what contradicts itself within one application file."""
    depends: dict[str, Sequence[str]] = {}
    for index, service in enumerate(file.services):
        at = f"services[{index}]."
        check_name(service.name, at)
        if service.name in depends:
            raise Invalid("service.name_doubled", {"name": service.name}, field=f"{at}name")
        depends[service.name] = service.depends_on
        check_config(service, at)
        check_scale(service.name, service, (service.replicas, service.autoscaling), at)
    _refuse_doubled_domains(file)
    for index, service in enumerate(file.services):
        check_dependencies(service.name, depends, f"services[{index}].")


def check_scale(name: str, config: ServiceConfig, scale: tuple[int, Autoscaling | None], at: str = "") -> None:
    """Refuse a number of replicas, or rules for it, that the service cannot have."""
    replicas, rules = scale
    check_autoscaling(name, rules, f"{at}autoscaling.")
    field = "replicas" if rules is None else "autoscaling.max"
    check_replicas(name, config, at_most(replicas, rules), f"{at}{field}")


def check_name(name: str, at: str = "") -> None:
    """Refuse names of services that would get in the way of something else."""
    if name in RESERVED_NAMES:
        raise Invalid("service.name_reserved", {"name": name}, field=f"{at}name")


def check_dependencies(name: str, depends: Mapping[str, Sequence[str]], at: str = "") -> None:
    """Refuse unknown services and cycles among what ``name`` depends on; ``depends`` are all services of the file."""
    wanted = depends[name]
    for index, needed in enumerate(wanted):
        field = f"{at}depends_on[{index}]"
        if needed not in depends:
            known = sorted(set(depends) - {name})
            raise Invalid("service.dependency_unknown", {"name": name, "unknown": needed, "known": known}, field=field)
        if needed in wanted[:index]:
            raise Invalid("service.dependency_doubled", {"name": name, "doubled": needed}, field=field)
        if way := graph.path_between(depends, needed, name):
            raise Invalid("service.dependency_cycle", {"cycle": " → ".join([name, *way])}, field=field)


def check_config(config: ServiceConfig, at: str = "") -> None:
    """Refuse a configuration that could never run."""
    if not is_image_reference(config.image):
        raise Invalid("service.image_invalid", {"image": config.image}, field=f"{at}image")
    _check_texts(config, at)
    _check_ports(config.ports, at)
    _check_resources(config.resources, f"{at}resources.")
    for kind in ("readiness", "liveness", "startup"):
        probe: Probe | None = getattr(config.probes, kind)
        if probe is not None:
            check_probe(probe, config.ports, f"{at}probes.{kind}")
    check_shape(config, at)
    check_volumes(config, at)
    if config.domain is not None:
        _check_domain(config.domain, config.ports, f"{at}domain")


def first_tcp_port(ports: Sequence[Port]) -> int | None:
    """Return the port that a domain leads to and that probes ask."""
    return next((port.port for port in ports if port.protocol == "TCP"), None)


def _check_texts(config: ServiceConfig, at: str) -> None:
    """Refuse what nobody means, and what no program can be given.

    A masked value comes from a file that was exported without the right to see it. A NUL character ends a text, and one
    variable has a largest size.
    """
    for name, value in config.env.items():
        if holds_mask(value):
            raise Invalid("service.variable_masked", {"name": name}, field=f"{at}env.{name}")
        if len(f"{name}={value}".encode()) > LONGEST_VARIABLE:
            limit = LONGEST_VARIABLE // 1024
            raise Invalid("service.variable_too_long", {"name": name, "limit": f"{limit} KiB"}, field=f"{at}env.{name}")
    texts = {f"env.{name}": value for name, value in config.env.items()}
    for name, words in (("command", config.command), ("args", config.args)):
        texts |= {f"{name}[{index}]": word for index, word in enumerate(words or ())}
    for field, text in texts.items():
        if "\0" in text:
            raise Invalid("service.nul_character", {"field": f"{at}{field}"}, field=f"{at}{field}")


def _check_ports(ports: Sequence[Port], at: str) -> None:
    seen: set[tuple[int, str]] = set()
    names: set[str] = set()
    for index, port in enumerate(ports):
        if (port.port, port.protocol) in seen:
            shown = f"{port.port}/{port.protocol}"
            raise Invalid("service.port_doubled", {"port": shown}, field=f"{at}ports[{index}].port")
        if port.name is not None and port.name in names:
            raise Invalid("service.port_name_doubled", {"name": port.name}, field=f"{at}ports[{index}].name")
        seen.add((port.port, port.protocol))
        names.add(port.name or "")


def _check_resources(resources: Resources, at: str) -> None:
    for what, least in (("cpu", LEAST_CPU), ("memory", LEAST_MEMORY)):
        request: str = getattr(resources, what)
        limit: str | None = getattr(resources, f"{what}_limit")
        for field, value in ((what, request), (f"{what}_limit", limit)):
            if value is not None and parse(value) < parse(least):
                params = {"value": value, "least": least}
                raise Invalid("service.quantity_too_small", {"field": f"{at}{field}", **params}, field=f"{at}{field}")
        if limit is not None and parse(request) > parse(limit):
            raise Invalid(
                "service.request_above_limit", {"what": what, "request": request, "limit": limit}, field=f"{at}{what}"
            )


def check_probe(probe: Probe, ports: Sequence[Port], field: str) -> None:
    """Refuse a probe that does not say what to do, or where."""
    chosen = [probe.http_path is not None, probe.tcp, bool(probe.command)]
    if sum(chosen) != 1:
        raise Invalid("service.probe_ambiguous", {"field": field}, field=field)
    if not probe.command and probed_port(probe, ports) is None:
        raise Invalid("service.probe_without_port", {"field": field}, field=f"{field}.port")


def probed_port(probe: Probe, ports: Sequence[Port]) -> int | None:
    """Return the port that a probe asks: its own, or the service's first for TCP."""
    return probe.port or first_tcp_port(ports)


def refuse_reserved_domain(domain: str, field: str) -> None:
    """Refuse a domain that is kept for the platform."""
    if domain in RESERVED_DOMAINS:
        raise Invalid("service.domain_reserved", {"domain": domain}, field=field)


def _check_domain(domain: str, ports: Sequence[Port], field: str) -> None:
    refuse_reserved_domain(domain, field)
    if first_tcp_port(ports) is None:
        raise Invalid("service.domain_without_port", {"domain": domain}, field=field)


def _refuse_doubled_domains(file: ApplicationFile) -> None:
    seen: set[str] = set()
    for index, service in enumerate(file.services):
        if service.domain in seen:
            raise Invalid("service.domain_doubled", {"domain": service.domain}, field=f"services[{index}].domain")
        seen |= {service.domain} if service.domain else set()
