"""localkube killed at once, and containers killed from outside: traffic goes on, nothing is recreated without need."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from bench.load import Load
from launcher import demo_images, engine
from tests.running import Localkube, wait_until

pytestmark = pytest.mark.engine

REPLICAS = 2
MANIFESTS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: slipway-demo/web:1
        ports: [{containerPort: 8000}]
        readinessProbe: {httpGet: {path: /healthz, port: 8000}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 8000}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: public, namespace: localkube-system}]
  hostnames: [web.test]
  rules: [{backendRefs: [{name: web, port: 8000}]}]
"""


class Kubectl:
    """kubectl with one kubeconfig."""

    def __init__(self, kubeconfig: Path) -> None:
        self._kubeconfig = kubeconfig

    def __call__(self, *arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            ["kubectl", f"--kubeconfig={self._kubeconfig}", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pods(self) -> dict[str, str]:
        """Container ids by pod name, of ready pods."""
        listed = json.loads(self("get", "pods", "-o", "json"))["items"]
        found = {}
        for pod in listed:
            for status in pod["status"].get("containerStatuses", []):
                if status["ready"]:
                    found[pod["metadata"]["name"]] = status["containerID"].removeprefix("docker://")
        return found


@pytest.fixture
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    # Not ``tmp_path``: sockets lie below, whose paths may not be long.
    directory = tmp_path_factory.mktemp("surv")
    demo_images.ensure(docker_host, directory / "demo", print)
    running = Localkube(docker_host, directory, name="surv", subnet=222)
    try:
        running.start()
        yield running
    finally:
        running.purge()


@pytest.fixture
def kubectl(localkube: Localkube) -> Kubectl:
    """kubectl on a cluster in which ``web`` runs and answers."""
    command = Kubectl(localkube.kubeconfig)
    command("apply", "-f", "-", stdin=MANIFESTS)
    wait_until(lambda: len(command.pods()) == REPLICAS, 30, "readiness of web", pause=0.2)
    wait_until(lambda: answers(localkube), 10, "an answer through the gateway")
    return command


def answers(localkube: Localkube) -> bool:
    url = f"http://127.0.0.1:{localkube.gateway_port}/version"
    return httpx.get(url, headers={"Host": "web.test"}).status_code == 200


async def test_traffic_flows_and_containers_stay_when_localkube_is_killed(
    localkube: Localkube, kubectl: Kubectl
) -> None:
    before = kubectl.pods()
    async with Load(f"http://127.0.0.1:{localkube.gateway_port}/version", "web.test", 100) as load:
        localkube.program.kill9()
        await asyncio.sleep(2)
        await asyncio.to_thread(localkube.start)
        adopted = partial(
            wait_until, lambda: kubectl.pods() == before, 10, "adoption of the same containers", pause=0.2
        )
        await asyncio.to_thread(adopted)
        await asyncio.sleep(2)
    assert dict(load.outcome.failures) == {}
    assert kubectl.pods() == before
    restarts = kubectl("get", "pods", "-o", "jsonpath={.items[*].status.containerStatuses[*].restartCount}")
    assert restarts.split() == ["0"] * REPLICAS


def test_killed_container_serves_again_within_three_seconds(
    localkube: Localkube, kubectl: Kubectl, docker_host: str
) -> None:
    kubectl("scale", "deployment/web", "--replicas=1")
    wait_until(lambda: len(kubectl.pods()) == 1, 60, "scaling to one replica", pause=0.2)
    victim = next(iter(kubectl.pods().values()))
    wait_until(lambda: answers(localkube), 5, "an answer")
    engine.request(docker_host, "POST", f"/v1.41/containers/{victim}/kill?signal=KILL")

    def another_serves() -> bool:
        # Requests of the moment between wait in the proxy: nobody may notice that nothing served.
        return victim not in kubectl.pods().values() and len(kubectl.pods()) == 1 and answers(localkube)

    assert wait_until(another_serves, 3, "another container that serves", pause=0.01) < 3


def test_pod_that_crashed_while_localkube_was_away_is_repaired(
    localkube: Localkube, kubectl: Kubectl, docker_host: str
) -> None:
    victim = next(iter(kubectl.pods().values()))
    localkube.program.kill9()
    engine.request(docker_host, "POST", f"/v1.41/containers/{victim}/kill?signal=KILL")
    localkube.start()
    wait_until(
        lambda: len(kubectl.pods()) == REPLICAS and victim not in kubectl.pods().values(), 20, "repair", pause=0.2
    )
