"""What may enter: namespaces that take objects, limit ranges, quotas. Runs inside the write: it cannot be raced."""

from __future__ import annotations

from decimal import Decimal

from localkube.apiserver.priority_admission import check_default, give_priority, keep_priority
from localkube.apiserver.refusals import forbidden
from localkube.objects.access import Obj
from localkube.objects.errors import Cause, NotFound
from localkube.objects.kinds import Kind
from localkube.objects.limits import fill_defaults, violations
from localkube.objects.priority import PRIORITY_CLASSES
from localkube.objects.quantity import parse, render
from localkube.objects.quota import counts_towards, in_scope, usage, used_by
from localkube.store import Store

COMPUTE = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "cpu", "memory")

INGRESSES = "ingresses.networking.k8s.io"
DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
CLAIMS, STORAGE_CLASSES = "persistentvolumeclaims", "storageclasses.storage.k8s.io"
DEFAULT_STORAGE_CLASS = "storageclass.kubernetes.io/is-default-class"
OLD_CLASS = "kubernetes.io/ingress.class"

LOST_NODE_TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
LOST_NODE_SECONDS = 300


class Admission:
    """Checks against the store's present content."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def admit_create(self, kind: Kind, obj: Obj) -> None:
        """Raise NotFound or Forbidden; fill in a limit range's defaults."""
        if kind.resource == PRIORITY_CLASSES:
            check_default(self._store, kind, obj)
        namespace = obj["metadata"].get("namespace")
        if namespace is None:
            return
        self._namespace_takes(kind, obj, namespace)
        if kind.resource == "pods":
            _check_runtime_class(kind, obj)
            _bear_lost_nodes(obj)
            give_priority(self._store, kind, obj)
            for record in self._store.list("limitranges", namespace):
                fill_defaults(obj, record.obj)
        if kind.resource == INGRESSES:
            self._default_class(obj)
        if kind.resource == CLAIMS:
            self._default_storage_class(obj)
        self._within_limits(kind, obj, namespace)
        self._within_quota(kind, obj, namespace, None)

    def admit_update(self, kind: Kind, obj: Obj, live: Obj, subresource: str) -> None:
        """Raise Forbidden when the change would exceed a quota, or make a second default class."""
        namespace = obj["metadata"].get("namespace")
        if kind.resource == PRIORITY_CLASSES:
            check_default(self._store, kind, obj)
        if kind.resource == "pods" and not subresource:
            keep_priority(obj, live)
        if kind.resource == CLAIMS and not subresource:
            self._may_grow(kind, obj, live)
        if namespace is not None and (subresource == "resize" or (kind.resource == CLAIMS and not subresource)):
            self._within_limits(kind, obj, namespace)
        if namespace is not None and subresource in ("", "resize"):
            self._within_quota(kind, obj, namespace, live)

    def _namespace_takes(self, kind: Kind, obj: Obj, namespace: str) -> None:
        record = self._store.get("namespaces", None, namespace)
        if record is None:
            raise NotFound(f'namespaces "{namespace}" not found', name=namespace, kind="namespaces")
        if (record.obj.get("status") or {}).get("phase") == "Terminating" and kind.resource != "events":
            name = obj["metadata"]["name"]
            raise forbidden(
                kind,
                name,
                f"unable to create new content in namespace {namespace} because it is being terminated",
                (Cause("NamespaceTerminating", f"namespace {namespace} is being terminated", "metadata.namespace"),),
            )

    def _default_class(self, ingress: Obj) -> None:
        """An ingress that names no class gets the default one, if there is one."""
        if ingress.setdefault("spec", {}).get("ingressClassName") or OLD_CLASS in (
            ingress["metadata"].get("annotations") or {}
        ):
            return
        for record in self._store.list("ingressclasses.networking.k8s.io"):
            metadata = record.obj["metadata"]
            if (metadata.get("annotations") or {}).get(DEFAULT_CLASS) == "true":
                ingress["spec"]["ingressClassName"] = metadata["name"]
                return

    def _default_storage_class(self, claim: Obj) -> None:
        """A claim that says nothing about its class gets the default one, the youngest should there be several."""
        if "storageClassName" in claim["spec"]:
            return
        marked = [
            record.obj["metadata"]
            for record in self._store.list(STORAGE_CLASSES)
            if (record.obj["metadata"].get("annotations") or {}).get(DEFAULT_STORAGE_CLASS) == "true"
        ]
        if marked:
            claim["spec"]["storageClassName"] = max(marked, key=lambda m: (m["creationTimestamp"], m["name"]))["name"]

    def _may_grow(self, kind: Kind, claim: Obj, live: Obj) -> None:
        """Only volumes of a class that says so grow."""
        if _asked(claim) <= _asked(live):
            return
        record = self._store.get(STORAGE_CLASSES, None, claim["spec"].get("storageClassName") or "")
        if record is None or not record.obj.get("allowVolumeExpansion"):
            detail = (
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                " support resize"
            )
            raise forbidden(kind, claim["metadata"]["name"], detail)

    def _within_limits(self, kind: Kind, obj: Obj, namespace: str) -> None:
        """Neither too small nor too large for the namespace's limit ranges."""
        if kind.resource not in ("pods", CLAIMS):
            return
        ranges = self._store.list("limitranges", namespace)
        broken = [problem for record in ranges for problem in violations(record.obj, kind.resource, obj)]
        if broken:
            told = broken[0] if len(broken) == 1 else f"[{', '.join(broken)}]"
            raise forbidden(kind, obj["metadata"]["name"], told)

    def _within_quota(self, kind: Kind, obj: Obj, namespace: str, live: Obj | None) -> None:
        for record in self._store.list("resourcequotas", namespace):
            quota = record.obj
            hard: dict[str, str] = (quota.get("spec") or {}).get("hard") or {}
            if counts_towards(hard, kind.resource) and in_scope(quota, kind.resource, obj):
                self._check(kind, obj, quota, hard, live)

    def _check(self, kind: Kind, obj: Obj, quota: Obj, hard: dict[str, str], live: Obj | None) -> None:
        name, quota_name = obj["metadata"]["name"], quota["metadata"]["name"]
        if kind.resource == "pods" and live is None and (missing := _unspecified(obj, hard)):
            raise forbidden(kind, name, f"failed quota: {quota_name}: must specify {missing}")
        before = usage(kind.resource, live) if live is not None else {}
        asked = {n: amount - before.get(n, Decimal(0)) for n, amount in usage(kind.resource, obj).items() if n in hard}
        asked = {n: amount for n, amount in asked.items() if amount > 0}
        if not asked:
            return
        namespace = obj["metadata"]["namespace"]
        present = [(kind.resource, r.obj) for r in self._store.list(kind.resource, namespace)]
        used = used_by(quota, present)
        over = sorted(n for n, amount in asked.items() if parse(used[n]) + amount > parse(hard[n]))
        if over:
            requested = ",".join(f"{n}={render(asked[n], hard[n])}" for n in over)
            taken, limited = (",".join(f"{n}={amounts[n]}" for n in over) for amounts in (used, hard))
            raise forbidden(
                kind, name, f"exceeded quota: {quota_name}, requested: {requested}, used: {taken}, limited: {limited}"
            )


def _check_runtime_class(kind: Kind, pod: Obj) -> None:
    """There is one runtime, and no classes of it."""
    if name := pod["spec"].get("runtimeClassName"):
        raise forbidden(kind, pod["metadata"]["name"], f'pod rejected: RuntimeClass "{name}" not found')
    if pod["spec"].get("overhead"):
        detail = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
        raise forbidden(kind, pod["metadata"]["name"], detail)


def _bear_lost_nodes(pod: Obj) -> None:
    """A pod that does not say otherwise stays for five minutes on a node that fell silent."""
    given: list[Obj] = pod["spec"].get("tolerations") or []
    said = {one.get("key", "") for one in given if one.get("effect") in (None, "", "NoExecute")}
    for key in LOST_NODE_TAINTS:
        if not said & {key, ""}:
            toleration = {"key": key, "operator": "Exists", "effect": "NoExecute"}
            given = [*given, {**toleration, "tolerationSeconds": LOST_NODE_SECONDS}]
    if given:
        pod["spec"]["tolerations"] = given


def _asked(claim: Obj) -> Decimal:
    """What a claim asks for; one that does not say is refused later, by its validation."""
    requests = (claim["spec"].get("resources") or {}).get("requests") or {}
    return parse(requests.get("storage", 0))


def _unspecified(pod: Obj, hard: dict[str, str]) -> str:
    """``requests.cpu for: web; limits.memory for: web``: what a quota counts and containers do not say."""
    told = []
    for entry in sorted(set(hard) & set(COMPUTE)):
        which, _, resource = entry.rpartition(".")
        containers = [
            c["name"]
            for c in pod["spec"]["containers"]
            if resource not in ((c.get("resources") or {}).get(which or "requests") or {})
        ]
        if containers:
            told.append(f"{entry} for: {','.join(containers)}")
    return "; ".join(told)
