"""Tenants on a cluster: kept apart from each other, and deleted with everything in them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, wait_until

pytestmark = pytest.mark.engine

QUOTA = {"cpu": "4", "memory": "4Gi", "pods": 20}
REACHES = "import socket; socket.create_connection(({host!r}, 6379), 2)"
"""Ends well when the address answers."""

REFUSED = """
import socket, sys
address = socket.gethostbyname({host!r})
try:
    socket.create_connection((address, 6379), 2)
except OSError:
    sys.exit(0)
sys.exit(1)
"""
"""Ends well when the name is known and the address does not answer."""


@pytest.fixture
def neighbour(api: Api) -> Iterator[dict[str, Any]]:
    """Another tenant; deleted with everything in it, unless the test has done so."""
    made = api.post("/tenants", json={"name": f"n-{time.time_ns() % 10**9}", "quota": QUOTA})
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    yield body
    api.delete(f"/tenants/{body['id']}", params={"cascade": True, "confirm": body["name"]})
    wait_until(lambda: api.get(f"/tenants/{body['id']}/deletion").status_code == 404, 90, "the tenant's end")


def asker(cluster: ClusterUnderTest, tenant: dict[str, Any], script: str) -> dict[str, Any]:
    """Return an application that is ready when the script ends well."""
    service = {
        "name": "asker",
        "image": f"{cluster.image_prefix}web:1",
        "command": ["python3", "-c", "import time; time.sleep(3600)"],
        "resources": {"cpu": "50m", "memory": "64Mi"},
        "probes": {"readiness": {"command": ["python3", "-c", script], "timeout_seconds": 5}},
        "stop_grace_seconds": 0,
    }
    return {"name": "asker", "tenant_id": tenant["id"], "services": [service]}


def test_a_tenants_pods_are_reached_by_its_own_and_not_by_its_neighbours(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, Any], neighbour: dict[str, Any]
) -> None:
    application = api.apply(demo.document(cluster, tenant, f"web-{tenant['name']}"), publish=True)
    api.wait_state(application["id"], "running", 90)
    host = f"redis.{tenant['namespace']}"

    inside = api.apply(asker(cluster, tenant, REACHES.format(host=host)), publish=True)
    outside = api.apply(asker(cluster, neighbour, REFUSED.format(host=host)), publish=True)

    api.wait_state(inside["id"], "running", 60)
    api.wait_state(outside["id"], "running", 60)


def test_a_tenant_goes_with_everything_that_runs_in_it(
    api: Api, cluster: ClusterUnderTest, neighbour: dict[str, Any]
) -> None:
    application = api.apply(demo.document(cluster, neighbour, f"web-{neighbour['name']}"), publish=True)
    api.wait_state(application["id"], "running", 90)
    path = f"/tenants/{neighbour['id']}"
    assert api.get(f"{path}/deletion").json()["lost"]["services"] == ["demo/api", "demo/redis", "demo/web"]

    answer = api.delete(path, params={"cascade": True, "confirm": neighbour["name"]})

    assert answer.status_code == 204, answer.text
    wait_until(lambda: api.get(f"{path}/deletion").status_code == 404, 90, "the tenant's end")
    again = api.post("/tenants", json={"name": neighbour["name"], "quota": QUOTA})
    assert again.status_code == 201, again.text
    assert api.delete(f"/tenants/{again.json()['id']}").status_code == 204
