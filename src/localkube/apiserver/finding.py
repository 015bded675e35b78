"""Which of a list's records are wanted: label and field selectors."""

from __future__ import annotations

from collections.abc import Sequence

from localkube.objects.errors import BadRequest
from localkube.objects.kinds import Kind
from localkube.objects.selectors import match_fields, match_labels, parse_fields, parse_labels
from localkube.store import Record

_ALWAYS = frozenset({"metadata.name", "metadata.namespace"})
_SELECTABLE: dict[str, frozenset[str]] = {
    "events": frozenset(
        {
            *(f"involvedObject.{name}" for name in ("apiVersion", "fieldPath", "kind", "name", "namespace")),
            *("involvedObject.resourceVersion", "involvedObject.uid"),
            *("reason", "reportingComponent", "source", "type"),
        }
    ),
    "events.events.k8s.io": frozenset(
        {
            *(f"regarding.{name}" for name in ("apiVersion", "fieldPath", "kind", "name", "namespace")),
            *("regarding.resourceVersion", "regarding.uid", "reason", "reportingController", "type"),
        }
    ),
    "jobs.batch": frozenset({"status.successful"}),
    "namespaces": frozenset({"status.phase"}),
    "nodes": frozenset({"spec.unschedulable"}),
    "pods": frozenset(
        {
            *("spec.hostNetwork", "spec.nodeName", "spec.restartPolicy", "spec.schedulerName"),
            *("spec.serviceAccountName", "status.nominatedNodeName", "status.phase", "status.podIP", "status.podIPs"),
        }
    ),
    "replicasets.apps": frozenset({"status.replicas"}),
    "replicationcontrollers": frozenset({"status.replicas"}),
    "secrets": frozenset({"type"}),
    "services": frozenset({"spec.clusterIP", "spec.type"}),
}
"""By which fields objects may be selected beyond name and namespace. Source: "Field Selectors"."""


def check(kind: Kind, labels: str, fields: str) -> None:
    """Raise BadRequest for selectors that cannot be read, or that ask for a field by which the kind is not selected."""
    parse_labels(labels)
    allowed = _ALWAYS | (
        kind.definition.selectable if kind.definition else _SELECTABLE.get(kind.full_name, frozenset())
    )
    for path, _, _ in parse_fields(fields):
        if path not in allowed:
            group = f"{kind.group}/{kind.version}" if kind.group else f"/{kind.version}"
            raise BadRequest(
                f'Unable to find "{group}, Resource={kind.plural}" that match label selector "{labels}", field selector'
                f' "{fields}": field label not supported: {path}'
            )


def select(records: Sequence[Record], labels: str = "", fields: str = "") -> list[Record]:
    """Records that both selectors choose, in order. Raises BadRequest for a selector that cannot be read."""
    if labels:
        parse_labels(labels)
        records = [r for r in records if match_labels(labels, r.obj["metadata"].get("labels"))]
    if fields:
        parse_fields(fields)
        records = [r for r in records if match_fields(fields, r.obj)]
    return list(records)
