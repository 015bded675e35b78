"""What does publishing through Slipway add to ``kubectl apply`` of the same manifests?

Both are measured in the same run, alternating, from the command to all deployments available. The manifests are those
that Slipway itself wrote into the cluster, read back and stripped of what the server adds. Once for services without
dependencies, where kubectl applies all at once, and once for a chain, where kubectl applies the next service when the
one before is available.

    ./slipway bench publish --url http://127.0.0.1:7080 --token slp_… --kubeconfig FILE
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

SERVICES = 4
SERVER_FIELDS = ("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "ownerReferences")
Obj = dict[str, Any]


class Kubectl:
    """kubectl with one kubeconfig."""

    def __init__(self, kubeconfig: str) -> None:
        self._base = ["kubectl", f"--kubeconfig={kubeconfig}"]

    def __call__(self, *words: str, stdin: str | None = None) -> str:
        done = subprocess.run([*self._base, *words], input=stdin, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"kubectl {' '.join(words)}: {done.stderr}")
        return done.stdout

    def apply(self, manifests: list[Obj]) -> None:
        """``kubectl apply --server-side`` of all manifests in one call."""
        self(
            "apply",
            "--server-side",
            "-f",
            "-",
            stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}),
        )

    def wait_available(self, namespace: str, names: list[str]) -> None:
        """Until the deployments are available."""
        self(
            "wait",
            "-n",
            namespace,
            "--for=condition=Available",
            "--timeout=120s",
            *[f"deployment/{name}" for name in names],
        )

    def manifests(self, namespace: str, application_id: str) -> list[Obj]:
        """What Slipway wrote for an application, without what the server added."""
        text = self(
            "get",
            "deployments,services",
            "-n",
            namespace,
            "-l",
            f"slipway.io/application-id={application_id}",
            "-o",
            "json",
        )
        return [strip(item) for item in json.loads(text)["items"]]


def strip(item: Obj) -> Obj:
    """An object as it was applied: no status, no server-made metadata, no allocated addresses."""
    metadata = {name: value for name, value in item["metadata"].items() if name not in SERVER_FIELDS}
    labels = {name: value for name, value in metadata["labels"].items() if not name.startswith("slipway.io/")}
    metadata = {**metadata, "labels": labels, "annotations": {}}
    spec = {name: value for name, value in item["spec"].items() if name not in ("clusterIP", "clusterIPs")}
    return {"apiVersion": item["apiVersion"], "kind": item["kind"], "metadata": metadata, "spec": spec}


class Bench:
    """Alternates the two ways of publishing the same services."""

    def __init__(self, http: httpx.Client, kubectl: Kubectl, image: str) -> None:
        self._http = http
        self._kubectl = kubectl
        self._image = image

    def run(self, rounds: int) -> Obj:
        """Medians in seconds and ratios."""
        results: Obj = {}
        for shape, chain in (("independent", False), ("chain", True)):
            pairs = [self._pair(chain=chain) for _ in range(rounds)]
            ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
            results[shape] = {
                "services": SERVICES,
                "slipway_s": round(ours, 3),
                "kubectl_s": round(theirs, 3),
                "ratio": round(ours / theirs, 3),
                "added_s": round(ours - theirs, 3),
            }
        return results

    def _pair(self, *, chain: bool) -> tuple[float, float]:
        tenant = self._call(
            "POST",
            "/tenants",
            {"name": f"bench-{uuid.uuid4().hex[:8]}", "quota": {"cpu": "8", "memory": "8Gi", "pods": 50}},
        )
        names = [f"s{number}" for number in range(SERVICES)]
        common = {
            "image": self._image,
            "ports": [{"port": 8000}],
            "resources": {"cpu": "10m", "memory": "32Mi"},
            "probes": {"readiness": {"tcp": True, "period_seconds": 1}},
        }
        services = [
            {**common, "name": name, "depends_on": names[i - 1 : i] if chain and i else []}
            for i, name in enumerate(names)
        ]
        body = {"name": "bench", "tenant_id": tenant["id"], "services": services}
        application = self._call("POST", "/applications/apply", body)["application"]["id"]
        # Neither side waits for the namespace: it is there before the clock starts.
        self._until(lambda: bool(self._kubectl("get", "namespace", tenant["namespace"], "--ignore-not-found")))
        began = time.monotonic()
        self._call("POST", f"/applications/{application}/publish")
        self._kubectl_wait_all(tenant["namespace"], names)
        ours = time.monotonic() - began
        manifests = self._kubectl.manifests(tenant["namespace"], application)
        self._call("POST", f"/applications/{application}/unpublish")
        self._until(lambda: not self._kubectl("get", "pods", "-n", tenant["namespace"], "-o", "name"))
        theirs = self._with_kubectl(tenant["namespace"], manifests, names, chain=chain)
        self._call("DELETE", f"/applications/{application}")
        # It holds the application until the last of the application's objects is gone.
        self._until(lambda: self._http.delete(f"/tenants/{tenant['id']}").status_code != 409)
        return ours, theirs

    def _with_kubectl(self, namespace: str, manifests: list[Obj], names: list[str], *, chain: bool) -> float:
        waves = [[name] for name in names] if chain else [names]
        began = time.monotonic()
        for wave in waves:
            self._kubectl.apply([m for m in manifests if m["metadata"]["name"] in wave])
            self._kubectl.wait_available(namespace, wave)
        elapsed = time.monotonic() - began
        self._kubectl("delete", "deployments,services", "--all", "-n", namespace)
        return elapsed

    def _kubectl_wait_all(self, namespace: str, names: list[str]) -> None:
        """The same wait as the other side has, begun once the deployments exist."""

        def all_exist() -> bool:
            found = self._kubectl("get", "deployments", "-n", namespace, "-o", "name").split()
            return {f"deployment.apps/{name}" for name in names} <= set(found)

        self._until(all_exist)
        self._kubectl.wait_available(namespace, names)

    def _call(self, method: str, path: str, body: Obj | None = None) -> Any:
        answer = self._http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 120
        while not condition():
            assert time.monotonic() < deadline, "the cluster did not get there in two minutes"
            time.sleep(0.05)


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench publish")
    parser.add_argument("--url", default="http://127.0.0.1:7080")
    parser.add_argument("--token", required=True)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--image", default="slipway-demo/web:1")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args(words)
    headers = {"Authorization": f"Bearer {arguments.token}"}
    with httpx.Client(base_url=f"{arguments.url}/api/v1", headers=headers, timeout=60) as http:
        results = Bench(http, Kubectl(arguments.kubeconfig), arguments.image).run(arguments.rounds)
    print(json.dumps(results, indent=2))
    return 0
