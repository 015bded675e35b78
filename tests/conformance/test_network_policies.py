"""Network policies with real packets: the published descriptions of the "NetworkPolicy" area, and the documentation."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
SERVER = "mkdir /tmp/www; echo hello > /tmp/www/index.html; httpd -p 80 -h /tmp/www; httpd -f -p 81 -h /tmp/www"
PORTS = [{"name": "serve-80", "containerPort": 80}, {"name": "serve-81", "containerPort": 81}]


class Net:
    """A server and a client in one namespace, and what gets through between them."""

    def __init__(self, api: kube.ApiClient, pods: Pods) -> None:
        self.networking = kube.NetworkingV1Api(api)
        self.core = pods.core
        self.pods = pods
        self.namespace = pods.namespace
        probe = {"httpGet": {"path": "/", "port": 81}, "periodSeconds": 1}
        main = container(SERVER, ports=PORTS, readinessProbe=probe)
        pods.create(pod("server", main, labels={"app": "server"}))
        pods.create(pod("client", container(), labels={"app": "client"}))
        self.address: str = pods.ready("server").status.pod_ip
        pods.ready("client")

    def allow(self, name: str = "policy", **spec: Any) -> None:
        wanted = {"podSelector": {"matchLabels": {"app": "server"}}, "policyTypes": ["Ingress"], **spec}
        self.networking.create_namespaced_network_policy(self.namespace, {"metadata": {"name": name}, "spec": wanted})

    def reaches(self, port: int = 80, *, host: str = "", client: str = "client") -> bool:
        """Whether the client gets an answer within two seconds."""
        return "hello" in self.pods.run(client, "sh", "-c", asks(host or self.address, port))

    def settles(self, wanted: bool, port: int = 80, **where: Any) -> None:
        """Policies take a moment."""
        eventually(lambda: self.reaches(port, **where), lambda found: found == wanted, 20)


def asks(host: str, port: int) -> str:
    """A script that prints what the server says, if it says something."""
    return f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 2 nc {host} {port} || echo refused"


@pytest.fixture
def net(api: kube.ApiClient, pods: Pods) -> Net:
    return Net(api, pods)


def test_pods_that_no_policy_selects_are_free(net: Net) -> None:
    net.allow(podSelector={"matchLabels": {"app": "other"}})

    assert net.reaches()


def test_default_deny_keeps_everybody_out_but_the_nodes_probes(net: Net) -> None:
    net.allow(podSelector={})

    net.settles(False)
    assert not net.reaches(81)
    uid = net.pods.read("server").metadata.uid
    server = net.pods.ready("server")
    assert (server.metadata.uid, server.status.container_statuses[0].restart_count) == (uid, 0)


def test_policy_that_is_removed_holds_no_more(net: Net) -> None:
    net.allow()
    net.settles(False)

    net.networking.delete_namespaced_network_policy("policy", net.namespace)

    net.settles(True)


def test_pods_are_allowed_by_their_labels_now(net: Net) -> None:
    net.allow(ingress=[{"from": [{"podSelector": {"matchLabels": {"friend": "yes"}}}]}])
    net.settles(False)

    net.core.patch_namespaced_pod("client", net.namespace, {"metadata": {"labels": {"friend": "yes"}}})

    net.settles(True)


def test_namespaces_are_allowed_by_their_labels_now(net: Net) -> None:
    label = f"example.org/{net.namespace}"
    peer = {"namespaceSelector": {"matchLabels": {label: "yes"}}, "podSelector": {"matchLabels": {"app": "client"}}}
    net.allow(ingress=[{"from": [peer]}])
    net.settles(False)

    net.core.patch_namespace(net.namespace, {"metadata": {"labels": {label: "yes"}}})

    net.settles(True)


def test_ports_are_allowed_by_number_and_by_name(net: Net) -> None:
    net.allow(ingress=[{"ports": [{"port": 80}]}])
    net.settles(False, 81)
    assert net.reaches(80)

    net.allow("named", ingress=[{"ports": [{"port": "serve-81"}]}])

    net.settles(True, 81)


def test_port_ranges(net: Net) -> None:
    net.allow(ingress=[{"ports": [{"port": 70, "endPort": 80}]}])

    net.settles(False, 81)
    assert net.reaches(80)


def test_service_is_judged_by_the_pod_behind_it(net: Net) -> None:
    spec = {"selector": {"app": "server"}, "ports": [{"port": 8080, "targetPort": 80}]}
    service = net.core.create_namespaced_service(net.namespace, {"metadata": {"name": "server"}, "spec": spec})
    host = service.spec.cluster_ip
    net.settles(True, 8080, host=host)

    net.allow(ingress=[{"ports": [{"port": 80}]}])
    net.settles(False, 81)
    assert net.reaches(8080, host=host)
    net.networking.delete_namespaced_network_policy("policy", net.namespace)
    net.allow()

    net.settles(False, 8080, host=host)


def test_egress_is_limited_to_pods(net: Net) -> None:
    client = {"podSelector": {"matchLabels": {"app": "client"}}, "policyTypes": ["Egress"]}
    net.allow(**client)
    net.settles(False)

    net.allow("to-server", **client, egress=[{"to": [{"podSelector": {"matchLabels": {"app": "server"}}}]}])

    net.settles(True)


def test_egress_to_a_block_has_exceptions(net: Net) -> None:
    client = {"podSelector": {"matchLabels": {"app": "client"}}, "policyTypes": ["Egress"]}
    block = {"cidr": "0.0.0.0/0", "except": [f"{net.address}/32"]}
    net.allow(**client, egress=[{"to": [{"ipBlock": block}]}])
    net.settles(False)

    net.allow("all", **client, egress=[{"to": [{"ipBlock": {"cidr": f"{net.address}/32"}}]}])

    net.settles(True)


def test_egress_rules_cover_the_names_of_the_cluster(net: Net) -> None:
    client = {"podSelector": {"matchLabels": {"app": "client"}}, "policyTypes": ["Egress"]}
    dns = {
        "to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}],
        "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
    }
    name = "kubernetes.default.svc.cluster.local"

    def resolves() -> bool:
        return "refused" not in net.pods.run("client", "sh", "-c", f"timeout 4 nslookup {name} || echo refused")

    assert resolves()
    net.allow(**client)
    eventually(resolves, lambda found: not found, 20)
    net.allow("dns", **client, egress=[dns])
    eventually(resolves, bool, 20)


def test_new_pod_is_guarded_from_its_first_packet(net: Net) -> None:
    net.allow(podSelector={"matchLabels": {"app": "late"}}, policyTypes=["Ingress", "Egress"])
    net.settles(True)
    script = asks(net.address, 80)

    assert "hello" in net.pods.output(script)
    assert "hello" not in net.pods.output(script, metadata={"labels": {"app": "late"}})


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"policyTypes": ["Sideways"]}, "spec.policyTypes[0]"),
        ({"ingress": [{"from": [{}]}]}, "spec.ingress[0].from[0]"),
        ({"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/33"}}]}]}, "spec.ingress[0].from[0].ipBlock.cidr"),
        (
            {"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]}}]}]},
            "spec.egress[0].to[0].ipBlock.except[0]",
        ),
        ({"ingress": [{"ports": [{"port": 0}]}]}, "spec.ingress[0].ports[0].port"),
        ({"ingress": [{"ports": [{"port": 80, "endPort": 70}]}]}, "spec.ingress[0].ports[0].endPort"),
        ({"ingress": [{"ports": [{"port": "http", "endPort": 70}]}]}, "spec.ingress[0].ports[0].endPort"),
    ],
)
def test_bad_policy_is_refused_by_field(api: kube.ApiClient, namespace: str, spec: Obj, field: str) -> None:
    networking = kube.NetworkingV1Api(api)

    with pytest.raises(ApiException) as refused:
        body = {"metadata": {"name": "bad"}, "spec": {"podSelector": {}, **spec}}
        networking.create_namespaced_network_policy(namespace, body)

    assert refused.value.status == 422
    assert field in refused.value.body


def test_directions_follow_the_rules_when_they_are_not_given(api: kube.ApiClient, namespace: str) -> None:
    networking = kube.NetworkingV1Api(api)

    def types(name: str, **spec: Any) -> list[str]:
        body = {"metadata": {"name": name}, "spec": {"podSelector": {}, **spec}}
        made = networking.create_namespaced_network_policy(namespace, body)
        return list(made.spec.policy_types)

    assert types("in") == ["Ingress"]
    assert types("both", egress=[{}]) == ["Ingress", "Egress"]
