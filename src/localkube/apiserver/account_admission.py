"""What a pod gets by its service account: the account itself, its token, and its secrets for pulling images.

Source: "Configure Service Accounts for Pods" and "ServiceAccount admission controller" in the Kubernetes documentation.
"""

from __future__ import annotations

from localkube.apiserver.refusals import forbidden
from localkube.objects.access import Obj
from localkube.objects.errors import Forbidden
from localkube.objects.kinds import Kind
from localkube.objects.meta import random_suffix

DEFAULT = "default"
MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
VOLUME_PREFIX = "kube-api-access-"
ROOT_CA = "kube-root-ca.crt"
_TOKEN_SECONDS = 3607


def name_of(pod: Obj) -> str:
    """The account that the pod asks for."""
    spec = pod["spec"]
    name: str = spec.get("serviceAccountName") or spec.get("serviceAccount") or DEFAULT
    return name


def missing(kind: Kind, pod: Obj) -> Forbidden:
    """The refusal of a pod whose account does not exist."""
    namespace, name = pod["metadata"]["namespace"], name_of(pod)
    why = f'error looking up service account {namespace}/{name}: serviceaccount "{name}" not found'
    return forbidden(kind, pod["metadata"]["name"], why)


def give(pod: Obj, account: Obj) -> None:
    """Write the account, its token and its pull secrets into a new pod, in place."""
    spec = pod["spec"]
    spec["serviceAccountName"] = spec["serviceAccount"] = account["metadata"]["name"]
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [{"name": each["name"]} for each in account["imagePullSecrets"] if each.get("name")]
    wanted = spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True))
    if wanted:
        _mount_token(spec)


def _mount_token(spec: Obj) -> None:
    """Into each container that has nothing of its own at the place of the token."""
    without = [
        container
        for container in (*spec.get("containers", ()), *spec.get("initContainers", ()))
        if all(mount.get("mountPath") != MOUNT_PATH for mount in container.get("volumeMounts") or ())
    ]
    if not without:
        return
    volumes: list[Obj] = spec.setdefault("volumes", [])
    name = next((str(v["name"]) for v in volumes if str(v.get("name", "")).startswith(VOLUME_PREFIX)), "")
    if not name:
        name = f"{VOLUME_PREFIX}{random_suffix()}"
        volumes.append(_volume(name))
    for container in without:
        mount = {"name": name, "readOnly": True, "mountPath": MOUNT_PATH}
        container["volumeMounts"] = [*(container.get("volumeMounts") or ()), mount]


def _volume(name: str) -> Obj:
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    return {
        "name": name,
        "projected": {
            "defaultMode": 0o644,
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": _TOKEN_SECONDS, "path": "token"}},
                {"configMap": {"name": ROOT_CA, "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                {"downwardAPI": {"items": [namespace]}},
            ],
        },
    }
