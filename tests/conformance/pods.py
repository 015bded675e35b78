"""Makes pods for tests, and reads what became of them."""

from __future__ import annotations

from typing import Any

from kubernetes import client as kube
from kubernetes import stream

from tests.conformance.image import IMAGE
from tests.conformance.waiting import eventually

Obj = dict[str, Any]
ENDED = ("Succeeded", "Failed")


def container(script: str = "sleep 3600", **fields: Any) -> Obj:
    """A container that runs a shell script."""
    return {"name": "main", "image": IMAGE, "command": ["sh", "-c", script], **fields}


def pod(name: str, *containers: Obj, **spec: Any) -> Obj:
    """A pod that nothing keeps from ending at once."""
    labels = spec.pop("labels", {})
    return {
        "metadata": {"name": name, "labels": labels},
        "spec": {"containers": list(containers), "terminationGracePeriodSeconds": 0, **spec},
    }


class Pods:
    """The pods of one namespace."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, body: Obj) -> kube.V1Pod:
        return self.core.create_namespaced_pod(self.namespace, body)

    def read(self, name: str) -> kube.V1Pod:
        return self.core.read_namespaced_pod(name, self.namespace)

    def names(self, labels: str = "") -> set[str]:
        listed = self.core.list_namespaced_pod(self.namespace, label_selector=labels).items
        return {item.metadata.name for item in listed}

    def log(self, name: str, **options: Any) -> str:
        text: str = self.core.read_namespaced_pod_log(name, self.namespace, **options)
        return text

    def run(self, name: str, *command: str, container: str = "") -> str:
        """Run a program in a container, the only one if none is named; what it wrote."""
        with kube.ApiClient(self.core.api_client.configuration) as client:  # streams patch their client
            call = kube.CoreV1Api(client).connect_get_namespaced_pod_exec
            chosen = {"container": container} if container else {}
            options = {**chosen, "stdout": True, "stderr": True, "_preload_content": False}
            running = stream.stream(call, name, self.namespace, command=list(command), **options)
            running.run_forever(timeout=30)
            text: str = running.read_all()
            running.sock.shutdown()
        return text

    def ended(self, name: str, seconds: float = 30) -> kube.V1Pod:
        """Wait for the end of all containers."""
        return eventually(lambda: self.read(name), lambda found: found.status.phase in ENDED, seconds)

    def ready(self, name: str, seconds: float = 30) -> kube.V1Pod:
        """Wait for readiness."""
        return eventually(lambda: self.read(name), is_ready, seconds)

    def output(self, script: str, **fields: Any) -> str:
        """Run a script to its end in a pod of its own; what it wrote."""
        spec = fields.pop("spec", {})
        made = self.create(
            {
                "metadata": {"generateName": "script-", **fields.pop("metadata", {})},
                "spec": {"containers": [container(script, **fields)], "restartPolicy": "Never", **spec},
            }
        )
        found = self.ended(made.metadata.name)
        assert found.status.phase == "Succeeded", found.status
        return self.log(made.metadata.name)


def is_ready(found: kube.V1Pod) -> bool:
    """Tell whether the pod serves."""
    return any(each.type == "Ready" and each.status == "True" for each in found.status.conditions or ())
