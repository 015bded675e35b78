"""Pods: what happens between their creation and their end."""

from __future__ import annotations

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.image import IMAGE
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine


def test_pod_runs_its_command_to_the_end_and_keeps_its_log(api: kube.ApiClient, namespace: str) -> None:
    core = kube.CoreV1Api(api)
    container = {"name": "main", "image": IMAGE, "command": ["sh", "-c", "echo said; exit 0"]}
    core.create_namespaced_pod(
        namespace, {"metadata": {"name": "one"}, "spec": {"restartPolicy": "Never", "containers": [container]}}
    )
    eventually(lambda: core.read_namespaced_pod("one", namespace).status.phase, lambda phase: phase == "Succeeded")
    assert core.read_namespaced_pod_log("one", namespace) == "said\n"


def test_pod_that_is_not_there_is_not_found(api: kube.ApiClient, namespace: str) -> None:
    with pytest.raises(ApiException) as refused:
        kube.CoreV1Api(api).read_namespaced_pod("absent", namespace)
    assert refused.value.status == 404
