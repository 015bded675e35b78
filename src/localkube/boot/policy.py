"""The roles and bindings that a cluster has from its first moment.

Source: "Default roles and role bindings" in "Using RBAC Authorization". As there, what is missing in them is added
again at each start, unless their annotation says that they are somebody's own now.
"""

from __future__ import annotations

from collections.abc import Iterator

from localkube.objects.access import Access, Obj
from localkube.objects.kinds import GATEWAY_GROUP, RBAC_GROUP
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, uncovered

AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate"
BOOTSTRAPPING = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_AGGREGATE = f"{RBAC_GROUP}/aggregate-to-"
_READ = ("get", "list", "watch")
_WRITE = ("create", "delete", "deletecollection", "patch", "update")

_WORKLOADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "",
        ("configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "replicationcontrollers/scale",
         "services", "endpoints"),
    ),
    (
        "apps",
        ("daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale",
         "statefulsets", "statefulsets/scale"),
    ),
    ("autoscaling", ("horizontalpodautoscalers",)),
    ("batch", ("cronjobs", "jobs")),
    ("policy", ("poddisruptionbudgets",)),
    ("networking.k8s.io", ("ingresses", "networkpolicies")),
    ("discovery.k8s.io", ("endpointslices",)),
)  # fmt: skip
"""What editors change and viewers read; endpoints and their slices are the cluster's own to write."""
_WRITTEN_BY_THE_CLUSTER = ("endpoints", "endpointslices")


def ensure_policy(access: Access) -> None:
    """Create what is missing, and add what is missing in it."""
    for role in _roles():
        _bring(access, CLUSTER_ROLES, role)
    for binding in _bindings():
        _bring(access, CLUSTER_ROLE_BINDINGS, binding)


def _bring(access: Access, resource: str, wanted: Obj) -> None:
    name = wanted["metadata"]["name"]
    live = access.find(resource, None, name)
    if live is None:
        access.create(resource, None, wanted)
        return
    if (live["metadata"].get("annotations") or {}).get(AUTO_UPDATE) != "true" or "aggregationRule" in wanted:
        return
    access.mutate(resource, None, name, lambda current: _complete(current, wanted))


def _complete(current: Obj, wanted: Obj) -> None:
    if "rules" in wanted:
        held: list[Obj] = current.get("rules") or []
        current["rules"] = [*held, *uncovered(wanted["rules"], held)]
    else:
        held = current.get("subjects") or []
        known = {(subject["kind"], subject["name"]) for subject in held}
        lost = [each for each in wanted.get("subjects") or () if (each["kind"], each["name"]) not in known]
        current["subjects"] = [*held, *lost]


def _rule(group: str, resources: tuple[str, ...], verbs: tuple[str, ...]) -> Obj:
    return {"apiGroups": [group], "resources": list(resources), "verbs": list(verbs)}


def _urls(*paths: str) -> Obj:
    return {"nonResourceURLs": list(paths), "verbs": ["get"]}


def _role(name: str, *rules: Obj, aggregates: str = "") -> Obj:
    labels = {**BOOTSTRAPPING, **({f"{_AGGREGATE}{aggregates}": "true"} if aggregates else {})}
    return {"metadata": {"name": name, "labels": labels, "annotations": {AUTO_UPDATE: "true"}}, "rules": list(rules)}


def _aggregated(name: str, aggregates: str = "") -> Obj:
    role = _role(name, aggregates=aggregates)
    selector = {"matchLabels": {f"{_AGGREGATE}{name}": "true"}}
    return {**role, "aggregationRule": {"clusterRoleSelectors": [selector]}}


def _roles() -> Iterator[Obj]:
    yield _role("cluster-admin", _rule("*", ("*",), ("*",)), {"nonResourceURLs": ["*"], "verbs": ["*"]})
    information = ("/healthz", "/livez", "/readyz", "/version", "/version/")
    discovery = ("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*")
    yield _role("system:discovery", _urls(*discovery, *information))
    yield _role("system:public-info-viewer", _urls(*information))
    yield _role("system:monitoring", _urls("/metrics", "/metrics/slis", *information, "/livez/*", "/readyz/*"))
    yield _role(
        "system:service-account-issuer-discovery", _urls("/.well-known/openid-configuration", "/openid/v1/jwks")
    )
    yield _role(
        "system:basic-user",
        _rule("authorization.k8s.io", ("selfsubjectaccessreviews", "selfsubjectrulesreviews"), ("create",)),
        _rule("authentication.k8s.io", ("selfsubjectreviews",), ("create",)),
    )
    yield _role(
        "system:auth-delegator",
        _rule("authentication.k8s.io", ("tokenreviews",), ("create",)),
        _rule("authorization.k8s.io", ("subjectaccessreviews",), ("create",)),
    )
    yield _aggregated("admin")
    yield _aggregated("edit", "admin")
    yield _aggregated("view", "edit")
    yield _role("system:aggregate-to-view", *_viewing(), aggregates="view")
    yield _role("system:aggregate-to-edit", *_editing(), aggregates="edit")
    yield _role("system:aggregate-to-admin", *_administering(), aggregates="admin")


def _viewing() -> Iterator[Obj]:
    for group, resources in _WORKLOADS:
        whole = tuple(resource for resource in resources if "/" not in resource)
        yield _rule(group, (*resources, *(f"{resource}/status" for resource in whole)), _READ)
    yield _rule(
        "",
        ("bindings", "events", "limitranges", "namespaces", "namespaces/status", "pods/log", "resourcequotas",
         "resourcequotas/status", "serviceaccounts"),
        _READ,
    )  # fmt: skip
    yield _rule("apps", ("controllerrevisions",), _READ)
    yield _rule("metrics.k8s.io", ("pods",), _READ)
    yield _rule(GATEWAY_GROUP, ("gateways", "httproutes"), _READ)


def _editing() -> Iterator[Obj]:
    for group, resources in _WORKLOADS:
        if written := tuple(each for each in resources if each not in _WRITTEN_BY_THE_CLUSTER):
            yield _rule(group, written, _WRITE)
    streams = ("pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy", "secrets")
    yield _rule("", streams, _READ)
    yield _rule("", (*streams, "serviceaccounts", "events"), _WRITE)
    yield _rule("", ("serviceaccounts",), ("impersonate",))
    yield _rule("", ("pods/eviction", "serviceaccounts/token"), ("create",))
    yield _rule("coordination.k8s.io", ("leases",), (*_READ, *_WRITE))
    yield _rule(GATEWAY_GROUP, ("httproutes",), _WRITE)


def _administering() -> Iterator[Obj]:
    yield _rule("authorization.k8s.io", ("localsubjectaccessreviews",), ("create",))
    yield _rule(RBAC_GROUP, ("rolebindings", "roles"), (*_READ, *_WRITE))


def _bindings() -> Iterator[Obj]:
    authenticated, anybody = "system:authenticated", "system:unauthenticated"
    for role, groups in (
        ("cluster-admin", ("system:masters",)),
        ("system:discovery", (authenticated,)),
        ("system:basic-user", (authenticated,)),
        ("system:public-info-viewer", (authenticated, anybody)),
        ("system:monitoring", ("system:monitoring",)),
        ("system:service-account-issuer-discovery", ("system:serviceaccounts",)),
    ):
        metadata = {"name": role, "labels": BOOTSTRAPPING, "annotations": {AUTO_UPDATE: "true"}}
        yield {
            "metadata": metadata,
            "roleRef": {"apiGroup": RBAC_GROUP, "kind": "ClusterRole", "name": role},
            "subjects": [{"apiGroup": RBAC_GROUP, "kind": "Group", "name": name} for name in groups],
        }
