"""Roles and their bindings."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.kinds import RBAC_GROUP
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.problems import Problems

_SUBJECTS = ("ServiceAccount", "User", "Group")


def check_role(role: Obj, _: Obj | None, found: Problems) -> None:
    """Check a role: it is about resources of a namespace."""
    for index, rule in enumerate(role.get("rules") or ()):
        _rule(f"rules[{index}]", rule, found, namespaced=True)


def check_cluster_role(role: Obj, _: Obj | None, found: Problems) -> None:
    """Check a cluster role, and the selectors by which it is put together."""
    for index, rule in enumerate(role.get("rules") or ()):
        _rule(f"rules[{index}]", rule, found, namespaced=False)
    if "aggregationRule" in role:
        selectors = (role["aggregationRule"] or {}).get("clusterRoleSelectors") or []
        if not selectors:
            found.required("aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required")
        for index, selector in enumerate(selectors):
            check_selector(f"aggregationRule.clusterRoleSelectors[{index}]", selector, found)


def check_role_binding(binding: Obj, old: Obj | None, found: Problems) -> None:
    """Check a role binding, whose subjects may be those of its namespace."""
    _binding(binding, old, found, ("Role", "ClusterRole"))


def check_cluster_role_binding(binding: Obj, old: Obj | None, found: Problems) -> None:
    """Check a cluster role binding."""
    _binding(binding, old, found, ("ClusterRole",))


def _rule(path: str, rule: Obj, found: Problems, *, namespaced: bool) -> None:
    if not rule.get("verbs"):
        found.required(f"{path}.verbs", "verbs must contain at least one value")
    urls = rule.get("nonResourceURLs")
    if urls:
        if namespaced:
            found.invalid(f"{path}.nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs")
        if any(rule.get(name) for name in ("apiGroups", "resources", "resourceNames")):
            detail = "rules cannot apply to both regular resources and non-resource URLs"
            found.invalid(f"{path}.nonResourceURLs", urls, detail)
        return
    if not rule.get("apiGroups"):
        found.required(f"{path}.apiGroups", "resource rules must supply at least one api group")
    if not rule.get("resources"):
        found.required(f"{path}.resources", "resource rules must supply at least one resource")


def _binding(binding: Obj, old: Obj | None, found: Problems, kinds: tuple[str, ...]) -> None:
    reference: Obj = binding.get("roleRef") or {}
    if reference.get("apiGroup") != RBAC_GROUP:
        found.unsupported("roleRef.apiGroup", reference.get("apiGroup", ""), (RBAC_GROUP,))
    if reference.get("kind") not in kinds:
        found.unsupported("roleRef.kind", reference.get("kind", ""), kinds)
    if not reference.get("name"):
        found.required("roleRef.name")
    elif wrong := names.path_segment(reference["name"]):
        found.invalid("roleRef.name", reference["name"], wrong)
    if old is not None and reference != old.get("roleRef"):
        found.invalid("roleRef", reference, "cannot change roleRef")
    for index, subject in enumerate(binding.get("subjects") or ()):
        _subject(f"subjects[{index}]", subject, found, namespaced="Role" in kinds)


def _subject(path: str, subject: Obj, found: Problems, *, namespaced: bool) -> None:
    kind, name = subject.get("kind", ""), subject.get("name", "")
    if not name:
        found.required(f"{path}.name")
    if kind not in _SUBJECTS:
        found.unsupported(f"{path}.kind", kind, _SUBJECTS)
        return
    if kind == "ServiceAccount":
        if name and (wrong := names.subdomain(name)):
            found.invalid(f"{path}.name", name, wrong)
        if subject.get("apiGroup"):
            found.unsupported(f"{path}.apiGroup", subject["apiGroup"], ("",))
        if not namespaced and not subject.get("namespace"):
            found.required(f"{path}.namespace")
    elif subject.get("apiGroup") != RBAC_GROUP:
        found.unsupported(f"{path}.apiGroup", subject.get("apiGroup", ""), (RBAC_GROUP,))
