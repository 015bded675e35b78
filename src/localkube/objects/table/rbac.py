"""Columns of roles and bindings."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES
from localkube.objects.table.columns import AGE, NAME, at, column


def _role(binding: Obj) -> str:
    return f"{at(binding, 'roleRef.kind')}/{at(binding, 'roleRef.name')}"


def _subjects(binding: Obj, kind: str) -> str:
    found = [subject for subject in binding.get("subjects") or () if subject.get("kind") == kind]
    return ", ".join(
        f"{subject.get('namespace', '')}/{subject['name']}" if kind == "ServiceAccount" else subject["name"]
        for subject in found
    )


_CREATED = column("Created At", lambda obj: str(at(obj, "metadata.creationTimestamp")))
_BINDING = (
    NAME,
    column("Role", _role),
    AGE,
    column("Users", lambda binding: _subjects(binding, "User"), wide=True),
    column("Groups", lambda binding: _subjects(binding, "Group"), wide=True),
    column("ServiceAccounts", lambda binding: _subjects(binding, "ServiceAccount"), wide=True),
)

RBAC = {
    ROLES: (NAME, _CREATED),
    CLUSTER_ROLES: (NAME, _CREATED),
    ROLE_BINDINGS: _BINDING,
    CLUSTER_ROLE_BINDINGS: _BINDING,
}
