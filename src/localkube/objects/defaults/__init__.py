"""What the API server fills in when a client leaves it out.

Source: the defaulting functions of Kubernetes 1.36 as the API reference documents them, and the defaults of the Gateway
API's custom resource definitions. Filling in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from localkube.objects.access import Obj
from localkube.objects.custom.definition import complete
from localkube.objects.defaults.autoscaling import default_autoscaler
from localkube.objects.defaults.batch import default_cron_job, default_job
from localkube.objects.defaults.definitions import default_definition
from localkube.objects.defaults.gateway import default_gateway, default_http_route
from localkube.objects.defaults.networking import (
    default_endpoint_slice,
    default_endpoints,
    default_network_policy,
    default_service,
)
from localkube.objects.defaults.plain import default_limit_range, default_namespace, default_node, default_secret
from localkube.objects.defaults.pods import default_pod
from localkube.objects.defaults.priority import default_priority_class
from localkube.objects.defaults.rbac import default_binding
from localkube.objects.defaults.storage import default_claim, default_storage_class, default_volume
from localkube.objects.defaults.workloads import (
    default_controller,
    default_daemon_set,
    default_deployment,
    default_replica_set,
    default_stateful_set,
)
from localkube.objects.kinds import DEFINITIONS, Kind
from localkube.objects.priority import PRIORITY_CLASSES
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS
from localkube.objects.schema import normalize

_DEFAULTS: dict[str, Callable[[Obj], None]] = {
    CLUSTER_ROLE_BINDINGS: default_binding,
    "cronjobs.batch": default_cron_job,
    DEFINITIONS: default_definition,
    "daemonsets.apps": default_daemon_set,
    "deployments.apps": default_deployment,
    "endpoints": default_endpoints,
    "endpointslices.discovery.k8s.io": default_endpoint_slice,
    "gateways.gateway.networking.k8s.io": default_gateway,
    "horizontalpodautoscalers.autoscaling": default_autoscaler,
    "httproutes.gateway.networking.k8s.io": default_http_route,
    "jobs.batch": default_job,
    "limitranges": default_limit_range,
    "namespaces": default_namespace,
    "networkpolicies.networking.k8s.io": default_network_policy,
    "nodes": default_node,
    "persistentvolumeclaims": default_claim,
    "persistentvolumes": default_volume,
    "pods": default_pod,
    PRIORITY_CLASSES: default_priority_class,
    "replicasets.apps": default_replica_set,
    "replicationcontrollers": default_controller,
    ROLE_BINDINGS: default_binding,
    "secrets": default_secret,
    "services": default_service,
    "storageclasses.storage.k8s.io": default_storage_class,
    "statefulsets.apps": default_stateful_set,
}


def default(kind: Kind, obj: Obj) -> None:
    """Bring ``obj`` to its canonical form and fill in what is missing, in place. Its shape must be valid already."""
    if kind.definition:
        complete(kind.definition, obj)
        return
    normalize(kind, obj)
    fill = _DEFAULTS.get(kind.resource)
    if fill is not None:
        fill(obj)
