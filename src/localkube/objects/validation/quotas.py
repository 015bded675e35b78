"""Resource quotas: amounts, and which pods they are about."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.quantity import parse
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_EITHER_OR = (("Terminating", "NotTerminating"), ("BestEffort", "NotBestEffort"))
_PLAIN_SCOPES = ("BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "Terminating")
_SCOPES = (*_PLAIN_SCOPES, "PriorityClass")
_OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")
_COMPUTE = ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
_AMOUNTS = (*_COMPUTE, *(f"{which}ephemeral-storage" for which in ("", "requests.", "limits.")), "requests.storage")
_COUNTS = (
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
)
_COUNTED = (*_AMOUNTS, *_COUNTS)


def check_quota(quota: Obj, old: Obj | None, found: Problems) -> None:
    """Check resource names, amounts and scopes; scopes stay as they were made."""
    spec: Obj = quota.get("spec", {})
    for name, amount in spec.get("hard", {}).items():
        path = f"spec.hard[{name}]"
        _check_name(path, name, found)
        if parse(amount) < 0:
            found.invalid(path, amount, "must be greater than or equal to 0")
        if name in _COUNTS and parse(amount) % 1:
            found.invalid(path, amount, "must be an integer")
    scopes: list[str] = spec.get("scopes") or []
    terms: list[Obj] = (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    _check_scopes("spec.scopes", scopes, spec, found)
    _check_terms("spec.scopeSelector.matchExpressions", terms, spec, found)
    if old is not None:
        for name in ("scopes", "scopeSelector"):
            if spec.get(name) != old.get("spec", {}).get(name):
                found.invalid(f"spec.{name}", spec.get(name), "field is immutable")


def _check_name(path: str, name: str, found: Problems) -> None:
    """A name without a group must be one that quotas count; those with one may be of anything, also of what comes."""
    wrong = names.qualified_name(name)
    if wrong:
        found.invalid(path, name, wrong)
    if "/" in name or name in _COUNTED or name.startswith(("hugepages-", "requests.hugepages-")):
        return
    if name != "storage" and not wrong:
        found.invalid(path, name, "must be a standard resource type or fully qualified")
    found.invalid(path, name, "must be a standard resource for quota")


def _check_scopes(path: str, scopes: list[str], spec: Obj, found: Problems) -> None:
    for scope in scopes:
        if scope not in _SCOPES:
            found.invalid(path, scopes, "unsupported scope")
    _check_resources(path, scopes, spec, found)
    for pair in _EITHER_OR:
        if set(pair) <= set(scopes):
            found.invalid(path, scopes, "conflicting scopes")


def _check_terms(path: str, terms: list[Obj], spec: Obj, found: Problems) -> None:
    scopes: list[str] = []
    for term in terms:
        scope, operator, values = term.get("scopeName", ""), term.get("operator", ""), term.get("values") or []
        scopes.append(scope)
        if not scope:
            found.required(f"{path}.scopeName", "scopeName is required")
        elif scope not in _SCOPES:
            found.invalid(f"{path}.scopeName", scope, "unsupported scope")
        if operator not in _OPERATORS:
            found.invalid(f"{path}.operator", operator, "not a valid selector operator")
        elif scope in _PLAIN_SCOPES and operator != "Exists":
            detail = f"must be 'Exist' when scope is any of {', '.join(_PLAIN_SCOPES)}"
            found.invalid(f"{path}.operator", operator, detail)
        elif operator in ("In", "NotIn") and not values:
            found.required(f"{path}.values", "must be at least one value when `operator` is 'In' or 'NotIn'")
        elif operator in ("Exists", "DoesNotExist") and values:
            found.invalid(f"{path}.values", values, "must be no value when `operator` is 'Exists' or 'DoesNotExist'")
    _check_resources(path, scopes, spec, found)
    for pair in _EITHER_OR:
        if set(pair) <= set(scopes):
            found.invalid(path, scopes, "conflicting scopes")


def _check_resources(path: str, scopes: list[str], spec: Obj, found: Problems) -> None:
    """Scopes choose among pods, so the quota must be about pods; best effort pods ask for nothing."""
    for scope in scopes:
        for name in spec.get("hard", {}):
            about_pods = name in ("pods", "count/pods") or (scope != "BestEffort" and _is_compute(name))
            if scope in _SCOPES and not about_pods:
                found.invalid(path, scopes, f"unsupported scope applied to resource: {name}")


def _is_compute(name: str) -> bool:
    return name in _COMPUTE or "ephemeral-storage" in name or "hugepages-" in name or name.startswith("requests.")
