"""What a pod asks for and may use at most, as scheduler, quota and kubelet count it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from localkube.objects.access import Obj
from localkube.objects.quantity import parse

Amounts = dict[str, Decimal]
"""Amounts by resource name (``cpu`` in cores, ``memory`` in bytes)."""

Which = Literal["requests", "limits"]


def pod_resources(pod: Obj, which: Which) -> Amounts:
    """The pod's ``requests`` or ``limits``.

    Containers run side by side and add up. Init containers run before them, one after the other, beside the init
    containers that restart always (sidecars) and were started before them; the larger of both phases counts.
    """
    spec = pod["spec"]
    running: Amounts = {}
    for container in spec.get("containers") or ():
        _plus(running, _of(container, which))
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in spec.get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            _plus(sidecars, _of(container, which))
            _at_least(starting, sidecars)
        else:
            step = dict(sidecars)
            _plus(step, _of(container, which))
            _at_least(starting, step)
    _plus(running, sidecars)
    _at_least(running, starting)
    overhead = {name: parse(value) for name, value in (spec.get("overhead") or {}).items()}
    if which == "requests" or all(name in running for name in overhead):
        _plus(running, overhead)
    return running


def is_best_effort(pod: Obj) -> bool:
    """No container asks for or limits CPU or memory."""
    containers = [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]
    return not any(
        parse(value) > 0
        for container in containers
        for which in ("requests", "limits")
        for name, value in ((container.get("resources") or {}).get(which) or {}).items()
        if name in ("cpu", "memory")
    )


def _of(container: Obj, which: Which) -> Amounts:
    return {name: parse(value) for name, value in ((container.get("resources") or {}).get(which) or {}).items()}


def _plus(total: Amounts, more: Mapping[str, Decimal]) -> None:
    for name, value in more.items():
        total[name] = total.get(name, Decimal(0)) + value


def _at_least(total: Amounts, other: Mapping[str, Decimal]) -> None:
    for name, value in other.items():
        total[name] = max(total.get(name, Decimal(0)), value)
