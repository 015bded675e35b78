"""A large cluster that is not there: lists in pages, watches with bookmarks, and changes on demand, over real HTTP.

Run by ``pages.py`` as a process of its own: ``python -m bench.pretended SERVICES.json``. Objects are as large as those
of a real cluster, with field owners and all. It prints its address.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import ClientConnectionResetError, web

Obj = dict[str, Any]
TIME = "2026-01-01T00:00:00Z"
BOOKMARK_SECONDS = 30.0
SYSTEM_PODS = 5
"""On each host, of no tenant."""


class Pretended:
    """All objects, encoded; and everything that has changed since."""

    def __init__(self, services: list[Obj], hosts: int, replicas: int) -> None:
        self.revision = 1
        self.pods: dict[str, Obj] = {}
        self.shelves: dict[str, dict[str, bytes]] = defaultdict(dict)
        self.changes: list[tuple[int, str, bytes]] = []
        self.changed = asyncio.Condition()
        if services or hosts:
            self._fill(services, hosts, replicas)

    def _fill(self, services: list[Obj], hosts: int, replicas: int) -> None:
        names = [f"host-{number:03}" for number in range(hosts)]
        for name in names:
            self._put("nodes", _node(name))
            for number in range(SYSTEM_PODS):
                labels = {"k8s-app": f"agent-{number}"}
                self._put("pods", _pod("kube-system", f"agent-{number}-{name}", name, labels))
        for place, service in enumerate(services):
            deployment = _deployment(service, replicas)
            self._put("deployments", deployment)
            self._put("replicasets", _replica_set(service, replicas))
            self._put("services", _service(service))
            for number in range(replicas):
                host = names[(place * replicas + number) % hosts]
                self._put(
                    "pods", _pod(service["namespace"], f"{service['name']}-7d4b9-{number:05}", host, _labels(service))
                )
        for namespace in sorted({service["namespace"] for service in services}):
            self._put("resourcequotas", _quota(namespace))

    def _put(self, collection: str, obj: Obj) -> None:
        self.revision += 1
        metadata = obj["metadata"]
        metadata["resourceVersion"] = str(self.revision)
        key = f"{metadata.get('namespace', '')}/{metadata['name']}"
        if collection == "pods":
            self.pods[key] = obj
        self.shelves[collection][key] = msgspec.json.encode(obj)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        if request.path == "/version":
            return web.json_response({"major": "1", "minor": "30"})
        if request.path == "/apis/metrics.k8s.io/v1beta1/pods":
            return web.Response(body=self._metrics(), content_type="application/json")
        if request.path == "/bench/change":
            return await self._change(request)
        collection = request.path.rstrip("/").rpartition("/")[2]
        if request.query.get("watch") == "true":
            return await self._watch(request, collection)
        return self._list(request, collection)

    def _list(self, request: web.Request, collection: str) -> web.Response:
        items = list(self.shelves[collection].values())
        first, limit = int(request.query.get("continue", 0)), int(request.query.get("limit", len(items) or 1))
        following = str(first + limit) if first + limit < len(items) else ""
        metadata = msgspec.json.encode({"resourceVersion": str(self.revision), "continue": following})
        body = (
            b'{"kind":"List","metadata":' + metadata + b',"items":[' + b",".join(items[first : first + limit]) + b"]}"
        )
        return web.Response(body=body, content_type="application/json")

    def _metrics(self) -> bytes:
        """What every pod uses at this moment, no two the same, as metrics-server tells it."""
        usages = [
            {"cpu": f"{number * 7919 + 1}n", "memory": f"{number * 13 + 1}Ki"} for number in range(len(self.pods))
        ]
        items = [
            {
                "metadata": {**pod["metadata"], "managedFields": None}, "timestamp": TIME, "window": "15.0s",
                "containers": [{"name": pod["spec"]["containers"][0]["name"], "usage": usage}],
            }
            for pod, usage in zip(self.pods.values(), usages, strict=True)
        ]  # fmt: skip
        return msgspec.json.encode({"kind": "PodMetricsList", "metadata": {}, "items": items})

    async def _watch(self, request: web.Request, collection: str) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        sent = int(request.query["resourceVersion"])
        until = time.monotonic() + float(request.query.get("timeoutSeconds", 300))
        while time.monotonic() < until:
            pending = [change for change in self.changes if change[0] > sent]
            try:
                for revision, shelf, line in pending:
                    if shelf == collection:
                        await response.write(line)
                    sent = revision
                if not pending:
                    bookmark = {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": str(sent)}}}
                    await response.write(msgspec.json.encode(bookmark) + b"\n")
            except ClientConnectionResetError:
                break
            async with self.changed:
                if self.revision <= sent or not self.changes or self.changes[-1][0] <= sent:
                    try:
                        async with asyncio.timeout(BOOKMARK_SECONDS):
                            await self.changed.wait()
                    except TimeoutError:
                        continue
        return response

    async def _change(self, request: web.Request) -> web.Response:
        """Let a pod become ready, or no longer so."""
        pod = self.pods[request.query["key"]]
        ready = request.query["ready"] == "true"
        pod["status"]["conditions"][1]["status"] = str(ready)
        pod["status"]["containerStatuses"][0]["ready"] = ready
        async with self.changed:
            self._put("pods", pod)
            line = msgspec.json.encode({"type": "MODIFIED", "object": pod}) + b"\n"
            self.changes.append((self.revision, "pods", line))
            self.changed.notify_all()
        return web.json_response({})


def _metadata(namespace: str, name: str, labels: Obj, **more: Any) -> Obj:
    fields = {f"f:{name}": {f"f:{number}": {} for number in range(12)} for name in ("metadata", "spec", "status")}
    owners = [
        {"manager": manager, "operation": "Update", "apiVersion": "v1", "time": TIME, "fieldsV1": fields}
        for manager in ("kube-controller-manager", "kubelet")
    ]
    return {
        "name": name, "namespace": namespace, "uid": f"{namespace}-{name}", "creationTimestamp": TIME,
        "labels": labels, "generation": 1, "managedFields": owners, **more,
    }  # fmt: skip


def _labels(service: Obj) -> Obj:
    return {
        "app.kubernetes.io/name": service["name"],
        "app.kubernetes.io/managed-by": "slipway",
        "slipway.io/application": service["application"],
        "slipway.io/application-id": service["application_id"],
        "slipway.io/service": service["name"],
        "slipway.io/service-id": service["id"],
        "slipway.io/revision": "1",
    }


def _container(name: str) -> Obj:
    probe = {"tcpSocket": {"port": 8000}, "timeoutSeconds": 1, "periodSeconds": 10, "failureThreshold": 3}
    return {
        "name": name,
        "image": f"registry.example.com/acme/{name}:1.4.2",
        "ports": [{"containerPort": 8000, "protocol": "TCP"}],
        "env": [{"name": f"SETTING_{number}", "value": f"value {number}"} for number in range(8)],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "256Mi"}},
        "volumeMounts": [{"name": "access", "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io"}],
        "readinessProbe": probe,
        "livenessProbe": probe,
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
    }


def _pod(namespace: str, name: str, host: str, labels: Obj) -> Obj:
    owner = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": name[:-6],
        "uid": f"{name[:-6]}-uid",
        "controller": True,
    }
    conditions = [
        {"type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": TIME}
        for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
    ]
    container = {
        "name": "main", "state": {"running": {"startedAt": TIME}}, "lastState": {}, "ready": True, "restartCount": 0,
        "image": "registry.example.com/acme/main:1.4.2", "imageID": "registry.example.com/acme/main@sha256:" + "0" * 64,
        "containerID": "containerd://" + "0" * 64, "started": True,
    }  # fmt: skip
    tolerations = [
        {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for key in ("not-ready", "unreachable")
    ]
    token = {
        "name": "access",
        "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}], "defaultMode": 420},
    }
    return {
        "metadata": _metadata(namespace, name, {**labels, "pod-template-hash": "7d4b9"}, ownerReferences=[owner]),
        "spec": {
            "volumes": [token], "containers": [_container("main")], "restartPolicy": "Always",
            "dnsPolicy": "ClusterFirst", "terminationGracePeriodSeconds": 30, "serviceAccountName": "default",
            "serviceAccount": "default", "nodeName": host, "securityContext": {}, "tolerations": tolerations,
            "schedulerName": "default-scheduler", "priority": 0, "enableServiceLinks": True,
            "preemptionPolicy": "PreemptLowerPriority",
        },
        "status": {
            "phase": "Running", "conditions": conditions, "hostIP": "10.0.0.1", "hostIPs": [{"ip": "10.0.0.1"}],
            "podIP": "10.1.0.1", "podIPs": [{"ip": "10.1.0.1"}], "startTime": TIME, "containerStatuses": [container],
            "qosClass": "Burstable",
        },
    }  # fmt: skip


def _template(service: Obj) -> Obj:
    return {"metadata": {"labels": _labels(service)}, "spec": {"containers": [_container("main")]}}


def _deployment(service: Obj, replicas: int) -> Obj:
    counts = dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"), replicas)
    return {
        "metadata": _metadata(service["namespace"], service["name"], _labels(service)),
        "spec": {"replicas": replicas, "template": _template(service), "selector": {"matchLabels": _labels(service)}},
        "status": {"observedGeneration": 1, **counts},
    }


def _replica_set(service: Obj, replicas: int) -> Obj:
    return {
        "metadata": _metadata(service["namespace"], f"{service['name']}-7d4b9", _labels(service)),
        "spec": {"replicas": replicas, "template": _template(service)},
        "status": {"replicas": replicas, "readyReplicas": replicas},
    }


def _service(service: Obj) -> Obj:
    return {
        "metadata": _metadata(service["namespace"], service["name"], _labels(service)),
        "spec": {"clusterIP": "10.96.0.9", "ports": [{"port": 8000}], "selector": _labels(service)},
        "status": {},
    }


def _quota(namespace: str) -> Obj:
    hard = {"requests.cpu": "1000", "requests.memory": "1000Gi", "pods": "1000"}
    return {"metadata": _metadata(namespace, "quota", {}), "spec": {"hard": hard}, "status": {"hard": hard, "used": {}}}


def _node(name: str) -> Obj:
    amounts = {"cpu": "32", "memory": "128Gi", "pods": "110"}
    return {
        "metadata": _metadata("", name, {"kubernetes.io/hostname": name}),
        "spec": {"podCIDR": "10.1.0.0/24"},
        "status": {
            "capacity": amounts, "allocatable": amounts,
            "conditions": [
                {"type": kind, "status": str(kind == "Ready"), "lastHeartbeatTime": TIME, "lastTransitionTime": TIME}
                for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
            ],
            "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}, {"type": "Hostname", "address": name}],
            "nodeInfo": {"kubeletVersion": "v1.30.0", "osImage": "Debian 12", "architecture": "amd64"},
            "images": [{"names": [f"registry.example.com/acme/image-{n}:1"], "sizeBytes": 10**8} for n in range(50)],
        },
    }  # fmt: skip


async def serve(services: list[Obj], hosts: int, replicas: int) -> None:
    """Serve until killed."""
    cluster = Pretended(services, hosts, replicas)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", cluster.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def _read(words: list[str]) -> Iterator[Any]:
    described = json.loads(Path(words[0]).read_text())
    yield from (described["services"], described["hosts"], described["replicas"])


if __name__ == "__main__":
    asyncio.run(serve(*_read(sys.argv[1:])))
