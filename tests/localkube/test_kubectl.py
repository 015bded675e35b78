"""kubectl against localkube: the commands that people type every day, with every kubectl that this machine has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import demo_images
from tests.running import Localkube, kubectls, wait_until

pytestmark = pytest.mark.engine

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: web
        image: slipway-demo/web:1
        env: [{name: GREETING, value: first}]
        ports: [{containerPort: 8000}]
        readinessProbe: {httpGet: {path: /healthz, port: 8000}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8000}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
---
apiVersion: v1
kind: Secret
metadata: {name: password}
stringData: {word: hunter2}
"""


class Kubectl:
    """One kubectl in one namespace."""

    def __init__(self, program: str, kubeconfig: Path, namespace: str) -> None:
        self._base = [program, f"--kubeconfig={kubeconfig}", f"--namespace={namespace}"]

    def run(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._base, *words], input=stdin, capture_output=True, text=True, check=False, timeout=90
        )

    def __call__(self, *words: str, stdin: str | None = None) -> str:
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, f"kubectl {' '.join(words)}: {done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    directory = tmp_path_factory.mktemp("kubectl")
    demo_images.ensure(docker_host, directory / "demo", print)
    running = Localkube(docker_host, directory, name="kctl", subnet=224)
    try:
        running.start()
        yield running
    finally:
        running.purge()


@pytest.fixture(params=kubectls())
def kubectl(localkube: Localkube, request: pytest.FixtureRequest) -> Iterator[Kubectl]:
    """kubectl in a namespace of its own, which is deleted after the test."""
    namespace = f"tour-{kubectls().index(request.param)}"
    outside = Kubectl(request.param, localkube.kubeconfig, "default")
    outside("create", "namespace", namespace)
    yield Kubectl(request.param, localkube.kubeconfig, namespace)
    outside("delete", "namespace", namespace, "--timeout=60s")
    assert "NotFound" in outside.run("get", "namespace", namespace).stderr


def test_tour_of_daily_commands(kubectl: Kubectl) -> None:
    created = kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    assert "deployment.apps/web created" in created
    assert "unchanged" in kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    assert "successfully rolled out" in kubectl("rollout", "status", "deployment/web", "--timeout=60s")

    table = kubectl("get", "pods", "-l", "app=web", "-o", "wide")
    assert table.splitlines()[0].split()[:5] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert table.count("1/1") == 2 and table.count("Running") == 2
    assert "2/2" in kubectl("get", "deployments")
    assert "blue" in kubectl("get", "configmap", "settings", "-o", "yaml")
    assert "web" in kubectl("get", "all")

    described = kubectl("describe", "deployment", "web")
    assert "RollingUpdate" in described and "Scaled up replica set" in described
    pod = kubectl("get", "pods", "-o", "jsonpath={.items[0].metadata.name}")
    assert "Started container web" in kubectl("describe", "pod", pod)
    assert "Ready" in kubectl("describe", "nodes")

    assert "listening on port 8000" in kubectl("logs", pod)
    assert "listening on port 8000" in kubectl("logs", "deployment/web", "--tail=1")


def test_rollout_scale_and_delete(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    kubectl("set", "env", "deployment/web", "GREETING=second")
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert kubectl("rollout", "history", "deployment/web").count("<none>") == 2
    kubectl("rollout", "undo", "deployment/web")
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert "first" in kubectl("get", "deployment", "web", "-o", "yaml")
    kubectl("rollout", "restart", "deployment/web")
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")

    kubectl("scale", "deployment/web", "--replicas=3")
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert kubectl("get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}") == "3"
    kubectl("delete", "deployment", "web", "--timeout=60s")
    wait_until(lambda: "No resources" in kubectl.run("get", "pods").stderr, 30, "the end of all pods", pause=0.3)


def test_command_in_a_container(kubectl: Kubectl) -> None:
    version = json.loads(kubectl("version", "-o", "json"))["clientVersion"]
    if int(version["minor"].rstrip("+")) < 30:
        pytest.skip("kubectl before 1.30 runs commands over SPDY, which browsers and current clients no longer use")
    kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert kubectl("exec", "deployment/web", "--", "sh", "-c", "echo $GREETING").strip() == "first"
    assert kubectl("exec", "-i", "deployment/web", "--", "cat", stdin="through and back").strip() == "through and back"
    failed = kubectl.run("exec", "deployment/web", "--", "sh", "-c", "echo no >&2; exit 7")
    assert failed.returncode == 7
    assert "no" in failed.stderr


def test_dry_run_and_diff_change_nothing(kubectl: Kubectl) -> None:
    kubectl("apply", "--dry-run=server", "-f", "-", stdin=DEPLOYMENT)
    assert "No resources" in kubectl.run("get", "deployments").stderr


def test_mistakes_get_kubernetes_own_answers(kubectl: Kubectl) -> None:
    missing = kubectl.run("get", "deployment", "nowhere")
    assert 'Error from server (NotFound): deployments.apps "nowhere" not found' in missing.stderr
    wrong = DEPLOYMENT.split("---", maxsplit=1)[0].replace("{matchLabels: {app: web}}", "{matchLabels: {app: other}}")
    refused = kubectl.run("apply", "-f", "-", stdin=wrong)
    assert "is invalid" in refused.stderr and "spec.template.metadata.labels" in refused.stderr
    assert "the server doesn't have a resource type" in kubectl.run("get", "unicorns").stderr


def test_objects_made_from_the_command_line_and_lists(kubectl: Kubectl) -> None:
    kubectl("create", "configmap", "made", "--from-literal=key=value")
    kubectl("create", "secret", "generic", "made", "--from-literal=key=value")
    kubectl("create", "deployment", "made", "--image=slipway-demo/web:1", "--replicas=0", "--port=8000")
    kubectl("expose", "deployment", "made", "--port=80", "--target-port=8000")
    assert kubectl("get", "configmap", "made", "-o", "jsonpath={.data.key}") == "value"
    assert kubectl("get", "service", "made", "-o", "jsonpath={.spec.ports[0].targetPort}") == "8000"
    listed = {"apiVersion": "v1", "kind": "List", "items": [json.loads(kubectl("get", "cm", "made", "-o", "json"))]}
    assert "configured" in kubectl("apply", "-f", "-", stdin=json.dumps(listed))
    kubectl("delete", "deployment,service,configmap,secret", "made")
