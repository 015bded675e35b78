"""Objects as clients send them."""

from __future__ import annotations

from typing import Any

from localkube.objects.access import Obj
from localkube.objects.kinds import kind_for

POD = kind_for("pods")
DEPLOYMENT = kind_for("deployments.apps")
SERVICE = kind_for("services")
CONFIG_MAP = kind_for("configmaps")
SECRET = kind_for("secrets")
NODE = kind_for("nodes")
GATEWAY = kind_for("gateways.gateway.networking.k8s.io")
HTTP_ROUTE = kind_for("httproutes.gateway.networking.k8s.io")


def container(name: str = "web", **more: Any) -> Obj:
    return {"name": name, "image": "web:1", **more}


def pod(*containers: Obj, name: str = "web", **spec: Any) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"containers": list(containers) or [container()], **spec},
    }


def deployment(*containers: Obj, **spec: Any) -> Obj:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": list(containers) or [container()]},
            },
            **spec,
        },
    }


def service(*ports: Obj, **spec: Any) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"ports": list(ports), **spec},
    }


def config_map(data: dict[str, str], **metadata: Any) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": "shop", **metadata},
        "data": data,
    }


def http_route(*rules: Obj, **spec: Any) -> Obj:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"rules": list(rules), **spec},
    }
