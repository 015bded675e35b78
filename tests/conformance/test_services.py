"""Services as clients and pods see them: the published descriptions of services, endpoints and their slices."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client as kube

from tests.conformance.pods import Obj, Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

SERVE = "mkdir /tmp/www; echo $HOSTNAME >/tmp/www/index.html; exec httpd -f -p {} -h /tmp/www"


class Services:
    """The services of one namespace, with pods behind them and a client among them."""

    def __init__(self, api: kube.ApiClient, pods: Pods) -> None:
        self.core, self.discovery = kube.CoreV1Api(api), kube.DiscoveryV1Api(api)
        self.pods, self.namespace = pods, pods.namespace

    def create(self, name: str, *ports: Obj, **spec: Any) -> kube.V1Service:
        body = {"metadata": {"name": name}, "spec": {"ports": list(ports) or None, **spec}}
        return self.core.create_namespaced_service(self.namespace, body)

    def patch(self, name: str, **spec: Any) -> kube.V1Service:
        return self.core.patch_namespaced_service(name, self.namespace, {"spec": spec})

    def serve(self, *names: str, port: int = 8080, script: str = "") -> dict[str, str]:
        """Ready pods of the label ``app=web`` that say their names by HTTP; addresses by name."""
        probe = {"tcpSocket": {"port": port}, "periodSeconds": 1}
        for name in names:
            serving = container(script or SERVE.format(port), readinessProbe=probe)
            self.pods.create(pod(name, serving, labels={"app": "web", "pod": name}))
        return {name: self.pods.ready(name).status.pod_ip for name in names}

    def client(self) -> None:
        self.pods.create(pod("client", container()))
        self.pods.ready("client")

    def answers(self, url: str, times: int = 12) -> set[str]:
        """Who answers the client, empty text for nobody."""
        ask = f"for i in $(seq {times}); do timeout 2 wget -q -O - {url} 2>/dev/null || echo; done"
        return {line.strip() for line in self.pods.run("client", "sh", "-c", ask).splitlines()}

    def reached(self, url: str, who: set[str]) -> None:
        """Wait until just these answer."""
        eventually(lambda: self.answers(url), lambda got: got == who, 30)

    def endpoints(self, service: str) -> dict[str, set[int]]:
        """Ports by the address of each ready endpoint, of all slices."""
        found: dict[str, set[int]] = {}
        for each in self.slices(service):
            for endpoint in each.endpoints or ():
                if endpoint.conditions.ready is not False:
                    ports = {port.port for port in each.ports or ()}
                    found.setdefault(endpoint.addresses[0], set()).update(ports)
        return found

    def slices(self, service: str) -> list[Any]:
        label = f"kubernetes.io/service-name={service}"
        return list(self.discovery.list_namespaced_endpoint_slice(self.namespace, label_selector=label).items)


@pytest.fixture
def services(api: kube.ApiClient, pods: Pods) -> Services:
    return Services(api, pods)


def test_endpoints_follow_the_pods_of_a_service(services: Services) -> None:
    services.create("web", {"port": 80, "targetPort": 8080}, selector={"app": "web"})
    assert eventually(lambda: services.slices("web"), bool, 30)[0].endpoints in (None, [])
    addresses = services.serve("one", "two")
    expected = {address: {8080} for address in addresses.values()}
    eventually(lambda: services.endpoints("web"), lambda found: found == expected, 30)
    old = services.core.read_namespaced_endpoints("web", services.namespace)
    assert {each.ip for subset in old.subsets for each in subset.addresses} == set(addresses.values())
    services.client()
    services.reached(f"http://web.{services.namespace}/", {"one", "two"})

    services.core.delete_namespaced_pod("one", services.namespace)

    eventually(lambda: services.endpoints("web"), lambda found: found == {addresses["two"]: {8080}}, 30)
    services.reached("http://web/", {"two"})
    services.core.delete_namespaced_service("web", services.namespace)
    eventually(lambda: services.slices("web"), lambda found: found == [], 30)


def test_a_service_of_several_ports_leads_each_to_its_own(services: Services) -> None:
    ports = [{"name": "a", "port": 80, "targetPort": 8080}, {"name": "b", "port": 81, "targetPort": 8081}]
    services.create("web", *ports, selector={"app": "web"})
    twice = f"({SERVE.format(8081)}) & {SERVE.format(8080).replace('/tmp/www', '/tmp/other')}"
    addresses = services.serve("one", script=twice)
    eventually(lambda: services.endpoints("web"), lambda found: found == {addresses["one"]: {8080, 8081}}, 30)
    services.client()
    for port in (80, 81):
        services.reached(f"http://web:{port}/", {"one"})


def test_one_port_may_have_two_protocols(services: Services) -> None:
    """How datagrams travel is tried where there are programs for them."""
    ports = [
        {"name": "tcp", "port": 80, "targetPort": 8080, "protocol": "TCP"},
        {"name": "udp", "port": 80, "targetPort": 8081, "protocol": "UDP"},
        {"name": "sctp", "port": 80, "targetPort": 8082, "protocol": "SCTP"},
    ]
    services.create("web", *ports, selector={"app": "web"})
    addresses = services.serve("one")
    expected = {addresses["one"]: {8080, 8081, 8082}}
    eventually(lambda: services.endpoints("web"), lambda found: found == expected, 30)
    told = {(port.name, port.protocol, port.port) for each in services.slices("web") for port in each.ports}
    assert told == {("tcp", "TCP", 8080), ("udp", "UDP", 8081), ("sctp", "SCTP", 8082)}
    services.client()
    services.reached("http://web/", {"one"})


def test_a_node_port_is_at_every_address_of_the_nodes(services: Services) -> None:
    made = services.create("web", {"port": 80, "targetPort": 8080}, type="NodePort", selector={"app": "web"})
    port = made.spec.ports[0].node_port
    assert 30000 <= port <= 32767
    services.serve("one")
    services.client()
    nodes = [
        each.address
        for node in services.core.list_node().items
        for each in node.status.addresses
        if each.type == "InternalIP"
    ]
    for address in nodes:
        services.reached(f"http://{address}:{port}/", {"one"})
    taken = {"port": 80, "nodePort": port}
    with pytest.raises(kube.ApiException) as refused:
        services.create("other", taken, type="NodePort", selector={"app": "web"})
    assert refused.value.status == 422 and "provided port is already allocated" in str(refused.value.body)


@pytest.mark.parametrize("kind", ["ClusterIP", "NodePort"])
def test_affinity_keeps_a_client_at_one_pod_until_it_is_taken_away(services: Services, kind: str) -> None:
    port = {"port": 80, "targetPort": 8080}
    made = services.create("web", port, type=kind, selector={"app": "web"}, sessionAffinity="ClientIP")
    assert made.spec.session_affinity_config.client_ip.timeout_seconds == 10800
    services.serve("one", "two")
    services.client()
    eventually(lambda: services.endpoints("web"), lambda found: len(found) == 2, 30)
    eventually(lambda: services.answers("http://web/"), lambda got: len(got) == 1 and got != {""}, 30)
    services.patch("web", sessionAffinity="None")
    services.reached("http://web/", {"one", "two"})


def test_affinity_keeps_a_client_while_other_pods_come_and_go(services: Services) -> None:
    services.create("web", {"port": 80, "targetPort": 8080}, selector={"app": "web"}, sessionAffinity="ClientIP")
    services.serve("one", "two")
    services.client()
    eventually(lambda: services.endpoints("web"), lambda found: len(found) == 2, 30)
    (mine,) = eventually(lambda: services.answers("http://web/"), lambda got: len(got) == 1 and got != {""}, 30)
    services.serve("three", "four")
    eventually(lambda: services.endpoints("web"), lambda found: len(found) == 4, 30)
    assert services.answers("http://web/", times=24) == {mine}
    services.core.delete_namespaced_pod("two" if mine == "one" else "one", services.namespace, grace_period_seconds=1)
    eventually(lambda: services.endpoints("web"), lambda found: len(found) == 3, 30)
    assert services.answers("http://web/", times=24) == {mine}

    services.core.delete_namespaced_pod(mine, services.namespace, grace_period_seconds=1)
    (next_one,) = eventually(lambda: services.answers("http://web/"), lambda got: not got & {mine, ""}, 30)
    assert services.answers("http://web/") == {next_one}


def test_affinity_ends_when_a_client_is_silent_for_the_timeout(services: Services) -> None:
    stay = {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 1}}}
    services.create("web", {"port": 80, "targetPort": 8080}, selector={"app": "web"}, **stay)
    services.serve("one", "two")
    services.client()
    eventually(lambda: services.endpoints("web"), lambda found: len(found) == 2, 30)
    first = eventually(lambda: services.answers("http://web/"), lambda got: len(got) == 1 and got != {""}, 30)

    def after_silence() -> set[str]:
        time.sleep(2)
        return services.answers("http://web/", times=1)

    eventually(after_silence, lambda got: got not in (first, {""}), 90)


def test_the_timeout_of_affinity_is_at_most_a_day(services: Services) -> None:
    def created(name: str, seconds: int) -> kube.V1Service:
        config = {"clientIP": {"timeoutSeconds": seconds}}
        return services.create(name, {"port": 80}, sessionAffinity="ClientIP", sessionAffinityConfig=config)

    for seconds in (0, 86401):
        with pytest.raises(kube.ApiException) as refused:
            created("refused", seconds)
        (cause,) = json.loads(refused.value.body)["details"]["causes"]
        assert refused.value.status == 422
        assert cause["field"] == "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
        assert cause["message"] == f"Invalid value: {seconds}: must be greater than 0 and less than 86400"
    assert created("web", 86400).spec.session_affinity_config.client_ip.timeout_seconds == 86400
    assert services.patch("web", sessionAffinity="None").spec.session_affinity_config is None


def test_a_headless_service_resolves_to_its_pods(services: Services) -> None:
    services.create("web", {"port": 8080}, clusterIP="None", selector={"app": "web"})
    addresses = services.serve("one", "two")
    services.client()

    def resolved() -> str:
        return services.pods.run("client", "nslookup", f"web.{services.namespace}.svc.cluster.local")

    eventually(resolved, lambda text: all(address in text for address in addresses.values()), 30)


def test_the_type_of_a_service_changes_both_ways(services: Services) -> None:
    services.serve("one")
    services.client()
    services.create("target", {"port": 80, "targetPort": 8080}, selector={"app": "web"})
    services.create("web", type="ExternalName", externalName=f"target.{services.namespace}.svc.cluster.local")
    services.reached("http://web/", {"one"})
    port = {"port": 80, "targetPort": 8080}
    for kind in ("ClusterIP", "NodePort"):
        changed = services.patch("web", type=kind, externalName=None, ports=[port], selector={"app": "web"})
        assert changed.spec.cluster_ip not in (None, "", "None")
        assert bool(changed.spec.ports[0].node_port) is (kind == "NodePort")
        services.reached("http://web/", {"one"})
        outside = {"clusterIP": "", "clusterIPs": None, "ports": None, "selector": None}
        alias = f"target.{services.namespace}.svc.cluster.local"
        changed = services.patch("web", type="ExternalName", externalName=alias, **outside)
        assert not changed.spec.cluster_ip
        services.reached("http://web/", {"one"})


def test_endpoints_written_by_hand_are_mirrored_into_slices(services: Services) -> None:
    services.create("web", {"port": 80, "targetPort": 8080})
    addresses = services.serve("one", "two")
    services.client()

    def subset(name: str) -> list[Obj]:
        return [{"addresses": [{"ip": addresses[name]}], "ports": [{"port": 8080}]}]

    body = {"metadata": {"name": "web", "labels": {"mine": "yes"}}, "subsets": subset("one")}
    services.core.create_namespaced_endpoints(services.namespace, body)
    eventually(lambda: services.endpoints("web"), lambda found: found == {addresses["one"]: {8080}}, 30)
    (made,) = services.slices("web")
    labels = made.metadata.labels
    assert labels["endpointslice.kubernetes.io/managed-by"] == "endpointslicemirroring-controller.k8s.io"
    assert (labels["mine"], made.address_type) == ("yes", "IPv4")
    assert [(owner.kind, owner.name) for owner in made.metadata.owner_references] == [("Endpoints", "web")]
    services.reached("http://web/", {"one"})

    services.core.replace_namespaced_endpoints("web", services.namespace, body | {"subsets": subset("two")})
    eventually(lambda: services.endpoints("web"), lambda found: found == {addresses["two"]: {8080}}, 30)
    services.reached("http://web/", {"two"})

    services.core.delete_namespaced_endpoints("web", services.namespace)
    eventually(lambda: services.slices("web"), lambda found: found == [], 30)
    services.reached("http://web/", {""})


def test_the_service_of_the_api_is_there_with_its_endpoints(api: kube.ApiClient) -> None:
    core, discovery = kube.CoreV1Api(api), kube.DiscoveryV1Api(api)
    service = core.read_namespaced_service("kubernetes", "default")
    assert [(port.name, port.port) for port in service.spec.ports] == [("https", 443)]
    old = core.read_namespaced_endpoints("kubernetes", "default")
    label = "kubernetes.io/service-name=kubernetes"
    slices = discovery.list_namespaced_endpoint_slice("default", label_selector=label).items
    told = {each.ip for subset in old.subsets for each in subset.addresses}
    assert {address for each in slices for endpoint in each.endpoints for address in endpoint.addresses} == told
    assert told and all(socket.inet_aton(address) for address in told)


def test_status_and_collections_of_services(services: Services) -> None:
    ports = {"port": 80, "targetPort": 8080}
    for name in ("one", "two", "three"):
        services.create(name, ports, selector={"app": "web"})
    patched = services.core.patch_namespaced_service_status(
        "one", services.namespace, {"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}}
    )
    assert patched.status.load_balancer.ingress[0].ip == "203.0.113.1"
    read: Callable[..., Any] = services.core.read_namespaced_service_status
    assert read("one", services.namespace).status.load_balancer.ingress[0].ip == "203.0.113.1"
    for name in ("one", "two"):
        services.core.patch_namespaced_service(name, services.namespace, {"metadata": {"labels": {"go": "yes"}}})
    services.core.delete_collection_namespaced_service(services.namespace, label_selector="go=yes")
    left = services.core.list_namespaced_service(services.namespace).items
    assert [each.metadata.name for each in left] == ["three"]
