"""The environment of containers."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest

from localkube.kubelet.env import Surroundings, environment, references
from localkube.kubelet.expansion import expand
from localkube.kubelet.failures import ConfigMissing
from localkube.kubelet.fields import Addresses, Allocatable
from localkube.kubelet.service_env import service_variables
from localkube.objects.access import Obj
from tests.localkube.kubelet.factory import container, pod

OBJECTS: dict[tuple[str, str], Obj] = {
    ("configmaps", "conf"): {"kind": "ConfigMap", "data": {"A": "1", "B": "2"}},
    ("secrets", "sec"): {"kind": "Secret", "data": {"pw": base64.b64encode(b"hush").decode()}},
}


def made(of: Obj | None = None, services: dict[str, str] | None = None, **parts: Any) -> dict[str, str]:
    one = container(**parts)
    around = Surroundings(
        lambda resource, name: OBJECTS.get((resource, name)),
        Addresses("10.0.0.1", "10.42.0.5"),
        Allocatable(Decimal(2), Decimal(4 * 1024**3)),
        services or {},
    )
    return environment(of or pod(one), one, around)


def test_values_refer_to_earlier_ones() -> None:
    env = [{"name": "A", "value": "a"}, {"name": "B", "value": "$(A)-$(C)-$$(A)"}, {"name": "C", "value": "c"}]
    assert made(env=env)["B"] == "a-$(C)-$(A)"


def test_later_sources_win() -> None:
    env = [{"name": "A", "value": "own"}]
    assert made(services={"A": "service", "B": "service"}, envFrom=[{"configMapRef": {"name": "conf"}}], env=env) == {
        "A": "own",
        "B": "2",
    }


def test_whole_secret_with_a_prefix() -> None:
    assert made(envFrom=[{"prefix": "DB_", "secretRef": {"name": "sec"}}]) == {"DB_pw": "hush"}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"configMapKeyRef": {"name": "conf", "key": "A"}}, "1"),
        ({"secretKeyRef": {"name": "sec", "key": "pw"}}, "hush"),
        ({"fieldRef": {"fieldPath": "metadata.name"}}, "web-1"),
        ({"fieldRef": {"fieldPath": "metadata.labels['app']"}}, "web"),
        ({"fieldRef": {"fieldPath": "status.podIP"}}, "10.42.0.5"),
        ({"fieldRef": {"fieldPath": "status.hostIP"}}, "10.0.0.1"),
        ({"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}, "64"),
        ({"resourceFieldRef": {"resource": "requests.cpu", "divisor": "1m"}}, "250"),
        ({"resourceFieldRef": {"resource": "limits.cpu"}}, "2"),
    ],
)
def test_references(source: Obj, value: str) -> None:
    resources = {"limits": {"memory": "64Mi"}, "requests": {"cpu": "250m"}}
    parts = {"resources": resources, "env": [{"name": "X", "valueFrom": source}]}
    assert made(**parts)["X"] == value


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"configMapKeyRef": {"name": "none", "key": "A"}}, 'configmap "none" not found'),
        ({"configMapKeyRef": {"name": "conf", "key": "Z"}}, "couldn't find key Z in ConfigMap shop/conf"),
        ({"secretKeyRef": {"name": "sec", "key": "Z"}}, "couldn't find key Z in Secret shop/sec"),
        ({"fieldRef": {"fieldPath": "spec.nothing"}}, "unsupported fieldPath: spec.nothing"),
    ],
)
def test_what_is_missing_is_named(source: Obj, message: str) -> None:
    with pytest.raises(ConfigMissing, match=message):
        made(env=[{"name": "X", "valueFrom": source}])


def test_optional_references_may_lead_nowhere() -> None:
    keys = [{"configMapKeyRef": {"name": "none", "key": "A", "optional": True}}]
    keys.append({"secretKeyRef": {"name": "sec", "key": "Z", "optional": True}})
    env = [{"name": f"X{number}", "valueFrom": source} for number, source in enumerate(keys)]
    assert made(env=env, envFrom=[{"secretRef": {"name": "none", "optional": True}}]) == {}


def test_references_of_a_pod_are_those_of_variables_volumes_and_pulls() -> None:
    one = container(
        envFrom=[{"configMapRef": {"name": "a"}}],
        env=[{"name": "X", "valueFrom": {"secretKeyRef": {"name": "b", "key": "k"}}}],
    )
    volumes = [
        {"name": "v", "secret": {"secretName": "c"}},
        {"name": "w", "projected": {"sources": [{"configMap": {"name": "d"}}, {"secret": {"name": "e"}}]}},
    ]
    assert references(pod(one, volumes=volumes, imagePullSecrets=[{"name": "f"}])) == {
        ("configmaps", "a"),
        ("secrets", "b"),
        ("secrets", "c"),
        ("configmaps", "d"),
        ("secrets", "e"),
        ("secrets", "f"),
    }


def test_expansion_leaves_a_lone_dollar() -> None:
    assert expand("cost $5 $", {}) == "cost $5 $"


def test_services_are_known_by_their_variables() -> None:
    ports = [{"name": "http", "port": 80, "protocol": "TCP"}, {"name": "dns", "port": 53, "protocol": "UDP"}]
    service = {"metadata": {"name": "my-web"}, "spec": {"clusterIP": "10.43.0.9", "ports": ports}}
    headless = {"metadata": {"name": "db"}, "spec": {"clusterIP": "None", "ports": ports}}
    variables = service_variables([service, headless])
    assert variables["MY_WEB_SERVICE_HOST"] == "10.43.0.9"
    assert variables["MY_WEB_SERVICE_PORT"] == "80"
    assert variables["MY_WEB_SERVICE_PORT_DNS"] == "53"
    assert variables["MY_WEB_PORT"] == "tcp://10.43.0.9:80"
    assert variables["MY_WEB_PORT_53_UDP"] == "udp://10.43.0.9:53"
    assert not any(name.startswith("DB_") for name in variables)
