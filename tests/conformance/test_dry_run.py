"""What ``kubectl`` shows beforehand, and that nothing of it happens."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from kubernetes import client as kube

from tests.running import kubectls

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("program", kubectls())
def test_server_dry_run_and_diff_change_nothing(
    api: kube.ApiClient, namespace: str, kubeconfig: Path, program: str
) -> None:
    """[sig-cli] Kubectl server-side dry-run, Kubectl diff should find the difference"""
    maps = kube.CoreV1Api(api)

    def run(*words: str, **data: str) -> subprocess.CompletedProcess[str]:
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": data}
        command = [program, f"--kubeconfig={kubeconfig}", f"--namespace={namespace}", *words]
        return subprocess.run(command, input=json.dumps(body), capture_output=True, text=True, check=False)

    assert "created (server dry run)" in run("apply", "--dry-run=server", "-f", "-", key="1").stdout
    assert "created" in run("apply", "-f", "-", key="1").stdout
    before = maps.read_namespaced_config_map("one", namespace)

    different, same = run("diff", "-f", "-", key="2"), run("diff", "-f", "-", key="1")
    applied = run("apply", "--dry-run=server", "-f", "-", key="2")
    labelled = run("label", "--dry-run=server", "configmap", "one", "a=b")
    deleted = run("delete", "--dry-run=server", "configmap", "one")

    assert (different.returncode, same.returncode) == (1, 0), different.stderr + same.stderr
    assert '-  key: "1"' in different.stdout and '+  key: "2"' in different.stdout
    assert "configured (server dry run)" in applied.stdout and "labeled" in labelled.stdout
    assert "deleted" in deleted.stdout and "(server dry run)" in deleted.stdout
    assert maps.read_namespaced_config_map("one", namespace) == before
