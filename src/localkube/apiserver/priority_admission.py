"""Which priority a new pod gets, and which priority classes may be the default.

Source: "Pod Priority and Preemption" and "Priority" among the admission controllers in the Kubernetes documentation.
"""

from __future__ import annotations

from localkube.apiserver.refusals import forbidden
from localkube.objects.access import Obj
from localkube.objects.kinds import Kind
from localkube.objects.priority import PREEMPT, PRIORITY_CLASSES, SYSTEM_CLASSES, default_class
from localkube.store import Store

_POD_FIELDS = ("priority", "preemptionPolicy", "priorityClassName")


def give_priority(store: Store, kind: Kind, pod: Obj) -> None:
    """Write priority and policy of the pod's class into a new pod, in place. Raises Forbidden."""
    spec, name = pod["spec"], pod["metadata"].get("name", "")  # that it has none is told by the validation
    chosen = spec.get("priorityClassName")
    if chosen:
        record = store.get(PRIORITY_CLASSES, None, chosen)
        if record is None:
            raise forbidden(kind, name, f"no PriorityClass with name {chosen} was found")
        found: Obj | None = record.obj
    else:
        found = default_class(record.obj for record in store.list(PRIORITY_CLASSES))
    if found is not None:
        spec["priorityClassName"] = found["metadata"]["name"]
    value = found.get("value", 0) if found is not None else 0
    policy = found.get("preemptionPolicy") or PREEMPT if found is not None else PREEMPT
    computed = "priority admission controller computed {} from the given PriorityClass name"
    if spec.get("priority") not in (None, value):
        told = f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
        raise forbidden(kind, name, told + computed.format(value))
    if spec.get("preemptionPolicy") not in (None, policy):
        told = f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
        raise forbidden(kind, name, told + computed.format(policy))
    spec |= {"priority": value, "preemptionPolicy": policy}


def keep_priority(pod: Obj, live: Obj) -> None:
    """A client that writes a pod again without the priority that it was given does not mean to change it."""
    for field in _POD_FIELDS:
        if field in live["spec"] and pod["spec"].get(field) in (None, ""):
            pod["spec"][field] = live["spec"][field]


def check_default(store: Store, kind: Kind, priority_class: Obj) -> None:
    """Raise Forbidden when another class is the default already."""
    if not priority_class.get("globalDefault"):
        return
    present, name = (
        default_class(record.obj for record in store.list(PRIORITY_CLASSES)),
        priority_class["metadata"]["name"],
    )
    if present is not None and present["metadata"]["name"] != name:
        told = f"PriorityClass {present['metadata']['name']} is already marked as default. Only one default can exist"
        raise forbidden(kind, name, told)


def check_goes(kind: Kind, name: str) -> None:
    """Raise Forbidden for the classes of the system."""
    if kind.resource == PRIORITY_CLASSES and name in SYSTEM_CLASSES:
        raise forbidden(kind, name, "this is a system priority class and cannot be deleted")
