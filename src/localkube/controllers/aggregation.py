"""Puts cluster roles together from those that their aggregation rule selects."""

from __future__ import annotations

from localkube.controllers.cache import Change
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.rbac import CLUSTER_ROLES
from localkube.objects.selectors import match_selector


def aggregation(view: View, _settings: Settings) -> Loop[str]:
    """The loop for aggregated cluster roles."""
    return Aggregation(view).loop


class Aggregation:
    """The controller; keyed by the role that is put together."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._roles = view.cache(CLUSTER_ROLES)
        self.loop: Loop[str] = Loop("aggregation", self._reconcile, (self._roles,))
        self._roles.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        name = change.obj["metadata"]["name"]
        for role in self._roles.all():
            if "aggregationRule" not in role:
                continue
            versions = [each for each in (change.old, change.new) if each is not None]
            if role["metadata"]["name"] == name or any(is_part(role, each) for each in versions):
                self.loop.queue.add(role["metadata"]["name"])

    def _reconcile(self, name: str) -> None:
        role = self._view.access.find(CLUSTER_ROLES, None, name)
        if role is None or "aggregationRule" not in role:
            return
        rules = rules_of(role, self._roles.all())
        try:
            self._view.mutate(CLUSTER_ROLES, None, name, lambda current: current.update(rules=rules))
        except NotFound:
            return


def is_part(role: Obj, other: Obj) -> bool:
    """Whether the aggregated role takes in the rules of the other one."""
    if other["metadata"]["name"] == role["metadata"]["name"]:
        return False
    selectors = role["aggregationRule"].get("clusterRoleSelectors") or ()
    return any(match_selector(selector, other["metadata"].get("labels")) for selector in selectors)


def rules_of(role: Obj, roles: list[Obj]) -> list[Obj]:
    """All rules of its parts in the order of their names, each once."""
    found: list[Obj] = []
    for part in sorted(roles, key=lambda each: str(each["metadata"]["name"])):
        if is_part(role, part):
            found += [rule for rule in part.get("rules") or () if rule not in found]
    return found
