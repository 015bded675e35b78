"""All kinds that are served now: the built-in ones, and those that CustomResourceDefinitions add while the API runs."""

from __future__ import annotations

from collections.abc import Callable

from localkube.objects.access import Obj
from localkube.objects.custom.definition import kinds_of
from localkube.objects.kinds import KINDS, MEASURED, OLDER, Kind, kind_for

_ALWAYS = (*KINDS, *OLDER, *MEASURED)
_BUILT_IN = {(kind.group, kind.version, kind.plural): kind for kind in _ALWAYS}
_BUILT_IN_RESOURCES = frozenset(kind.full_name for kind in _ALWAYS)


class Catalogue:
    """The kinds of one API. ``changes`` counts how often they changed."""

    def __init__(self) -> None:
        self.changes = 0
        self._learned: dict[str, tuple[object, list[Kind]]] = {}
        self._by_path: dict[tuple[str, str, str], Kind] = {}
        self._by_resource: dict[str, Kind] = {}
        self._listeners: list[Callable[[], None]] = []

    def kinds(self) -> tuple[Kind, ...]:
        """Every served kind in every served version."""
        return (*_ALWAYS, *self._by_path.values())

    def at(self, group: str, version: str, plural: str) -> Kind | None:
        """The kind at ``/apis/group/version/plural``, if it is served."""
        return _BUILT_IN.get((group, version, plural)) or self._by_path.get((group, version, plural))

    def kind_for(self, resource: str) -> Kind:
        """The kind of ``pods`` or ``foos.example.org``, in the version in which it is kept. Raises KeyError."""
        return self._by_resource.get(resource) or kind_for(resource)

    def learn(self, crd: Obj) -> None:
        """Take in a definition as it is now. Those of built-in kinds add nothing."""
        name = crd["metadata"]["name"]
        if name in _BUILT_IN_RESOURCES:
            return
        told = _told(crd)
        known = self._learned.get(name)
        if known is None or known[0] != told:
            self._learned[name] = told, kinds_of(crd)
            self._changed()

    def forget(self, name: str) -> None:
        """A definition is gone."""
        if self._learned.pop(name, None) is not None:
            self._changed()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _changed(self) -> None:
        kinds = [kind for _, found in self._learned.values() for kind in found]
        self._by_path = {(k.group, k.version, k.plural): k for k in kinds if k.definition and k.definition.served}
        self._by_resource = {k.resource: k for k in kinds if k.definition and k.definition.storage == k.api_version}
        self.changes += 1
        for listener in tuple(self._listeners):
            listener()


def _told(crd: Obj) -> object:
    """All of a definition that its kinds are made from."""
    status = crd.get("status") or {}
    conditions = [(c["type"], c["status"]) for c in status.get("conditions") or () if c["type"] == "Established"]
    return crd["spec"], status.get("acceptedNames"), conditions, "deletionTimestamp" in crd["metadata"]
