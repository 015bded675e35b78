"""The template of a service's pods. Pure.

Only what has to restart the containers stands here: a change of the number of replicas, of the domain or of the
description leaves the template as it is. Probes are written out to the last field: what the cluster fills in by itself
would stay, without a check to make, when a probe is taken away again.
"""

from __future__ import annotations

from slipway.applications import labels
from slipway.applications.check import first_tcp_port, probed_port
from slipway.applications.publish.configured import Mounted
from slipway.applications.publish.environment import Environment
from slipway.applications.schemas import Port, Probe, Resources, ServiceConfig
from slipway.applications.views import ServiceView
from slipway.cluster import Obj
from slipway.hosts.partitions import pinned

DEFAULT_PROBE_SECONDS = 1


def pod_template(
    service: ServiceView, own_labels: dict[str, str], env: Environment, files: Mounted, pre_stop_seconds: int
) -> Obj:
    """Return the template. ``pre_stop_seconds`` is how long a pod goes on serving after it was told to end."""
    linger = pre_stop_seconds if service.config.ports else 0
    metadata: Obj = {"labels": {**own_labels, labels.REVISION: str(service.mark)}}
    if service.restarted_at is not None:
        metadata["annotations"] = {labels.RESTARTED_AT: service.restarted_at.isoformat()}
    return {
        "metadata": metadata,
        "spec": {
            "enableServiceLinks": False,
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": service.config.stop_grace_seconds + linger,
            "containers": [_container(service, env, files, linger)],
            **({"volumes": files.volumes} if files.volumes else {}),
            **pinned(service.partition_id),
        },
    }


def _container(service: ServiceView, env: Environment, files: Mounted, linger: int) -> Obj:
    config = service.config
    container: Obj = {
        "name": service.name,
        "image": config.image,
        "imagePullPolicy": "IfNotPresent",
        "resources": resources(config.resources),
        **_probes(config),
    }
    optional: Obj = {
        "command": config.command,
        "args": config.args,
        "env": env.env,
        "envFrom": env.env_from,
        "volumeMounts": files.mounts,
        "ports": [_container_port(port) for port in config.ports],
        # Whoever still routes to the pod needs a moment to hear that it ends.
        "lifecycle": {"preStop": {"sleep": {"seconds": linger}}} if linger else None,
    }
    return {**container, **{field: value for field, value in optional.items() if value}}


def resources(wanted: Resources) -> Obj:
    """Return what a replica reserves and what it is limited to.

    Processor time that nobody else needs may be used: reserved shares decide when it gets short, and a limit that
    nobody asked for would only throttle. Memory cannot be taken back, so it is limited.
    """
    limits = {"cpu": wanted.cpu_limit, "memory": wanted.memory_limit or wanted.memory}
    return {
        "requests": {"cpu": wanted.cpu, "memory": wanted.memory},
        "limits": {name: amount for name, amount in limits.items() if amount},
    }


def port_name(port: Port) -> str:
    """Return the port's name in a Kubernetes Service, where ports need one when there are several."""
    return port.name or f"{port.protocol.lower()}-{port.port}"


def _container_port(port: Port) -> Obj:
    return {"containerPort": port.port, "protocol": port.protocol}


def _probes(config: ServiceConfig) -> Obj:
    given = {
        "startupProbe": config.probes.startup,
        "livenessProbe": config.probes.liveness,
        "readinessProbe": config.probes.readiness,
    }
    found = {field: _probe(probe, config) for field, probe in given.items() if probe is not None}
    if "readinessProbe" not in found:
        listening = _listening(config)
        if listening is not None:
            found["readinessProbe"] = listening
    return found


def _listening(config: ServiceConfig) -> Obj | None:
    """Without a readiness probe of its own, a service is ready when its first TCP port accepts connections."""
    port = first_tcp_port(config.ports)
    if port is None:
        return None
    return _probe(Probe(tcp=True, port=port, period_seconds=DEFAULT_PROBE_SECONDS), config)


def _probe(probe: Probe, config: ServiceConfig) -> Obj:
    timing = {
        "initialDelaySeconds": probe.initial_delay_seconds,
        "periodSeconds": probe.period_seconds,
        "timeoutSeconds": probe.timeout_seconds,
        "failureThreshold": probe.failure_threshold,
        "successThreshold": 1,
    }
    if probe.command:
        return {"exec": {"command": probe.command}, **timing}
    port = probed_port(probe, config.ports)
    if probe.http_path is not None:
        return {"httpGet": {"path": probe.http_path, "port": port, "scheme": "HTTP"}, **timing}
    return {"tcpSocket": {"port": port}, **timing}
