"""Keeps ``status.used`` of resource quotas true when objects come, go or change what they use."""

from __future__ import annotations

from localkube.controllers import custom_kinds
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.kinds import KINDS, Kind
from localkube.objects.meta import clone
from localkube.objects.quota import counts_towards, usage, used_by

QUOTAS = "resourcequotas"

_SETTLE = 0.02
"""A rollout changes many objects at once: they are counted together after so many seconds."""

_UNCOUNTED = ("events",)


def quota_status(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for resource quotas."""
    return QuotaStatus(view).loop


class QuotaStatus:
    """The controller; keyed by quota."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._quotas = view.cache(QUOTAS)
        self.loop = Loop(QUOTAS, self._reconcile, (self._quotas,))
        self._quotas.index(BY_NAMESPACE, by_namespace)
        self._quotas.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._counted: list[str] = []
        for kind in KINDS:
            if kind.resource not in _UNCOUNTED and {"create", "list"} <= set(kind.verbs):
                self._came(kind)
        custom_kinds.follow(view, self._came, self._went)

    def _came(self, kind: Kind) -> None:
        if kind.namespaced:
            self._counted.append(kind.resource)
            self._view.cache(kind.resource).subscribe(lambda change: self._changed(kind.resource, change))

    def _went(self, kind: Kind) -> None:
        if kind.namespaced:
            self._counted.remove(kind.resource)
            self._view.forget(kind.resource)

    def _changed(self, resource: str, change: Change) -> None:
        quotas = self._quotas.by(BY_NAMESPACE, change.obj["metadata"]["namespace"])
        affected = [quota for quota in quotas if counts_towards(quota["spec"].get("hard") or {}, resource)]
        if not affected or (change.old and change.new and usage(resource, change.old) == usage(resource, change.new)):
            return
        for quota in affected:
            self.loop.queue.add_after(name_of(quota), _SETTLE)

    def _reconcile(self, key: Name) -> float | None:
        quota = self._view.access.find(QUOTAS, *key)
        if quota is None:
            return None
        hard = clone(quota["spec"].get("hard") or {})
        objects = (
            (resource, obj)
            for resource in self._counted
            if counts_towards(hard, resource)
            for obj in self._view.access.list(resource, key[0])
        )
        used = used_by(quota, objects)

        def change(current: Obj) -> None:
            current["status"] = {"hard": hard, "used": used}

        self._view.mutate(QUOTAS, *key, change, "status")
        return None
