"""Lets controllers that care for every kind learn of custom kinds that come and go."""

from __future__ import annotations

from collections.abc import Callable

from localkube.controllers.cache import Change
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.custom.definition import kinds_of
from localkube.objects.kinds import DEFINITIONS, KINDS, Kind

_BUILT_IN = frozenset(kind.resource for kind in KINDS)


def follow(view: View, came: Callable[[Kind], None], went: Callable[[Kind], None]) -> None:
    """Call ``came`` once for every custom kind that is served, and ``went`` when it is served no more."""
    known: dict[str, Kind] = {}

    def changed(change: Change) -> None:
        name = change.obj["metadata"]["name"]
        kind = None if change.new is None else custom_kind(change.new)
        if kind is not None and name not in known:
            known[name] = kind
            came(kind)
        elif kind is None and name in known:
            went(known.pop(name))

    view.cache(DEFINITIONS).subscribe(changed)


def custom_kind(crd: Obj) -> Kind | None:
    """The kind that a definition adds now; any of its versions, since controllers care for the objects alone."""
    if crd["metadata"]["name"] in _BUILT_IN:
        return None
    return next(iter(kinds_of(crd)), None)
