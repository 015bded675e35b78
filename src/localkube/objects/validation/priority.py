"""Priority classes, and what pods say about their priority."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.priority import HIGHEST, POLICIES, SYSTEM_CLASSES, SYSTEM_PREFIX
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems


def check_priority_class(priority_class: Obj, old: Obj | None, found: Problems) -> None:
    """Check a class: names of the system's are reserved, and values never change."""
    name, value = priority_class["metadata"].get("name", ""), priority_class.get("value", 0)
    if old is not None:
        if value != old.get("value", 0):
            found.forbidden("value", "may not be changed in an update.")
        found.immutable("preemptionPolicy", priority_class.get("preemptionPolicy"), old.get("preemptionPolicy"))
        return
    if name.startswith(SYSTEM_PREFIX):
        if wrong := _not_the_systems(name, priority_class):
            told = (
                f"priority class names with '{SYSTEM_PREFIX}' prefix are reserved for system use only. error: {wrong}"
            )
            found.forbidden("metadata.name", told)
    elif value > HIGHEST:
        found.forbidden("value", f"maximum allowed value of a user defined priority is {HIGHEST}")
    found.one_of("preemptionPolicy", priority_class.get("preemptionPolicy"), POLICIES)


def check_pod_priority(path: str, spec: Obj, found: Problems) -> None:
    """Check the fields of a pod spec. Whether the class exists is seen when a pod is made."""
    name = spec.get("priorityClassName")
    if name and (wrong := names.subdomain(name)):
        found.invalid(f"{path}.priorityClassName", name, wrong)
    found.one_of(f"{path}.preemptionPolicy", spec.get("preemptionPolicy"), POLICIES)


def _not_the_systems(name: str, priority_class: Obj) -> str:
    """What makes it another one than the system's class of that name."""
    if name not in SYSTEM_CLASSES:
        return f"{name} is not a known system priority class"
    if priority_class.get("value", 0) != SYSTEM_CLASSES[name]:
        return f"value of {name} PriorityClass must be {SYSTEM_CLASSES[name]}"
    if priority_class.get("globalDefault"):
        return f"globalDefault of {name} PriorityClass must be false"
    return ""
