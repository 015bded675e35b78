"""A localkube of three nodes: pods on each of them, traffic between them, drain, deletion, kill -9, fewer nodes."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
from kubernetes import client as kube
from kubernetes import config
from kubernetes.utils.quantity import parse_quantity

from bench.load import Load
from tests.conformance import image
from tests.conformance.pods import Pods, container, is_ready, pod
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template
from tests.running import Localkube, free_ranges

pytestmark = pytest.mark.engine

LABELS = {"app": "web"}
SERVE = "hostname >/tmp/index.html; exec httpd -f -p 8000 -h /tmp"
READY = {"readinessProbe": {"httpGet": {"path": "/", "port": 8000}, "periodSeconds": 1}}


class Cluster:
    """Three nodes and a namespace."""

    def __init__(self, localkube: Localkube, api: kube.ApiClient) -> None:
        self.localkube = localkube
        self.core, self.apps = kube.CoreV1Api(api), kube.AppsV1Api(api)
        self.pods = Pods(api, "default")

    def nodes(self) -> dict[str, kube.V1Node]:
        """By name, in order."""
        return {node.metadata.name: node for node in self.core.list_node().items}

    def of(self, labels: str = "app=web") -> dict[str, list[kube.V1Pod]]:
        """Ready pods by node; those that are leaving do not count."""
        found: dict[str, list[kube.V1Pod]] = {}
        for each in self.core.list_namespaced_pod("default", label_selector=labels).items:
            if is_ready(each) and not each.metadata.deletion_timestamp:
                found.setdefault(each.spec.node_name, []).append(each)
        return found

    def one_on_each(self, name: str = "web") -> dict[str, list[kube.V1Pod]]:
        """A daemon set that answers HTTP; its pods once all are ready."""
        labels = {"app": name}
        spec = {"selector": {"matchLabels": labels}, "template": template(SERVE, labels=labels, container=READY)}
        self.apps.create_namespaced_daemon_set("default", {"metadata": {"name": name}, "spec": spec})
        return eventually(lambda: self.of(f"app={name}"), lambda found: len(found) == 3, 60)

    def kubectl(self, *arguments: str) -> str:
        done = subprocess.run(
            ["kubectl", f"--kubeconfig={self.localkube.kubeconfig}", *arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def containers(self) -> set[str]:
        """Ids of all containers of the instance that run."""
        labelled = f"--filter=label=localkube.instance={self.localkube.name}"
        command = ["docker", f"--host={self.localkube.docker_host}", "ps", "-q", labelled]
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    image.build(docker_host, image.IMAGE)
    directory = tmp_path_factory.mktemp("nodes")
    running = Localkube(docker_host, directory, f"n{os.getpid() % 1000000}", free_ranges(), nodes=3)
    try:
        running.start()
        yield running
    finally:
        running.purge()
        assert leftovers(running) == []


@pytest.fixture
def cluster(localkube: Localkube) -> Iterator[Cluster]:
    with config.new_client_from_config(str(localkube.kubeconfig)) as api:
        yield Cluster(localkube, api)


def leftovers(localkube: Localkube) -> list[str]:
    """Lines of the machine's network state that still speak of the instance."""
    signs = (f"lk-{localkube.name}", f"lkn2-{localkube.name}", f"localkube_{localkube.name}", f"10.{localkube.subnet}.")
    told = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for command in (["ip", "address"], ["ip", "route"], ["ip", "netns"], ["nft", "list", "ruleset"])
    ]
    return [line for text in told for line in text.splitlines() if any(sign in line for sign in signs)]


def fetched(cluster: Cluster, pod_name: str, url: str) -> str:
    return cluster.pods.run(pod_name, "timeout", "5", "wget", "-q", "-O", "-", url).strip()


def test_three_nodes_share_the_machine_and_the_pod_range(cluster: Cluster) -> None:
    nodes = list(cluster.nodes().values())
    first = nodes[0].metadata.name
    assert [node.metadata.name for node in nodes] == [first, f"{first}-2", f"{first}-3"]
    subnet = cluster.localkube.subnet
    assert [node.spec.pod_cidr for node in nodes] == [f"10.{subnet}.{part}.0/20" for part in (0, 16, 32)]
    addresses = {a.address for node in nodes for a in node.status.addresses if a.type == "InternalIP"}
    assert len(addresses) == 3
    for node in nodes:
        assert is_ready(node)
        assert node.metadata.labels["kubernetes.io/hostname"] == node.metadata.name
        lease = kube.CoordinationV1Api(cluster.core.api_client).read_namespaced_lease(
            node.metadata.name, "kube-node-lease"
        )
        assert lease.spec.holder_identity == node.metadata.name
    cores = os.cpu_count() or 1
    millis = {
        int(cpu[:-1]) if cpu.endswith("m") else int(cpu) * 1000 for cpu in (n.status.capacity["cpu"] for n in nodes)
    }
    assert millis == {cores * 1000 // 3}


def test_pods_of_every_node_reach_pods_services_names_and_gateway(cluster: Cluster) -> None:
    """A daemon set has one pod on each node. Logs and commands find them."""
    placed = {node: found[0] for node, found in cluster.one_on_each().items()}
    assert set(placed) == set(cluster.nodes())
    publish(cluster)
    names = {each.metadata.name for each in placed.values()}
    for each in placed.values():
        got = {fetched(cluster, each.metadata.name, f"http://{other.status.pod_ip}:8000/") for other in placed.values()}
        assert got == names
        through = eventually(
            lambda name=each.metadata.name: {fetched(cluster, name, "http://web.default/") for _ in range(12)},  # type: ignore[misc]
            lambda got: got == names,
        )
        assert through == names
    eventually(lambda: {over_the_gateway(cluster) for _ in range(12)}, lambda got: got == names)


def publish(cluster: Cluster) -> None:
    """A service for the pods, and ``web.test`` at the gateway."""
    ports = [{"port": 80, "targetPort": 8000}]
    service = {"metadata": {"name": "web"}, "spec": {"selector": LABELS, "ports": ports}}
    cluster.core.create_namespaced_service("default", service)
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "web"},
        "spec": {
            "parentRefs": [{"name": "public", "namespace": "localkube-system"}],
            "hostnames": ["web.test"],
            "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
        },
    }
    kube.CustomObjectsApi(cluster.core.api_client).create_namespaced_custom_object(
        "gateway.networking.k8s.io", "v1", "default", "httproutes", route
    )


def over_the_gateway(cluster: Cluster) -> str:
    url = f"http://127.0.0.1:{cluster.localkube.gateway_port}/"
    command = ["busybox", "wget", "-q", "-O", "-", "--header=Host: web.test", url]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def deploy(cluster: Cluster, replicas: int) -> None:
    """Pods that answer HTTP, spread over the nodes, behind the gateway's ``web.test``."""
    spread = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"}
    spread["labelSelector"] = {"matchLabels": LABELS}
    pods = template(
        SERVE, labels=LABELS, container=READY, topologySpreadConstraints=[spread], terminationGracePeriodSeconds=2
    )
    spec = {"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": pods}
    cluster.apps.create_namespaced_deployment("default", {"metadata": {"name": "web"}, "spec": spec})
    eventually(cluster.of, lambda found: sum(map(len, found.values())) == replicas, 60)


def test_a_deployment_is_spread_and_a_cordoned_node_gets_nothing_new(cluster: Cluster) -> None:
    first, second, third = cluster.nodes()
    cluster.kubectl("cordon", second)
    deploy(cluster, 4)
    assert {node: len(found) for node, found in cluster.of().items()} == {first: 2, third: 2}

    cluster.kubectl("uncordon", second)
    cluster.kubectl("scale", "deployment/web", "--replicas=6")
    eventually(cluster.of, lambda found: [len(found.get(node, ())) for node in (first, second, third)] == [2, 2, 2])


def test_a_tainted_node_is_left_by_those_who_do_not_bear_it(cluster: Cluster) -> None:
    second = list(cluster.nodes())[1]
    bearing = {"key": "broken", "operator": "Exists", "effect": "NoExecute"}
    tolerations = {"weak": [], "tough": [bearing], "patient": [{**bearing, "tolerationSeconds": 8}]}
    for name, bears in tolerations.items():
        cluster.pods.create(pod(name, container(), nodeName=second, tolerations=bears))
        cluster.pods.ready(name)

    started = time.monotonic()
    cluster.kubectl("taint", "node", second, "broken=yes:NoExecute")

    eventually(cluster.pods.names, lambda names: "weak" not in names)
    eventually(cluster.pods.names, lambda names: names == {"tough"})
    assert time.monotonic() - started >= 8


def test_pods_of_the_host_network_are_on_the_network_of_their_node(cluster: Cluster) -> None:
    """All have the same port, and a service leads to all of them; so they do after a kill and another start."""
    addresses = {
        name: next(each.address for each in node.status.addresses if each.type == "InternalIP")
        for name, node in cluster.nodes().items()
    }
    probe = {"httpGet": {"path": "/", "port": 8000}, "periodSeconds": 1}
    pods = template(
        "hostname >/tmp/index.html; echo serving; exec httpd -f -p 8000 -h /tmp", labels=LABELS, hostNetwork=True,
        dnsPolicy="ClusterFirstWithHostNet",
        container={"readinessProbe": probe, "livenessProbe": {"tcpSocket": {"port": 8000}},
                   "ports": [{"containerPort": 8000}]},
    )  # fmt: skip
    spec = {"selector": {"matchLabels": LABELS}, "template": pods}
    cluster.apps.create_namespaced_daemon_set("default", {"metadata": {"name": "web"}, "spec": spec})
    placed = {node: found[0] for node, found in eventually(cluster.of, lambda found: len(found) == 3, 60).items()}
    assert {node: each.status.pod_ip for node, each in placed.items()} == addresses
    assert {node: each.status.host_ip for node, each in placed.items()} == addresses
    publish(cluster)

    def reached(each: kube.V1Pod) -> set[str]:
        """By address and port, by the service, and by the API: who answers, and how the node sees itself."""
        name = each.metadata.name
        for node, address in addresses.items():
            assert fetched(cluster, name, f"http://{address}:8000/") == node
        assert fetched(cluster, name, "http://127.0.0.1:8000/") == each.spec.node_name
        assert cluster.pods.log(name).strip() == "serving"
        return {fetched(cluster, name, "http://web.default/") for _ in range(12)}

    for each in placed.values():
        eventually(lambda each=each: reached(each), lambda got: got == set(addresses))  # type: ignore[misc]
        assert forwarded(cluster, each.metadata.name) == each.spec.node_name
    cluster.pods.create(pod("plain", container(), nodeName=list(addresses)[1]))
    cluster.pods.ready("plain")
    for node, address in addresses.items():
        assert fetched(cluster, "plain", f"http://{address}:8000/") == node
    eventually(lambda: {over_the_gateway(cluster) for _ in range(12)}, lambda got: got == set(addresses))

    running = cluster.containers()
    cluster.localkube.program.kill9()
    cluster.localkube.start()
    assert cluster.containers() == running
    assert {node: found[0].status.pod_ip for node, found in cluster.of().items()} == addresses


def test_a_pod_of_the_host_network_gets_another_sandbox_when_its_nodes_network_is_made_anew(cluster: Cluster) -> None:
    second = list(cluster.nodes())[1]
    cluster.pods.create(pod("agent", container(), nodeName=second, hostNetwork=True))
    before = cluster.pods.ready("agent").status.container_statuses[0].container_id

    cluster.localkube.program.stop()
    subprocess.run(["ip", "netns", "delete", f"lk-{cluster.localkube.name}-2"], check=True)
    cluster.localkube.start()

    def renewed() -> kube.V1Pod | None:
        found = cluster.pods.read("agent")
        return found if is_ready(found) and found.status.container_statuses[0].container_id != before else None

    again = eventually(renewed, lambda found: found is not None, 60)
    assert again is not None
    assert again.status.pod_ip in cluster.pods.run("agent", "ip", "address")


def forwarded(cluster: Cluster, name: str) -> str:
    """What the pod answers at its port 8000 by ``kubectl port-forward``."""
    command = ["kubectl", f"--kubeconfig={cluster.localkube.kubeconfig}", "port-forward", f"pod/{name}", ":8000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as forwarding:
        try:
            assert forwarding.stdout is not None
            told = re.search(r"127\.0\.0\.1:(\d+)", forwarding.stdout.readline())
            assert told is not None
            return httpx.get(f"http://127.0.0.1:{told[1]}/", timeout=30).text.strip()
        finally:
            forwarding.terminate()


def test_a_node_uses_what_its_own_pods_use_and_a_share_of_the_rest(cluster: Cluster) -> None:
    first, second, third = cluster.nodes()
    cluster.pods.create(pod("busy", container("while :; do :; done"), nodeName=second))
    cluster.pods.ready("busy")
    custom = kube.CustomObjectsApi(cluster.core.api_client)

    def cores() -> dict[str, float]:
        listed = custom.list_cluster_custom_object("metrics.k8s.io", "v1beta1", "nodes")["items"]
        return {item["metadata"]["name"]: float(parse_quantity(item["usage"]["cpu"])) for item in listed}

    def stands_out(told: dict[str, float]) -> bool:
        return len(told) == 3 and told[second] - max(told[first], told[third]) > 0.2

    told = eventually(cores, stands_out, 90)
    assert sum(told.values()) < (os.cpu_count() or 1) * 1.3
    shown = cluster.kubectl("top", "nodes")
    assert all(name in shown for name in told), shown


def test_kill_9_and_another_start_adopt_the_pods_of_every_node(cluster: Cluster) -> None:
    cluster.one_on_each()
    before = {each.metadata.name: each.status.container_statuses[0].container_id for each in everybody(cluster)}
    running = cluster.containers()

    cluster.localkube.program.kill9()
    cluster.localkube.start()

    after = {each.metadata.name: each.status.container_statuses[0].container_id for each in everybody(cluster)}
    assert (after, cluster.containers()) == (before, running)
    assert [each.status.container_statuses[0].restart_count for each in everybody(cluster)] == [0, 0, 0]
    for each in everybody(cluster):
        assert fetched(cluster, each.metadata.name, f"http://{each.status.pod_ip}:8000/") == each.metadata.name


def everybody(cluster: Cluster) -> list[kube.V1Pod]:
    return [each for found in cluster.of().values() for each in found]


def test_a_deleted_node_registers_again_and_keeps_its_pods(cluster: Cluster) -> None:
    second = list(cluster.nodes())[1]
    cluster.one_on_each()
    running, uid = cluster.containers(), cluster.nodes()[second].metadata.uid

    cluster.kubectl("delete", "node", second)

    again = eventually(lambda: cluster.nodes().get(second), lambda node: node is not None and is_ready(node), 40)
    assert again is not None and again.metadata.uid != uid
    eventually(cluster.of, lambda found: len(found.get(second, ())) == 1, 60)
    assert len(cluster.containers()) == len(running)


def test_a_node_that_is_no_more_loses_its_pods_to_the_others(cluster: Cluster) -> None:
    """And it is a fresh node when it comes back."""
    first, second, third = cluster.nodes()
    deploy(cluster, 3)
    assert set(cluster.of()) == {first, second, third}
    localkube = cluster.localkube

    localkube.program.stop()
    localkube.program = localkube.program_of(2)
    localkube.start()
    assert list(cluster.nodes()) == [first, second]
    assert {each.spec.node_name for each in everybody(cluster)} >= {first, second}
    moved = eventually(cluster.of, lambda found: third not in found and sum(map(len, found.values())) == 3)
    assert set(moved) == {first, second}
    eventually(cluster.containers, lambda found: len(found) == 2 * 3)

    localkube.program.stop()
    localkube.program = localkube.program_of(3)
    localkube.start()
    assert list(cluster.nodes()) == [first, second, third]
    cluster.pods.create(pod("late", container(), nodeName=third))
    cluster.pods.ready("late")
    client = everybody(cluster)[0].metadata.name
    address = everybody(cluster)[-1].status.pod_ip
    assert fetched(cluster, client, f"http://{address}:8000/")


async def test_nodes_are_drained_under_load_within_the_budget_and_nobody_notices(cluster: Cluster) -> None:
    """Nor that localkube is killed while all pods are on the node that is left."""
    first, second, third = cluster.nodes()
    deploy(cluster, 4)
    publish(cluster)
    budget = {"metadata": {"name": "web"}, "spec": {"selector": {"matchLabels": LABELS}, "minAvailable": 3}}
    kube.PolicyV1Api(cluster.core.api_client).create_namespaced_pod_disruption_budget("default", budget)
    eventually(lambda: over_the_gateway(cluster), bool)
    fewest = 4

    def drain(*nodes: str) -> None:
        nonlocal fewest
        for node in nodes:
            draining = subprocess.Popen(
                ["kubectl", f"--kubeconfig={cluster.localkube.kubeconfig}", "drain", node, "--timeout=90s"]
            )
            while draining.poll() is None:
                fewest = min(fewest, sum(map(len, cluster.of().values())))
            assert draining.returncode == 0

    async with Load(f"http://127.0.0.1:{cluster.localkube.gateway_port}/", "web.test", 50) as load:
        await asyncio.to_thread(drain, second, third)
        left = await asyncio.to_thread(eventually, cluster.of, lambda found: len(found.get(first, ())) == 4)
        cluster.localkube.program.kill9()
        await asyncio.to_thread(cluster.localkube.start)
        cluster.kubectl("uncordon", third)
        await asyncio.to_thread(drain, first)
        moved = await asyncio.to_thread(eventually, cluster.of, lambda found: len(found.get(third, ())) == 4)
    assert (set(left), set(moved)) == ({first}, {third})
    assert dict(load.outcome.failures) == {}
    assert fewest == 3
