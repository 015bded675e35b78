"""Nobody grants by a role or a binding what he does not hold himself, unless he may ``escalate`` or ``bind``.

Source: "Privilege escalation prevention and bootstrapping" in "Using RBAC Authorization".
"""

from __future__ import annotations

from localkube.apiserver.authorization import Authorizer
from localkube.apiserver.refusals import forbidden
from localkube.apiserver.users import User
from localkube.objects.access import Obj
from localkube.objects.kinds import RBAC_GROUP, Kind
from localkube.objects.rbac import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    ROLE_BINDINGS,
    ROLES,
    Asked,
    quoted,
    shown,
    uncovered,
)

_EVERYTHING = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}, {"nonResourceURLs": ["*"], "verbs": ["*"]}]
_GRANTS = ("rules", "aggregationRule", "subjects", "roleRef")


def check_escalation(authorizer: Authorizer, user: User, kind: Kind, obj: Obj, live: Obj | None) -> None:
    """Raise Forbidden when the write would grant more than ``user`` holds. Other kinds pass."""
    if user.is_administrator or kind.group != RBAC_GROUP:
        return
    if live is not None and all(obj.get(name) == live.get(name) for name in _GRANTS):
        return
    if kind.resource in (ROLES, CLUSTER_ROLES):
        _check_role(authorizer, user, kind, obj, live)
    elif kind.resource in (ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS):
        _check_binding(authorizer, user, kind, obj)


def _check_role(authorizer: Authorizer, user: User, kind: Kind, role: Obj, live: Obj | None) -> None:
    name, namespace = role["metadata"]["name"], role["metadata"].get("namespace", "")
    if authorizer.allows(user, Asked("escalate", RBAC_GROUP, kind.plural, namespace=namespace, name=name)):
        return
    wanted: list[Obj] = role.get("rules") or []
    if role.get("aggregationRule") and role.get("aggregationRule") != (live or {}).get("aggregationRule"):
        wanted = [*wanted, *_EVERYTHING]
    _refuse_what_is_not_held(authorizer, user, kind, role, wanted)


def _check_binding(authorizer: Authorizer, user: User, kind: Kind, binding: Obj) -> None:
    reference, namespace = binding["roleRef"], binding["metadata"].get("namespace", "")
    plural = "roles" if reference["kind"] == "Role" else "clusterroles"
    if authorizer.allows(user, Asked("bind", RBAC_GROUP, plural, namespace=namespace, name=reference["name"])):
        return
    _refuse_what_is_not_held(authorizer, user, kind, binding, authorizer.rules_of_role(reference, namespace))


def _refuse_what_is_not_held(authorizer: Authorizer, user: User, kind: Kind, obj: Obj, wanted: list[Obj]) -> None:
    metadata = obj["metadata"]
    missing = uncovered(wanted, authorizer.rules(user, metadata.get("namespace", "")))
    if missing:
        listed = "\n".join(shown(rule) for rule in missing)
        why = (
            f'user "{user.name}" (groups={quoted(user.groups)}) is attempting to grant RBAC permissions '
            f"not currently held:\n{listed}"
        )
        raise forbidden(kind, metadata["name"], why)
