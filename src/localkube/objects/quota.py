"""How objects count against a resource quota: the same arithmetic for admission and for the quota's status. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from localkube.objects.access import Obj
from localkube.objects.quantity import parse, render
from localkube.objects.resources import Amounts, is_best_effort, pod_resources

_PLAIN_COUNTS = (
    "configmaps",
    "persistentvolumeclaims",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
)
_FINISHED = ("Succeeded", "Failed")


def counts_towards(hard: Iterable[str], resource: str) -> bool:
    """Whether objects of ``resource`` can matter to any of these quota entries."""
    if resource == "pods":
        return any(name == "count/pods" or _is_about_pods(name) for name in hard)
    return any(name == f"count/{resource}" or name.split(".")[0] == resource for name in hard) or (
        resource == "persistentvolumeclaims" and any("storage" in name for name in hard)
    )


def _is_about_pods(name: str) -> bool:
    return not (name.startswith(("count/", "services.")) or name in _PLAIN_COUNTS or name.endswith("requests.storage"))


def usage(resource: str, obj: Obj) -> Amounts:
    """What one object uses, by the names of ``spec.hard``."""
    one = Decimal(1)
    used: Amounts = {f"count/{resource}": one}
    if resource in _PLAIN_COUNTS:
        used[resource] = one
    if resource == "pods":
        used |= _pod(obj)
    elif resource == "services":
        used |= _service(obj)
    elif resource == "persistentvolumeclaims":
        used |= _claim(obj)
    return used


def in_scope(quota: Obj, resource: str, obj: Obj) -> bool:
    """Whether a quota's scopes cover the object. Scopes are about pods; a quota with scopes counts nothing else."""
    spec = quota["spec"]
    terms: list[Obj] = [{"scopeName": name, "operator": "Exists"} for name in spec.get("scopes") or ()]
    terms += (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    return not terms or (resource == "pods" and all(_covers(term, obj) for term in terms))


def used_by(quota: Obj, objects: Iterable[tuple[str, Obj]]) -> dict[str, str]:
    """``status.used``: for each entry of ``spec.hard`` the sum over ``objects`` (pairs of resource and object)."""
    hard: dict[str, str] = quota["spec"].get("hard") or {}
    sums = dict.fromkeys(hard, Decimal(0))
    for resource, obj in objects:
        if not in_scope(quota, resource, obj):
            continue
        for name, amount in usage(resource, obj).items():
            if name in sums:
                sums[name] += amount
    return {name: render(total, hard[name]) for name, total in sums.items()}


def _pod(pod: Obj) -> Amounts:
    if (pod.get("status") or {}).get("phase") in _FINISHED:
        return {}
    used: Amounts = {"pods": Decimal(1)}
    for name, amount in pod_resources(pod, "requests").items():
        used[f"requests.{name}"] = amount
        if name in ("cpu", "memory", "ephemeral-storage") or name.startswith("hugepages-"):
            used[name] = amount
    for name, amount in pod_resources(pod, "limits").items():
        used[f"limits.{name}"] = amount
    return used


def _service(service: Obj) -> Amounts:
    spec = service["spec"]
    kind = spec.get("type", "ClusterIP")
    used: Amounts = {}
    if kind == "LoadBalancer":
        used["services.loadbalancers"] = Decimal(1)
    if kind == "NodePort" or (kind == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts", True)):
        used["services.nodeports"] = Decimal(len(spec.get("ports") or ()))
    return used


def _claim(claim: Obj) -> Amounts:
    requests = (claim["spec"].get("resources") or {}).get("requests") or {}
    size = parse(requests.get("storage", 0))
    used: Amounts = {"requests.storage": size}
    if name := claim["spec"].get("storageClassName"):
        used[f"{name}.storageclass.storage.k8s.io/requests.storage"] = size
        used[f"{name}.storageclass.storage.k8s.io/persistentvolumeclaims"] = Decimal(1)
    return used


def _covers(term: Obj, pod: Obj) -> bool:
    scope, spec = term["scopeName"], pod["spec"]
    if scope == "PriorityClass":
        return _priority(term, spec.get("priorityClassName") or "")
    answers = {
        "Terminating": spec.get("activeDeadlineSeconds") is not None,
        "NotTerminating": spec.get("activeDeadlineSeconds") is None,
        "BestEffort": is_best_effort(pod),
        "NotBestEffort": not is_best_effort(pod),
        "CrossNamespacePodAffinity": _looks_into_other_namespaces(pod),
    }
    return answers.get(scope, False)


def _looks_into_other_namespaces(pod: Obj) -> bool:
    """Whether the pod's affinity to other pods is not about its own namespace alone."""
    affinity: Obj = pod["spec"].get("affinity") or {}
    terms: list[Obj] = []
    for name in ("podAffinity", "podAntiAffinity"):
        part: Obj = affinity.get(name) or {}
        terms += part.get("requiredDuringSchedulingIgnoredDuringExecution") or []
        preferred = part.get("preferredDuringSchedulingIgnoredDuringExecution") or []
        terms += [choice.get("podAffinityTerm") or {} for choice in preferred]
    return any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms)


def _priority(term: Obj, name: str) -> bool:
    values = term.get("values") or []
    return {
        "In": name in values,
        "NotIn": name not in values,
        "Exists": bool(name),
        "DoesNotExist": not name,
    }[term.get("operator", "Exists")]
