"""Defaults of role bindings."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.kinds import RBAC_GROUP


def default_binding(binding: Obj) -> None:
    """Roles, users and groups belong to the group of RBAC, service accounts to the core group."""
    if "roleRef" in binding:
        binding["roleRef"].setdefault("apiGroup", RBAC_GROUP)
    for subject in binding.get("subjects") or ():
        if subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", RBAC_GROUP)
