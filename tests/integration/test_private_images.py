"""A tenant's private image: refused without a login, run with the right one, and again after the password changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.integration.test_reasons import first_reason
from tests.integration.test_tenants import neighbour
from tests.running import Api, wait_until
from tests.slipway.images import registry
from tests.slipway.images.registry import NEXT_PASSWORD, PASSWORD, USERNAME, Running

pytestmark = pytest.mark.engine

__all__ = ["neighbour"]

REFUSED_SECONDS = 20
PULLED_SECONDS = 120
"""Hosts wait longer and longer between two pulls that fail."""
VERIFIED_SINCE = (1, 35)
"""Of Kubernetes: hosts ask the registry before a pod uses an image that only another pod's secret fetched."""


@pytest.fixture
def private(cluster: ClusterUnderTest) -> Iterator[Running]:
    """A registry with a password, in which ``team/idle:1`` and ``team/idle:2`` are."""
    if not cluster.registry_address:
        pytest.skip("the cluster's hosts reach no registry here (SLIPWAY_TEST_REGISTRY_ADDRESS)")
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running(cluster.registry_address) as running:
        for tag in ("1", "2"):
            content = registry.runnable(["sh", "-c", f"echo version {tag}; sleep 86400"])
            registry.push(running.address, "team/idle", tag, content=content)
        yield running


def published(api: Api, tenant: dict[str, Any], image: str) -> dict[str, Any]:
    """An application of one service, just published."""
    service = {"name": "idle", "image": image, "resources": {"cpu": "10m", "memory": "16Mi"}}
    return api.apply({"name": "private", "tenant_id": tenant["id"], "services": [service]}, publish=True)


def verified(api: Api) -> bool:
    """Whether all hosts ask the registry also about images that are there."""
    versions = [host["versions"]["kubelet"].lstrip("v").split(".") for host in api.get("/hosts").json()["items"]]
    return all((int(major), int(minor)) >= VERIFIED_SINCE for major, minor, *_ in versions)


def running_images(api: Api, tenant: dict[str, Any]) -> set[str]:
    """The images of the tenant's containers."""
    return {each["image"] for each in api.get("/containers", params={"tenant": tenant["id"]}).json()["items"]}


def refused(api: Api, application: dict[str, Any], address: str) -> None:
    """Wait until the service says that its registry does not let it in, and what to do."""
    reason = first_reason(api, str(application["id"]), ("image_pull_failed",), REFUSED_SECONDS)
    for told in (reason["message"], reason["message_zh"]):
        assert address in told, reason
    assert "does not let us in" in reason["message"] and "拒绝访问" in reason["message_zh"], reason
    assert "password" in reason["hint"], reason
    assert "密码" in reason["hint_zh"], reason


def test_a_private_image_runs_with_the_tenants_login_and_not_without(
    api: Api, private: Running, tenant: dict[str, str], neighbour: dict[str, Any]
) -> None:
    image, address = f"{private.address}/team/idle", private.address
    application = published(api, tenant, f"{image}:1")
    refused(api, application, address)

    login = {"address": address, "insecure": True, "tenant_id": tenant["id"], "username": USERNAME}
    assert api.post("/registries", json={**login, "password": NEXT_PASSWORD}).status_code == 422
    added = api.post("/registries", json={**login, "password": PASSWORD})
    assert added.status_code == 201, added.text
    api.wait_state(application["id"], "running", PULLED_SECONDS)

    if verified(api):
        refused(api, published(api, neighbour, f"{image}:1"), address)

    private.expect(NEXT_PASSWORD)
    service_id = api.get(f"/applications/{application['id']}").json()["services"][0]["id"]
    upgraded = api.post(f"/services/{service_id}/upgrade", json={"image": f"{image}:2"})
    assert upgraded.status_code == 202, upgraded.text
    refused(api, application, address)

    changed = api.patch(f"/registries/{added.json()['id']}", json={"password": NEXT_PASSWORD})
    assert changed.status_code == 200, changed.text
    api.wait_state(application["id"], "running", PULLED_SECONDS)
    wait_until(lambda: running_images(api, tenant) == {f"{image}:2"}, 60, "the end of what ran before")
