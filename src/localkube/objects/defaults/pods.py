"""Defaults of pods and of the pod templates of workloads."""

from __future__ import annotations

from localkube.objects.access import Obj

FILE_MODE = 0o644
_POD_SPEC = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "terminationGracePeriodSeconds": 30,
}
_CONTAINER = {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
_PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_LISTS_OF_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


def default_pod(pod: Obj) -> None:
    """A pod, with what templates do not get: service links, requests from limits, a first status."""
    spec: Obj = pod.setdefault("spec", {})
    default_pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for container in (container for name in ("initContainers", "containers") for container in spec.get(name, [])):
        limits: Obj = container["resources"].get("limits") or {}
        if limits:
            container["resources"]["requests"] = {**limits, **container["resources"].get("requests", {})}
    status: Obj = pod.setdefault("status", {})
    status.setdefault("phase", "Pending")
    status.setdefault("qosClass", qos_class(spec))


def default_template(template: Obj) -> None:
    """A pod template of a workload."""
    template.setdefault("metadata", {})
    default_pod_spec(template.setdefault("spec", {}))


def default_pod_spec(spec: Obj) -> None:
    """What pods and templates share."""
    for name, value in _POD_SPEC.items():
        spec.setdefault(name, value)
    spec.setdefault("securityContext", {})
    for name in _LISTS_OF_CONTAINERS:
        for container in spec.get(name, []):
            _container(container, host_network=bool(spec.get("hostNetwork")))
    for volume in spec.get("volumes", []):
        _volume(volume)


def qos_class(spec: Obj) -> str:
    """Guaranteed: all limits are set and equal to the requests. BestEffort: neither is set anywhere. Else Burstable."""
    containers = [container for name in ("initContainers", "containers") for container in spec.get(name, [])]
    resources: list[Obj] = [container.get("resources") or {} for container in containers]
    if not any(one.get("limits") or one.get("requests") for one in resources):
        return "BestEffort"
    for one in resources:
        limits, requests = one.get("limits") or {}, one.get("requests") or {}
        if not {"cpu", "memory"} <= limits.keys() or {**limits, **requests} != limits:
            return "Burstable"
    return "Guaranteed"


def pull_policy(image: str) -> str:
    """Images without a tag, or with ``latest``, are looked up each time."""
    if "@" in image:
        return "IfNotPresent"
    _, colon, tag = image.rpartition("/")[2].partition(":")
    return "IfNotPresent" if colon and tag != "latest" else "Always"


def _container(container: Obj, host_network: bool) -> None:
    for name, value in _CONTAINER.items():
        container.setdefault(name, value)
    container.setdefault("imagePullPolicy", pull_policy(container.get("image", "")))
    container.setdefault("resources", {})
    for port in container.get("ports", []):
        port.setdefault("protocol", "TCP")
        if host_network and "containerPort" in port:
            port.setdefault("hostPort", port["containerPort"])
    for variable in container.get("env", []):
        _field_reference(variable.get("valueFrom", {}))
    for name in _PROBES:
        if name in container:
            _probe(container[name])
    for handler in container.get("lifecycle", {}).values():
        if isinstance(handler, dict):
            _http_get(handler)


def _probe(probe: Obj) -> None:
    for name, value in _PROBE.items():
        probe[name] = probe.get(name) or value
    _http_get(probe)
    if "grpc" in probe:
        probe["grpc"].setdefault("service", "")


def _http_get(handler: Obj) -> None:
    if "httpGet" in handler:
        handler["httpGet"].setdefault("path", "/")
        handler["httpGet"].setdefault("scheme", "HTTP")


def _field_reference(source: Obj) -> None:
    if "fieldRef" in source:
        source["fieldRef"].setdefault("apiVersion", "v1")


def _volume(volume: Obj) -> None:
    if volume.keys() == {"name"}:
        volume["emptyDir"] = {}
    for name in ("configMap", "secret", "downwardAPI", "projected"):
        if name in volume:
            volume[name].setdefault("defaultMode", FILE_MODE)
    if "image" in volume:
        volume["image"].setdefault("pullPolicy", pull_policy(volume["image"].get("reference", "")))
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")
    for item in volume.get("downwardAPI", {}).get("items", []):
        _field_reference(item)
    for source in volume.get("projected", {}).get("sources", []):
        for item in source.get("downwardAPI", {}).get("items", []):
            _field_reference(item)
        if "serviceAccountToken" in source:
            source["serviceAccountToken"].setdefault("expirationSeconds", 3600)
