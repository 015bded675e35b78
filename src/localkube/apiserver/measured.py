"""``metrics.k8s.io``: what pods and nodes use, made of the newest measurements whenever somebody asks; read only.

Source: ``metrics.k8s.io/v1beta1`` as the Metrics Server serves it.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

from aiohttp import web

from localkube.apiserver import finding, negotiation
from localkube.apiserver.paths import Target
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import MethodNotAllowed, NotFound, ServiceUnavailable
from localkube.objects.kinds import Kind
from localkube.objects.meta import now
from localkube.objects.quantity import render
from localkube.objects.usage import NodeUsage, PodUsage, UsageSource
from localkube.store import Record


class Measured:
    """Answers about kinds that are measured. ``source`` is there once the kubelet runs."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.source: UsageSource | None = None

    def handle(self, request: web.Request, target: Target) -> web.Response:
        """One object, or a list of those for which there are measurements. Raises ApiError."""
        query = request.query
        if request.method != "GET" or target.subresource or query.get("watch") in ("true", "1"):
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        form = negotiation.form_of(request)
        if target.name:
            return _json(negotiation.one_obj(target.kind, form, self._one(target)))
        labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
        finding.check(target.kind, labels, fields)
        made = [found for obj in self._registry.list(target.kind.plural, target.namespace) if (found := self._of(obj))]
        records = finding.select([Record(obj, negotiation.encode(obj), 0) for obj in made], labels, fields)
        return _json(negotiation.many(target.kind, form, records, {}))

    def _one(self, target: Target) -> Obj:
        obj = self._registry.find(target.kind.plural, target.namespace, target.name)
        made = self._of(obj) if obj is not None else None
        if made is None:
            raise _not_measured(target.kind, target.namespace, target.name)
        return made

    def _of(self, obj: Obj) -> Obj | None:
        """The measurements of a pod or node in their form; None when there are none."""
        if self.source is None:
            raise ServiceUnavailable("the kubelet is not running yet")
        metadata = obj["metadata"]
        if obj["kind"] == "Node":
            node = self.source.node(metadata["name"])
            return _node(metadata, node) if node else None
        pod = self.source.pod(metadata["namespace"], metadata["name"])
        return _pod(metadata, pod) if pod else None


def _node(metadata: Obj, usage: NodeUsage) -> Obj:
    told = {"usage": _usage(usage.cpu_cores, usage.working_set_bytes)}
    return {**_head("NodeMetrics", metadata, usage), **told}


def _pod(metadata: Obj, usage: PodUsage) -> Obj:
    containers = [
        {"name": name, "usage": _usage(used.cpu_cores, used.working_set_bytes)}
        for name, used in usage.containers.items()
    ]
    return {**_head("PodMetrics", metadata, usage), "containers": containers}


def _head(kind: str, metadata: Obj, usage: NodeUsage | PodUsage) -> Obj:
    named = {name: metadata[name] for name in ("name", "namespace", "labels") if name in metadata}
    return {
        "kind": kind,
        "apiVersion": "metrics.k8s.io/v1beta1",
        "metadata": {**named, "creationTimestamp": now()},
        "timestamp": usage.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "window": duration(usage.window),
    }


def _usage(cores: float, memory: int) -> Obj:
    return {"cpu": render(Decimal(round(cores * 1e9)) / 10**9), "memory": render(memory, "Ki")}


def duration(span: timedelta) -> str:
    """As Go writes durations: ``15.02s``, ``1m0.5s``."""
    minutes, seconds = divmod(round(span.total_seconds(), 3), 60)
    text = f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"
    return f"{int(minutes)}m{text}" if minutes else text


def _not_measured(kind: Kind, namespace: str | None, name: str) -> NotFound:
    full = f"{namespace}/{name}" if namespace else name
    plural = kind.kind.lower()
    return NotFound(f'{plural}.{kind.group} "{full}" not found', name=full, group=kind.group, kind=plural)


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
