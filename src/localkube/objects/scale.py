"""The ``autoscaling/v1 Scale`` view of whatever can be scaled, built-in or custom. Pure."""

from __future__ import annotations

from typing import Any

from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.kinds import Kind
from localkube.objects.selectors import render_selector

_METADATA = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def replicas_field(kind: Kind) -> str:
    """The field of a custom kind that says how many are wanted, as its definition names it."""
    paths = kind.definition.scale if kind.definition else None
    return ".".join(("", *(paths.spec if paths else ("spec", "replicas"))))


def scale_of(kind: Kind, obj: Obj, *, partly: bool = False) -> Obj:
    """What the scale subresource shows. Raises NotFound for a custom object without the field of its replicas.

    ``partly``: such an object has a scale without replicas, which a patch may add.
    """
    paths = kind.definition.scale if kind.definition else None
    if paths is None:
        wanted = _at(obj, ("spec", "replicas"))
        status = {"replicas": _at(obj, ("status", "replicas")) or 0, "selector": _selector(kind, obj)}
    else:
        wanted = _at(obj, paths.spec)
        if wanted is None and not partly:
            raise NotFound(f"the spec replicas field {replicas_field(kind)!r} does not exist")
        status = {"replicas": _at(obj, paths.status) or 0}
        if paths.selector and (text := _at(obj, paths.selector)):
            status["selector"] = text
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: obj["metadata"][name] for name in _METADATA if name in obj["metadata"]},
        "spec": {} if wanted is None and partly and paths else {"replicas": wanted or 0},
        "status": status,
    }


def set_replicas(kind: Kind, obj: Obj, replicas: int) -> None:
    """Have ``obj`` ask for so many replicas, in place."""
    paths = kind.definition.scale if kind.definition else None
    *way, last = paths.spec if paths else ("spec", "replicas")
    part = obj
    for step in way:
        part = part.setdefault(step, {})
    part[last] = replicas


def _selector(kind: Kind, obj: Obj) -> str:
    selector: Obj = (obj.get("spec") or {}).get("selector") or {}
    return render_selector({"matchLabels": selector} if kind.resource == "replicationcontrollers" else selector)


def _at(obj: Obj, path: tuple[str, ...]) -> Any:  # the value of any JSON field
    value: Any = obj
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
