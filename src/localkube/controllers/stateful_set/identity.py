"""Who is who in a stateful set: names, ordinals, claims, revisions of its pods. Pure.

Source: "StatefulSets" in the Kubernetes documentation, "Stable network identity" and "Stable storage" there.
"""

from __future__ import annotations

import re

from localkube.controllers.history import POD_LABEL, History
from localkube.controllers.template import pod_from
from localkube.objects.access import Obj
from localkube.objects.meta import clone, owner_reference

NAME_LABEL = "statefulset.kubernetes.io/pod-name"
INDEX_LABEL = "apps.kubernetes.io/pod-index"

_NUMBERED = re.compile(r"(.+)-(0|[1-9][0-9]*)")


def first_ordinal(stateful_set: Obj) -> int:
    """The number of the first pod."""
    start: int = (stateful_set["spec"].get("ordinals") or {}).get("start", 0)
    return start


def wanted_ordinals(stateful_set: Obj) -> range:
    """The numbers of the pods that should be there."""
    first = first_ordinal(stateful_set)
    return range(first, first + stateful_set["spec"].get("replicas", 1))


def ordinal_of(stateful_set: Obj, pod: Obj) -> int | None:
    """The pod's number, None when its name is not one of this set's."""
    found = _NUMBERED.fullmatch(pod["metadata"]["name"])
    if found is None or found[1] != stateful_set["metadata"]["name"]:
        return None
    return int(found[2])


def revision_of(pod: Obj) -> str:
    """The name of the revision that the pod is of."""
    name: str = (pod["metadata"].get("labels") or {}).get(POD_LABEL, "")
    return name


def revision_for(stateful_set: Obj, history: History, ordinal: int) -> str:
    """The revision that a pod made now is of: below the partition it stays the current one."""
    strategy = stateful_set["spec"].get("updateStrategy") or {}
    partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
    current = current_revision(stateful_set, history)
    if strategy.get("type") == "RollingUpdate" and ordinal < first_ordinal(stateful_set) + partition:
        return current
    return history.name


def current_revision(stateful_set: Obj, history: History) -> str:
    """The revision that a rolling update comes from."""
    name: str = (stateful_set.get("status") or {}).get("currentRevision") or ""
    return name if history.template_of(name) is not None else history.name


def new_pod(stateful_set: Obj, history: History, ordinal: int) -> Obj:
    """The pod of a number."""
    revision = revision_for(stateful_set, history, ordinal)
    template = history.template_of(revision)
    shaped = {**stateful_set, "spec": {**stateful_set["spec"], "template": template}}
    pod = pod_from(shaped)
    metadata = pod["metadata"]
    del metadata["generateName"]
    metadata["name"] = f"{stateful_set['metadata']['name']}-{ordinal}"
    marks = {NAME_LABEL: metadata["name"], INDEX_LABEL: str(ordinal), POD_LABEL: revision}
    metadata["labels"] = {**(metadata.get("labels") or {}), **marks}
    pod["spec"]["hostname"] = metadata["name"]
    if stateful_set["spec"].get("serviceName"):
        pod["spec"]["subdomain"] = stateful_set["spec"]["serviceName"]
    claimed = {
        claim["metadata"]["name"]: claim_name(claim, metadata["name"]) for claim in claim_templates(stateful_set)
    }
    others = [volume for volume in pod["spec"].get("volumes") or () if volume["name"] not in claimed]
    volumes = [{"name": volume, "persistentVolumeClaim": {"claimName": name}} for volume, name in claimed.items()]
    if volumes:
        pod["spec"]["volumes"] = [*volumes, *others]
    return pod


def claim_templates(stateful_set: Obj) -> list[Obj]:
    """The templates of the claims that each pod has."""
    templates: list[Obj] = stateful_set["spec"].get("volumeClaimTemplates") or []
    return templates


def claim_name(template: Obj, pod_name: str) -> str:
    """``data-db-0``."""
    return f"{template['metadata']['name']}-{pod_name}"


def new_claims(stateful_set: Obj, pod_name: str) -> list[Obj]:
    """The claims of one pod."""
    labels = stateful_set["spec"]["selector"].get("matchLabels") or {}
    made = []
    for template in claim_templates(stateful_set):
        metadata = template["metadata"]
        claim: Obj = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {
                "name": claim_name(template, pod_name),
                "namespace": stateful_set["metadata"]["namespace"],
                "labels": {**(metadata.get("labels") or {}), **labels},
                "annotations": dict(metadata.get("annotations") or {}),
            },
            "spec": clone(template["spec"]),
        }
        made.append(claim)
    return made


def claim_owners(stateful_set: Obj, pod: Obj | None, *, surplus: bool) -> list[Obj]:
    """Who takes a claim along: the pod alone, when it goes by scaling down; else the set, when claims go with it."""
    policy = stateful_set["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    if policy.get("whenScaled") == "Delete" and surplus and pod is not None:
        return [owner_reference(pod, controller=False)]
    return [owner_reference(stateful_set, controller=False)] if policy.get("whenDeleted") == "Delete" else []
