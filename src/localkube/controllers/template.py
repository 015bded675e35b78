"""From a workload's pod template to a new pod. Pure."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.meta import clone, owner_reference

_KEPT = ("labels", "annotations", "finalizers")


def pod_from(owner: Obj) -> Obj:
    """A pod of the owner's template that the owner controls; its name is made from the owner's."""
    template = clone(owner["spec"]["template"])
    metadata = template.get("metadata") or {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            **{name: metadata[name] for name in _KEPT if metadata.get(name)},
            "generateName": f"{owner['metadata']['name']}-",
            "namespace": owner["metadata"]["namespace"],
            "ownerReferences": [owner_reference(owner)],
        },
        "spec": template["spec"],
    }
