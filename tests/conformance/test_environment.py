"""The environment of containers: where variables come from, how they are expanded, which command runs."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods

pytestmark = pytest.mark.engine


def variables(output: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in output.splitlines() if "=" in line)


@pytest.fixture
def sources(pods: Pods) -> Pods:
    """A config map and a secret to read from."""
    pods.core.create_namespaced_config_map(
        pods.namespace, {"metadata": {"name": "settings"}, "data": {"colour": "blue"}}
    )
    pods.core.create_namespaced_secret(pods.namespace, {"metadata": {"name": "password"}, "stringData": {"word": "x1"}})
    return pods


def test_variables_come_from_single_keys(sources: Pods) -> None:
    env = [
        {"name": "COLOUR", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "colour"}}},
        {"name": "WORD", "valueFrom": {"secretKeyRef": {"name": "password", "key": "word"}}},
        {"name": "NONE", "valueFrom": {"secretKeyRef": {"name": "password", "key": "none", "optional": True}}},
    ]
    found = variables(sources.output("env", env=env))
    assert (found["COLOUR"], found["WORD"], "NONE" in found) == ("blue", "x1", False)


@pytest.mark.parametrize("prefix", ["", "P_", "1-", "a.b-", "#%:"])
def test_variables_come_from_whole_objects_with_any_prefix(sources: Pods, prefix: str) -> None:
    env_from = [
        {"prefix": prefix, "configMapRef": {"name": "settings"}},
        {"prefix": prefix, "secretRef": {"name": "password"}},
        {"configMapRef": {"name": "none", "optional": True}},
    ]
    found = sources.output("cat /proc/1/environ | tr '\\0' '\\n'", envFrom=env_from)
    assert {f"{prefix}colour=blue", f"{prefix}word=x1"} <= set(found.splitlines())


def test_fields_of_the_pod_become_variables(pods: Pods) -> None:
    fields = {
        "NAME": "metadata.name",
        "NAMESPACE": "metadata.namespace",
        "UID": "metadata.uid",
        "LABEL": "metadata.labels['app']",
        "NODE": "spec.nodeName",
        "IP": "status.podIP",
        "IPS": "status.podIPs",
        "HOST": "status.hostIP",
        "HOSTS": "status.hostIPs",
    }
    env = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in fields.items()]
    found = variables(pods.output("env", env=env, metadata={"labels": {"app": "fields"}}))
    (made,) = pods.core.list_namespaced_pod(pods.namespace).items
    assert found["NAME"] == made.metadata.name and found["NAMESPACE"] == pods.namespace
    assert (found["UID"], found["LABEL"], found["NODE"]) == (made.metadata.uid, "fields", made.spec.node_name)
    assert found["IP"] == found["IPS"] == made.status.pod_ip
    assert found["HOST"] == found["HOSTS"] == made.status.host_ip


def test_requests_and_limits_become_variables(pods: Pods) -> None:
    def of(resource: str, **more: str) -> dict[str, Any]:
        return {"resourceFieldRef": {"resource": resource, **more}}

    env = [
        {"name": "CPU", "valueFrom": of("requests.cpu", divisor="1m")},
        {"name": "MEMORY", "valueFrom": of("limits.memory", divisor="1Mi")},
        {"name": "CORES", "valueFrom": of("limits.cpu")},
    ]
    resources = {"requests": {"cpu": "250m", "memory": "32Mi"}, "limits": {"cpu": "1250m", "memory": "64Mi"}}
    found = variables(pods.output("env", env=env, resources=resources))
    assert (found["CPU"], found["MEMORY"], found["CORES"]) == ("250", "64", "2")


def test_limits_that_nobody_set_are_the_nodes(pods: Pods) -> None:
    env = [
        {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
        {"name": "MEMORY", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory"}}},
    ]
    found = variables(pods.output("env", env=env))
    assert int(found["CPU"]) >= 1 and int(found["MEMORY"]) > 1 << 28


def test_variables_refer_to_earlier_ones(pods: Pods) -> None:
    env = [
        {"name": "FOO", "value": "foo"},
        {"name": "BAR", "value": "$(FOO);;$(LATER);;$$(FOO)"},
        {"name": "LATER", "value": "later"},
    ]
    assert variables(pods.output("env", env=env))["BAR"] == "foo;;$(LATER);;$(FOO)"


def test_command_and_arguments_refer_to_variables(pods: Pods) -> None:
    fields = {
        "env": [{"name": "WORD", "value": "said"}, {"name": "PROGRAM", "value": "echo"}],
        "command": ["$(PROGRAM)", "$(WORD)"],
        "args": ["$(WORD)-again", "$$(WORD)", "$(NOBODY)"],
    }
    assert pods.output("", **fields) == "said said-again $(WORD) $(NOBODY)\n"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"command": ["echo", "command"]}, "command\n"),
        ({"command": ["echo"], "args": ["both", "said"]}, "both said\n"),
        ({"command": None, "args": ["echo", "arguments"]}, "arguments\n"),
    ],
)
def test_command_and_arguments_replace_the_images(pods: Pods, fields: dict[str, Any], said: str) -> None:
    assert pods.output("", **fields) == said


@pytest.mark.parametrize("kind", ["config_map", "secret"])
def test_keys_may_not_be_empty(pods: Pods, kind: str) -> None:
    create = getattr(pods.core, f"create_namespaced_{kind}")
    with pytest.raises(ApiException) as refused:
        create(pods.namespace, {"metadata": {"name": "bad"}, "data": {"": "dmFsdWU="}})
    assert refused.value.status == 422


def test_services_of_the_namespace_become_variables(pods: Pods) -> None:
    service = {"metadata": {"name": "fooservice"}, "spec": {"ports": [{"port": 8765, "targetPort": 8080}]}}
    address = pods.core.create_namespaced_service(pods.namespace, service).spec.cluster_ip
    found = variables(pods.output("env"))
    assert found["FOOSERVICE_SERVICE_HOST"] == address
    assert found["FOOSERVICE_SERVICE_PORT"] == "8765"
    assert found["FOOSERVICE_PORT_8765_TCP_ADDR"] == address
