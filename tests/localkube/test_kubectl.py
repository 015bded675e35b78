"""kubectl against localkube: the commands that people type every day, with every kubectl that this machine has."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from launcher import demo_images
from tests.conformance import image
from tests.running import KUBECTLS, Localkube, wait_until

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


TOOLBOX = f"""
apiVersion: v1
kind: Pod
metadata: {{name: toolbox}}
spec:
  terminationGracePeriodSeconds: 0
  restartPolicy: Never
  containers:
  - name: main
    image: {image.IMAGE}
    stdin: true
    command: [sh, -c, 'read line; echo "you said $line"; sleep 1']
"""


class Kubectl:
    """One kubectl in one namespace."""

    def __init__(self, program: str, kubeconfig: Path, namespace: str) -> None:
        self._base = [program, f"--kubeconfig={kubeconfig}", f"--namespace={namespace}"]

    def run(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._base, *words], input=stdin, capture_output=True, text=True, check=False, timeout=90
        )

    @contextmanager
    def started(self, *words: str, terminal: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """It runs, at a terminal or with its output in a pipe, and is ended in the end."""
        output = subprocess.PIPE if terminal is None else terminal
        child = subprocess.Popen([*self._base, *words], stdin=terminal, stdout=output, stderr=output)
        try:
            yield child
        finally:
            child.terminate()
            child.wait(60)
            for stream in (child.stdout, child.stderr):
                if stream is not None:
                    stream.close()

    def __call__(self, *words: str, stdin: str | None = None) -> str:
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, f"kubectl {' '.join(words)}: {done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    directory = tmp_path_factory.mktemp("kubectl")
    demo_images.ensure(docker_host, directory / "demo", print)
    image.build(docker_host, image.IMAGE)
    running = Localkube(docker_host, directory, name="kctl", subnet=224)
    try:
        running.start()
        yield running
    finally:
        running.purge()


@pytest.fixture(params=list(KUBECTLS))
def kubectl(localkube: Localkube, request: pytest.FixtureRequest) -> Iterator[Kubectl]:
    """kubectl in a namespace of its own, which is deleted after the test."""
    program = KUBECTLS[request.param]
    if not program.exists():
        pytest.fail(f"{program} is missing: run the tests by ./slipway test, which gets it.")
    namespace = f"tour-{request.param}"
    outside = Kubectl(str(program), localkube.kubeconfig, "default")
    outside("create", "namespace", namespace)
    yield Kubectl(str(program), localkube.kubeconfig, namespace)
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
    kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert kubectl("exec", "deployment/web", "--", "sh", "-c", "echo $GREETING").strip() == "first"
    assert kubectl("exec", "-i", "deployment/web", "--", "cat", stdin="through and back").strip() == "through and back"
    failed = kubectl.run("exec", "deployment/web", "--", "sh", "-c", "echo no >&2; exit 7")
    assert failed.returncode == 7
    assert "no" in failed.stderr
    large = kubectl("exec", "deployment/web", "--", "sh", "-c", "yes 0123456789abcdef | head -c 30000000")
    assert len(large) == 30_000_000
    lost = kubectl.run("exec", "-i", "deployment/web", "--", "sh", "-c", "exit 4", stdin="x" * 3_000_000)
    assert lost.returncode == 4


@pytest.fixture
def toolbox(kubectl: Kubectl) -> Kubectl:
    """A pod with a whole busybox runs; it repeats the first line of its input and ends."""
    kubectl("apply", "-f", "-", stdin=TOOLBOX)
    kubectl("wait", "--for=condition=Ready", "pod/toolbox", "--timeout=60s")
    return kubectl


def test_files_are_copied_there_and_back(toolbox: Kubectl, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "there").write_bytes(content)
    toolbox("cp", str(tmp_path / "there"), "toolbox:/tmp/file")
    toolbox("cp", "toolbox:/tmp/file", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == content


def test_terminal_has_the_size_of_its_window(toolbox: Kubectl) -> None:
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
    script = 'until [ "$(stty size)" = "33 99" ]; do sleep 0.1; done; echo of the same size; exit 5'
    with toolbox.started("exec", "-it", "toolbox", "--", "sh", "-c", script, terminal=terminal) as child:
        os.close(terminal)
        assert child.wait(60) == 5
        assert b"of the same size" in os.read(controller, 10_000)
    os.close(controller)


def test_attaching_to_what_runs(toolbox: Kubectl) -> None:
    assert "you said hello" in toolbox("attach", "-i", "toolbox", stdin="hello\n")


def test_forwarded_port_takes_many_connections(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=DEPLOYMENT)
    kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    with kubectl.started("port-forward", "deployment/web", ":8000") as child:
        assert child.stdout is not None
        address = child.stdout.readline().decode().split()[2]
        with ThreadPoolExecutor(20) as threads:
            answers = threads.map(lambda _: httpx.get(f"http://{address}/healthz", timeout=60).status_code, range(60))
            assert list(answers) == [200] * 60
        assert child.poll() is None


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
