"""What a service reserves and is limited to, from ``deploy.resources`` (v3) and from the keys of v2.

Source: Compose Specification, "deploy.resources", "cpus", "mem_limit".
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from slipway.applications.schemas import Resources
from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item
from slipway.quantities import parse

USUAL_MEMORY_LIMIT = "512Mi"
"""A Compose file without a limit means that there is none; the platform always has one, and this one lets most run."""

_CPU = Resources().cpu
_MEMORY = Resources().memory
_KNOWN = {"limits": frozenset({"cpus", "memory"}), "reservations": frozenset({"cpus", "memory"})}
_DOCKER_PERIOD = 100_000
_MEBI = 2**20


def resources_of(service: Item, notes: ServiceNotes) -> dict[str, str]:
    """Return the resources of each replica."""
    wanted = service["deploy"]["resources"]
    for kind, item in wanted.mapping().items():
        for key in item.mapping():
            if key not in _KNOWN.get(kind, ()):
                notes.add("compose.resource", f"deploy.resources.{kind}.{key}")
    if service["cpu_period"].given and not service["cpu_quota"].given:
        notes.add("compose.limit", "cpu_period")
    limits, reserved = wanted["limits"], wanted["reservations"]
    cpu_limit = _cpus(limits["cpus"]) or _cpus(service["cpus"]) or _cpu_quota(service)
    memory_limit = _memory(limits["memory"]) or _memory(service["mem_limit"])
    cpu = _cpus(reserved["cpus"])
    memory = _memory(reserved["memory"]) or _memory(service["mem_reservation"])
    found: dict[str, str] = {}
    if cpu or cpu_limit:
        found["cpu"] = cpu or _least(_CPU, cpu_limit)
    if cpu_limit:
        found["cpu_limit"] = cpu_limit
    found["memory"] = memory or _least(_MEMORY, memory_limit)
    found["memory_limit"] = memory_limit or max(found["memory"], USUAL_MEMORY_LIMIT, key=parse)
    if not memory_limit:
        notes.add("compose.memory_default", "deploy.resources.limits.memory", limit=found["memory_limit"])
    return found


def _least(one: str, other: str | None) -> str:
    return one if other is None else min(one, other, key=parse)


def _cpus(item: Item) -> str | None:
    """Return CPUs as a quantity; None for nothing and for 0, which is no limit."""
    number = item.number() if item.given else Decimal(0)
    if number < 0:
        raise item.wrong("a number")
    return _in_millis(number)


def _cpu_quota(service: Item) -> str | None:
    quota, period = service["cpu_quota"], service["cpu_period"]
    if not quota.given:
        return None
    micros = _micros(period) if period.given else _DOCKER_PERIOD
    return _in_millis(Decimal(max(_micros(quota), 0)) / max(micros, 1))


def _micros(item: Item) -> int:
    """Read microseconds, or a duration."""
    text = item.text()
    return item.whole() if text.lstrip("+-").isdigit() else item.seconds() * 1_000_000


def _in_millis(number: Decimal) -> str | None:
    millis = int((number * 1000).to_integral_value(ROUND_CEILING))
    return f"{millis}m" if millis > 0 else None


def _memory(item: Item) -> str | None:
    size = item.size() if item.given else 0
    if not size:
        return None
    return f"{size // _MEBI}Mi" if size % _MEBI == 0 else str(size)
