"""The demo application as tests use it."""

from __future__ import annotations

from typing import Any

import yaml

from tests.integration.conftest import ClusterUnderTest
from tests.running import ROOT, Api


def document(cluster: ClusterUnderTest, tenant: dict[str, str], domain: str) -> dict[str, Any]:
    """The demo's file for one tenant, served at ``domain``."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "demo/app.yaml").read_text())
    for service in loaded["services"]:
        service["image"] = service["image"].replace("slipway-demo/", cluster.image_prefix)
        if "domain" in service:
            service["domain"] = domain
    return {**loaded, "tenant_id": tenant["id"]}


def service_ids(api: Api, application_id: str) -> dict[str, str]:
    """Service ids by name."""
    answer = api.get(f"/applications/{application_id}").json()
    return {service["name"]: service["id"] for service in answer["services"]}


def under_load(cluster: ClusterUnderTest, name: str, domain: str) -> dict[str, Any]:
    """A service of two replicas, served at ``domain``, whose changes need fail no request."""
    return {
        "name": name,
        "image": f"{cluster.image_prefix}web:1",
        "replicas": 2,
        "domain": domain,
        "ports": [{"port": 8000}],
        "resources": {"cpu": "50m", "memory": "64Mi"},
        "probes": {"readiness": {"http_path": "/healthz", "period_seconds": 1}},
        "stop_grace_seconds": 10,
    }
