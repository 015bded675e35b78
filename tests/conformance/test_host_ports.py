"""Host ports with real pods: the published description of the "HostPort" area, and the API reference."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.pods import Pods, container, pod
from tests.conformance.test_network_policies import asks
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

PORT = 54_323


def serving(name: str, node: str = "", **port: Any) -> dict[str, Any]:
    """A pod that says its name on the port, on the node if one is named."""
    script = f"mkdir /tmp/www; echo {name} > /tmp/www/index.html; httpd -f -p 8080 -h /tmp/www"
    asked = {"containerPort": 8080, "hostPort": PORT, "protocol": "TCP", **port}
    probe = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}
    where = {"nodeSelector": {"kubernetes.io/hostname": node}} if node else {}
    return pod(name, container(script, ports=[asked], readinessProbe=probe), **where)


def test_pods_share_a_port_at_other_addresses_and_protocols(pods: Pods) -> None:
    pods.create(serving("first", hostIP="127.0.0.1"))
    first = pods.ready("first")
    node, address = first.spec.node_name, first.status.host_ip
    pods.create(serving("second", node, hostIP=address))
    pods.create(serving("third", node, hostIP=address, protocol="UDP"))
    for name in ("second", "third"):
        assert pods.ready(name).spec.node_name == node
    pods.create(pod("client", container(), hostNetwork=True, nodeSelector={"kubernetes.io/hostname": node}))
    pods.ready("client")

    def said(host: str) -> str:
        return pods.run("client", "sh", "-c", asks(host, PORT))

    eventually(lambda: said("127.0.0.1"), lambda text: "first" in text, 20)
    eventually(lambda: said(address), lambda text: "second" in text, 20)
    pods.core.delete_namespaced_pod("second", pods.namespace)
    eventually(lambda: said(address), lambda text: "second" not in text, 20)
    assert "first" in said("127.0.0.1")
