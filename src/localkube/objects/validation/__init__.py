"""Checks objects as the Kubernetes API does and answers in its words.

``validate`` is for whole objects with their default values filled in; ``objects.schema`` found their shape right.
"""

from __future__ import annotations

from collections.abc import Callable

from localkube.objects.access import Obj
from localkube.objects.custom.checks import check_object, check_scale
from localkube.objects.custom.rules import check_definition
from localkube.objects.kinds import DEFINITIONS, Kind
from localkube.objects.older import EVENTS
from localkube.objects.priority import PRIORITY_CLASSES
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES
from localkube.objects.validation import (
    autoscaling,
    batch,
    disruption,
    events,
    plain,
    pods,
    policies,
    priority,
    quotas,
    rbac,
    routing,
    services,
    storage,
    workloads,
)
from localkube.objects.validation.metadata import check_metadata
from localkube.objects.validation.problems import Problems

_CHECKS: dict[str, Callable[[Obj, Obj | None, Problems], None]] = {
    CLUSTER_ROLE_BINDINGS: rbac.check_cluster_role_binding,
    CLUSTER_ROLES: rbac.check_cluster_role,
    "configmaps": plain.check_config_map,
    "controllerrevisions.apps": workloads.check_revision,
    "cronjobs.batch": batch.check_cron_job,
    DEFINITIONS: check_definition,
    "daemonsets.apps": workloads.check_daemon_set,
    "deployments.apps": workloads.check_deployment,
    "endpoints": services.check_endpoints,
    "endpointslices.discovery.k8s.io": services.check_endpoint_slice,
    "events": events.check_event,
    "gateways.gateway.networking.k8s.io": routing.check_gateway,
    "horizontalpodautoscalers.autoscaling": autoscaling.check_autoscaler,
    "httproutes.gateway.networking.k8s.io": routing.check_http_route,
    "ingresses.networking.k8s.io": routing.check_ingress,
    "jobs.batch": batch.check_job,
    "leases.coordination.k8s.io": plain.check_lease,
    "limitranges": plain.check_limit_range,
    "nodes": plain.check_node,
    "networkpolicies.networking.k8s.io": policies.check_network_policy,
    "persistentvolumeclaims": storage.check_claim,
    "persistentvolumes": storage.check_volume,
    "poddisruptionbudgets.policy": disruption.check_budget,
    "pods": pods.check_pod,
    PRIORITY_CLASSES: priority.check_priority_class,
    "replicasets.apps": workloads.check_replica_set,
    "replicationcontrollers": workloads.check_controller,
    "resourcequotas": quotas.check_quota,
    ROLE_BINDINGS: rbac.check_role_binding,
    ROLES: rbac.check_role,
    "secrets": plain.check_secret,
    "services": services.check_service,
    "storageclasses.storage.k8s.io": storage.check_storage_class,
    "statefulsets.apps": workloads.check_stateful_set,
}


def validate(kind: Kind, obj: Obj, old: Obj | None = None, subresource: str = "", *, by_part: bool = False) -> None:
    """Raise Invalid with all that is wrong with ``obj``; ``old`` is what an update would replace.

    ``subresource``: through which it is written. Some subresources may change what the object itself may not.
    ``by_part``: a part of localkube writes it. A node that starts with another range of addresses says so itself.
    """
    found = Problems()
    check_metadata(kind, obj["metadata"], old and old["metadata"], found)
    if kind.definition:
        check_object(kind.definition.schema, obj, found)
        if kind.definition.scale:
            check_scale(kind.definition.scale, obj, found)
    elif kind.custom:
        routing.check_required(kind, obj, found)
    if kind.resource == "nodes" and old is not None and not by_part:
        plain.check_node_change(obj, old, found)
    check = _CHECKS.get(kind.resource)
    if kind.resource == "pods" and old is not None and subresource in pods.PARTS:
        pods.PARTS[subresource](obj, old, found)
    elif check is not None:
        check(obj, old, found)
    found.raise_if_any(kind, obj)


def validate_further(kind: Kind, kept: Obj, live: Obj | None) -> None:
    """Raise Invalid for what a further version of a kind takes less of than the version in which it is kept."""
    if kind.full_name == EVENTS:
        found = Problems()
        events.check_event(kept, live, found)
        events.check_strictly(kept, live, found)
        found.raise_if_any(kind, kept)
