"""In which order services start. Pure.

A service is in the wave after the last wave of what it depends on; what depends on nothing is in wave 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from slipway.applications.views import ServiceView


def waves(services: Iterable[ServiceView]) -> dict[str, int]:
    """Return each service's wave by its name. Unknown dependencies count as none, a cycle as broken where it closes."""
    needs = {service.name: service.config.depends_on for service in services}
    found: dict[str, int] = {}
    for name in sorted(needs):
        _visit(name, needs, found, set())
    return found


def dependents(services: Iterable[ServiceView]) -> dict[str, list[ServiceView]]:
    """Return by name of a service which services directly depend on it."""
    every = list(services)
    found: dict[str, list[ServiceView]] = {service.name: [] for service in every}
    for service in every:
        for needed in service.config.depends_on:
            if needed in found:
                found[needed].append(service)
    return found


def _visit(name: str, needs: dict[str, list[str]], found: dict[str, int], path: set[str]) -> int:
    if name in found:
        return found[name]
    path.add(name)
    below = [_visit(needed, needs, found, path) for needed in needs[name] if needed in needs and needed not in path]
    path.discard(name)
    found[name] = 1 + max(below, default=-1)
    return found[name]
