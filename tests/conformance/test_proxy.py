"""Proxy: pods and services answer through the API server."""

from __future__ import annotations

import pytest
from kubernetes import client as kube

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

SERVE = (
    "mkdir -p /www/deep && echo home > /www/index.html && echo page > /www/deep/page.txt && httpd -f -p 8080 -h /www"
)


def test_a_set_of_valid_responses_are_returned_for_both_pod_and_service_proxy(
    api: kube.ApiClient, pods: Pods, namespace: str
) -> None:
    probe = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}
    ports = [{"containerPort": 8080, "name": "http"}]
    pods.create(pod("web", container(SERVE, readinessProbe=probe, ports=ports), labels={"app": "web"}))
    core = kube.CoreV1Api(api)
    port = {"name": "http", "port": 80, "targetPort": "http"}
    core.create_namespaced_service(
        namespace, {"metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [port]}}
    )

    def from_service(path: str) -> str:
        try:
            return str(core.connect_get_namespaced_service_proxy_with_path("web:http", namespace, path))
        except kube.ApiException as error:
            return str(error.status)

    assert eventually(lambda: from_service("deep/page.txt"), lambda text: text != "503", 60) == "page\n"
    assert from_service("absent") == "404"
    assert core.connect_get_namespaced_service_proxy("http:web:80", namespace) == "home\n"
    assert core.connect_get_namespaced_pod_proxy("web:8080", namespace) == "home\n"
    assert core.connect_get_namespaced_pod_proxy_with_path("web", namespace, "deep/page.txt") == "page\n"
    with pytest.raises(kube.ApiException) as refused:
        core.connect_get_namespaced_pod_proxy_with_path("web:8081", namespace, "deep/page.txt")
    assert refused.value.status == 503
