"""The built-in kinds as data: what treats kinds alike (registry, discovery, tables, apply) reads this.

Custom kinds are added while the API runs: ``objects.catalogue`` has both.

A kind is served only when a part of localkube acts on it or stores it for somebody who does. Adding one is one entry
here and its types in ``types/*.txt``; default values, validation and columns follow as far as it needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localkube.objects.custom.definition import Definition

VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
ONE_BY_ONE = tuple(verb for verb in VERBS if verb != "deletecollection")
GATEWAY_GROUP = "gateway.networking.k8s.io"
EXTENSIONS_GROUP = "apiextensions.k8s.io"
RBAC_GROUP = "rbac.authorization.k8s.io"
METRICS_GROUP = "metrics.k8s.io"
DEFINITIONS = f"customresourcedefinitions.{EXTENSIONS_GROUP}"
"""The resource by which kinds are added to those that are written here."""

_STATUS = frozenset({"status"})
_SCALED = frozenset({"status", "scale"})
_POD = frozenset(
    {"status", "log", "exec", "attach", "eviction", "binding", "portforward", "proxy", "ephemeralcontainers", "resize"}
)
_PROXIED = frozenset({"status", "proxy"})
_TOKEN = frozenset({"token"})
_ALL = ("all",)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``model`` is the name of its root type in ``objects.schema``; a custom kind has a ``definition``."""

    group: str
    version: str
    kind: str
    plural: str
    model: str
    short_names: tuple[str, ...] = ()
    namespaced: bool = True
    subresources: frozenset[str] = frozenset()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS
    singular_name: str = ""
    list_name: str = ""
    older: bool = False
    """Whether its objects are kept in another version: ``objects.older`` converts."""
    kept_as: str = ""
    """The resource as which its objects are kept, when that is of another group."""
    definition: Definition | None = field(default=None, compare=False, repr=False)

    @property
    def api_version(self) -> str:
        """``v1`` or ``apps/v1``, as in objects."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> str:
        """``pods`` or ``deployments.apps``: the name by which ``objects.access`` speaks of its objects."""
        return self.kept_as or self.full_name

    @property
    def full_name(self) -> str:
        """Plural and group: its name in errors."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def group_kind(self) -> str:
        """``Pod`` or ``Deployment.apps``: how messages about one object begin."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def singular(self) -> str:
        """The lower-case name for one of them."""
        return self.singular_name or self.kind.lower()

    @property
    def list_kind(self) -> str:
        """The kind of a list of them."""
        return self.list_name or f"{self.kind}List"

    @property
    def custom(self) -> bool:
        """Whether a real cluster has it by a CustomResourceDefinition: no strategic merge patch then."""
        return self.definition is not None or self.group == GATEWAY_GROUP


def _review(group: str, kind: str, *, namespaced: bool = False) -> Kind:
    """A question that is answered at once and not kept."""
    model = f"{group.partition('.')[0]}.{kind}"
    return Kind(group, "v1", kind, f"{kind.lower()}s", model, namespaced=namespaced, verbs=("create",))


KINDS: tuple[Kind, ...] = (
    Kind(
        group="",
        version="v1",
        kind="Namespace",
        plural="namespaces",
        model="core.Namespace",
        short_names=("ns",),
        namespaced=False,
        subresources=_STATUS,
        verbs=ONE_BY_ONE,
    ),
    Kind("", "v1", "Node", "nodes", "core.Node", ("no",), namespaced=False, subresources=_PROXIED),
    Kind("", "v1", "Pod", "pods", "core.Pod", ("po",), subresources=_POD, categories=_ALL),
    Kind("", "v1", "Service", "services", "core.Service", ("svc",), subresources=_PROXIED, categories=_ALL),
    Kind("", "v1", "Endpoints", "endpoints", "core.Endpoints", ("ep",)),
    Kind("", "v1", "ConfigMap", "configmaps", "core.ConfigMap", ("cm",)),
    Kind("", "v1", "Secret", "secrets", "core.Secret"),
    Kind("", "v1", "ServiceAccount", "serviceaccounts", "core.ServiceAccount", ("sa",), subresources=_TOKEN),
    Kind("", "v1", "Event", "events", "core.Event", ("ev",)),
    Kind("", "v1", "ResourceQuota", "resourcequotas", "core.ResourceQuota", ("quota",), subresources=_STATUS),
    Kind("", "v1", "LimitRange", "limitranges", "core.LimitRange", ("limits",)),
    Kind(
        group="",
        version="v1",
        kind="ReplicationController",
        plural="replicationcontrollers",
        model="core.ReplicationController",
        short_names=("rc",),
        subresources=_SCALED,
        categories=_ALL,
    ),
    Kind(
        group="",
        version="v1",
        kind="PersistentVolumeClaim",
        plural="persistentvolumeclaims",
        model="core.PersistentVolumeClaim",
        short_names=("pvc",),
        subresources=_STATUS,
    ),
    Kind(
        group="",
        version="v1",
        kind="PersistentVolume",
        plural="persistentvolumes",
        model="core.PersistentVolume",
        short_names=("pv",),
        namespaced=False,
        subresources=_STATUS,
    ),
    Kind("apps", "v1", "Deployment", "deployments", "apps.Deployment", ("deploy",), True, _SCALED, _ALL),
    Kind("apps", "v1", "ReplicaSet", "replicasets", "apps.ReplicaSet", ("rs",), True, _SCALED, _ALL),
    Kind("apps", "v1", "StatefulSet", "statefulsets", "apps.StatefulSet", ("sts",), True, _SCALED, _ALL),
    Kind("apps", "v1", "DaemonSet", "daemonsets", "apps.DaemonSet", ("ds",), True, _STATUS, _ALL),
    Kind("apps", "v1", "ControllerRevision", "controllerrevisions", "apps.ControllerRevision"),
    Kind("batch", "v1", "Job", "jobs", "batch.Job", (), True, _STATUS, _ALL),
    Kind("batch", "v1", "CronJob", "cronjobs", "batch.CronJob", ("cj",), True, _STATUS, _ALL),
    Kind(
        group="autoscaling",
        version="v2",
        kind="HorizontalPodAutoscaler",
        plural="horizontalpodautoscalers",
        model="autoscaling.HorizontalPodAutoscaler",
        short_names=("hpa",),
        subresources=_STATUS,
        categories=_ALL,
    ),
    Kind(
        group="policy",
        version="v1",
        kind="PodDisruptionBudget",
        plural="poddisruptionbudgets",
        model="policy.PodDisruptionBudget",
        short_names=("pdb",),
        subresources=_STATUS,
    ),
    Kind(
        group="scheduling.k8s.io",
        version="v1",
        kind="PriorityClass",
        plural="priorityclasses",
        model="scheduling.PriorityClass",
        short_names=("pc",),
        namespaced=False,
    ),
    Kind(
        group="storage.k8s.io",
        version="v1",
        kind="StorageClass",
        plural="storageclasses",
        model="storage.StorageClass",
        short_names=("sc",),
        namespaced=False,
    ),
    Kind("coordination.k8s.io", "v1", "Lease", "leases", "coordination.Lease"),
    Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", "discovery.EndpointSlice"),
    Kind("networking.k8s.io", "v1", "Ingress", "ingresses", "networking.Ingress", ("ing",), subresources=_STATUS),
    Kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "networking.NetworkPolicy", ("netpol",)),
    Kind("networking.k8s.io", "v1", "IngressClass", "ingressclasses", "networking.IngressClass", namespaced=False),
    Kind(RBAC_GROUP, "v1", "Role", "roles", "rbac.Role"),
    Kind(RBAC_GROUP, "v1", "RoleBinding", "rolebindings", "rbac.RoleBinding"),
    Kind(RBAC_GROUP, "v1", "ClusterRole", "clusterroles", "rbac.ClusterRole", namespaced=False),
    Kind(RBAC_GROUP, "v1", "ClusterRoleBinding", "clusterrolebindings", "rbac.ClusterRoleBinding", namespaced=False),
    _review("authentication.k8s.io", "TokenReview"),
    _review("authentication.k8s.io", "SelfSubjectReview"),
    _review("authorization.k8s.io", "SubjectAccessReview"),
    _review("authorization.k8s.io", "SelfSubjectAccessReview"),
    _review("authorization.k8s.io", "SelfSubjectRulesReview"),
    _review("authorization.k8s.io", "LocalSubjectAccessReview", namespaced=True),
    Kind(
        group=EXTENSIONS_GROUP,
        version="v1",
        kind="CustomResourceDefinition",
        plural="customresourcedefinitions",
        model="apiextensions.CustomResourceDefinition",
        short_names=("crd", "crds"),
        namespaced=False,
        subresources=_STATUS,
        categories=("api-extensions",),
    ),
    Kind(
        group=GATEWAY_GROUP,
        version="v1",
        kind="GatewayClass",
        plural="gatewayclasses",
        model="gateway.GatewayClass",
        short_names=("gc",),
        namespaced=False,
        subresources=_STATUS,
        categories=("gateway-api",),
    ),
    Kind(GATEWAY_GROUP, "v1", "Gateway", "gateways", "gateway.Gateway", ("gtw",), True, _STATUS, ("gateway-api",)),
    Kind(GATEWAY_GROUP, "v1", "HTTPRoute", "httproutes", "gateway.HTTPRoute", (), True, _STATUS, ("gateway-api",)),
)

MEASURED: tuple[Kind, ...] = (
    Kind(METRICS_GROUP, "v1beta1", "NodeMetrics", "nodes", "metrics.NodeMetrics", (), False, verbs=("get", "list")),
    Kind(METRICS_GROUP, "v1beta1", "PodMetrics", "pods", "metrics.PodMetrics", verbs=("get", "list")),
)
"""Kinds whose objects are made of measurements whenever somebody asks: they are kept nowhere."""

OLDER: tuple[Kind, ...] = (
    Kind(
        group="autoscaling",
        version="v1",
        kind="HorizontalPodAutoscaler",
        plural="horizontalpodautoscalers",
        model="autoscaling1.HorizontalPodAutoscaler",
        short_names=("hpa",),
        subresources=_STATUS,
        categories=_ALL,
        older=True,
    ),
    Kind("events.k8s.io", "v1", "Event", "events", "events.Event", ("ev",), older=True, kept_as="events"),
)
"""Further versions of kinds, also such as are in another group."""

_BY_RESOURCE = {kind.resource: kind for kind in KINDS}
_BY_NAME = {(kind.api_version, kind.kind): kind for kind in (*KINDS, *OLDER)}


def kind_for(resource: str) -> Kind:
    """The kind of ``pods`` or ``deployments.apps``. Raises KeyError for one that is not served."""
    return _BY_RESOURCE[resource]


def kind_of(api_version: str, kind: str) -> Kind | None:
    """The kind of an object's ``apiVersion`` and ``kind``, or None when it is not served."""
    return _BY_NAME.get((api_version, kind))
