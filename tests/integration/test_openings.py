"""A service that is opened to another tenant: traffic passes from acceptance to withdrawal, and on that port only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.integration.test_tenants import neighbour
from tests.running import Api, wait_until

pytestmark = pytest.mark.engine

__all__ = ["neighbour"]

SECONDS = 60
SERVER = """
import socket, threading, time
def serve(port):
    listener = socket.create_server(("", port))
    while True:
        listener.accept()[0].close()
for port in (7001, 7002):
    threading.Thread(target=serve, args=(port,), daemon=True).start()
time.sleep(86400)
"""
REACHES = """
import socket, sys
address = socket.gethostbyname("{address}")
found = []
for port in (7001, 7002):
    try:
        socket.create_connection((address, port), 1).close()
        found.append(port)
    except OSError:
        pass
sys.exit(found != {ports})
"""
"""Ends well when the name is known, and exactly these ports answer."""


def service(cluster: ClusterUnderTest, name: str, script: str, **fields: Any) -> dict[str, Any]:
    """A service that runs a script of Python."""
    return {
        "name": name,
        "image": f"{cluster.image_prefix}web:1",
        "command": ["python3", "-c", script],
        "resources": {"cpu": "50m", "memory": "64Mi"},
        "stop_grace_seconds": 0,
        **fields,
    }


def asker(cluster: ClusterUnderTest, address: str, ports: list[int]) -> dict[str, Any]:
    """A service that is ready when exactly these ports answer at an address."""
    command = ["python3", "-c", REACHES.format(address=address, ports=ports)]
    probe = {"command": command, "period_seconds": 1, "timeout_seconds": 10}
    name = "asks-" + ("-".join(str(port) for port in ports) or "none")
    return service(cluster, name, "import time; time.sleep(86400)", probes={"readiness": probe})


def reached(api: Api, application: Any) -> set[str]:
    """Which of the askers are ready."""
    services: Any = api.status(application["id"])["services"]
    return {each["name"] for each in services if each["state"] == "running"}


def test_a_service_is_reached_from_acceptance_to_withdrawal(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, Any], neighbour: dict[str, Any]
) -> None:
    server = service(cluster, "server", SERVER, ports=[{"port": 7001}, {"port": 7002}])
    closed = service(cluster, "closed", SERVER, ports=[{"port": 7001}, {"port": 7002}])
    shop = api.apply({"name": "shop", "tenant_id": tenant["id"], "services": [server, closed]}, publish=True)
    api.wait_state(shop["id"], "running", 90)
    address = f"server.{tenant['namespace']}.svc"
    askers = [asker(cluster, address, ports) for ports in ([], [7001], [7001, 7002])]
    other = {**asker(cluster, f"closed.{tenant['namespace']}.svc", []), "name": "asks-the-other"}
    probing = api.apply({"name": "asker", "tenant_id": neighbour["id"], "services": [*askers, other]}, publish=True)

    def sees(name: str) -> None:
        """Wait for what the neighbour reaches; nothing else than that, and never the other service."""
        wait_until(lambda: reached(api, probing) == {name, "asks-the-other"}, SECONDS, f"only {name} to be ready")

    sees("asks-none")

    service_id = next(
        each["id"] for each in api.get(f"/applications/{shop['id']}").json()["services"] if each["name"] == "server"
    )
    offer = {"service_id": service_id, "receiver": neighbour["name"], "ports": [7001]}
    made = api.post("/openings", json=offer)
    assert (made.status_code, made.json()["address"]) == (201, address), made.text
    path = f"/openings/{made.json()['id']}"

    assert api.post(f"{path}/accept").status_code == 200
    sees("asks-7001")

    assert api.post(f"{path}/withdraw").status_code == 200
    sees("asks-none")
