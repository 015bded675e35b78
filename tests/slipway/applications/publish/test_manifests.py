"""From a service's configuration to the objects that it is in the cluster."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slipway.applications import labels
from slipway.applications.configuration.schemas import SetKind
from slipway.applications.configuration.sets import Content
from slipway.applications.publish.configured import Contents
from slipway.applications.publish.manifests import Ground, manifests
from slipway.applications.publish.routing import Front, TlsFiles
from slipway.applications.status.observed import Sight
from slipway.applications.views import ServiceView
from tests.slipway.applications.status.samples import application, service

Obj = dict[str, Any]
GATEWAY = Ground(Front("apps.localhost", "infra/public"), pre_stop_seconds=5)
PORTS = [{"port": 8000, "name": "http"}, {"port": 9000, "protocol": "UDP"}]


def rendered(
    of: ServiceView, *others: ServiceView, ground: Ground = GATEWAY, contents: Contents | None = None
) -> dict[str, Obj]:
    """The objects by kind."""
    return {each["kind"]: each for each in manifests(application(of, *others), of, ground, Sight(), contents or {})}


def pod_of(objects: dict[str, Obj]) -> Obj:
    spec: Obj = objects["Deployment"]["spec"]["template"]["spec"]
    return spec


def container_of(objects: dict[str, Obj]) -> Obj:
    container: Obj = pod_of(objects)["containers"][0]
    return container


def test_objects_are_traceable_to_application_service_and_revision() -> None:
    deployment = rendered(service(revision=7))["Deployment"]
    expected = {
        labels.NAME: "web",
        labels.MANAGED_BY: "slipway",
        labels.APPLICATION: "shop",
        labels.SERVICE: "web",
        labels.APPLICATION_ID: "shop-id",
        labels.SERVICE_ID: "web-id",
    }
    assert deployment["metadata"]["labels"] == expected
    assert deployment["metadata"]["namespace"] == "slipway-acme"
    assert deployment["spec"]["template"]["metadata"]["labels"] == {**expected, labels.REVISION: "7"}
    assert deployment["spec"]["selector"] == {"matchLabels": {labels.SERVICE_ID: "web-id"}}


def test_service_without_ports_is_only_a_deployment() -> None:
    objects = rendered(service(domain="shop"))
    assert set(objects) == {"Deployment"}
    assert "readinessProbe" not in container_of(objects)
    assert "lifecycle" not in container_of(objects)
    assert pod_of(objects)["terminationGracePeriodSeconds"] == 30


def test_a_pinned_service_selects_and_tolerates_its_partition() -> None:
    pod = pod_of(rendered(service(partition="gold", partition_id="gold-id")))
    assert pod["nodeSelector"] == {"slipway.io/partition": "gold-id"}
    assert pod["tolerations"] == [
        {"key": "slipway.io/partition", "operator": "Equal", "value": "gold-id", "effect": "NoSchedule"}
    ]


def test_a_service_that_is_not_pinned_selects_and_tolerates_nothing() -> None:
    assert not {"nodeSelector", "affinity", "tolerations"} & set(pod_of(rendered(service())))


def test_a_renamed_partition_leaves_the_pods_as_they_are() -> None:
    before, after = (rendered(service(partition=name, partition_id="gold-id")) for name in ("gold", "silver"))
    assert before == after


def test_ports_make_a_service_whose_ports_have_names() -> None:
    found = rendered(service(ports=PORTS))["Service"]["spec"]
    assert [(port["name"], port["port"], port["protocol"]) for port in found["ports"]] == [
        ("http", 8000, "TCP"),
        ("udp-9000", 9000, "UDP"),
    ]
    assert found["selector"] == {labels.SERVICE_ID: "web-id"}


def test_domain_is_a_route_to_the_first_port() -> None:
    route = rendered(service(ports=PORTS, domain="shop"))["HTTPRoute"]["spec"]
    assert route["hostnames"] == ["shop.apps.localhost"]
    assert route["parentRefs"] == [{"name": "public", "namespace": "infra"}]
    assert route["rules"] == [{"backendRefs": [{"name": "web", "port": 8000}]}]


def test_without_a_gateway_the_domain_is_an_ingress() -> None:
    objects = rendered(service(ports=PORTS, domain="shop"), ground=Ground(Front("apps.example.org", "", "nginx")))
    spec = objects["Ingress"]["spec"]
    assert spec["ingressClassName"] == "nginx"
    assert spec["rules"][0]["host"] == "shop.apps.example.org"
    assert spec["rules"][0]["http"]["paths"][0]["backend"] == {"service": {"name": "web", "port": {"number": 8000}}}
    assert "HTTPRoute" not in objects


def test_an_ingress_carries_the_certificates_of_own_hosts() -> None:
    files = TlsFiles("chain", "key")
    web = replace(service(ports=PORTS), own_hosts=("a.example.net", "b.example.net"), secure_hosts=("b.example.net",))
    found = rendered(web, ground=Ground(Front("apps.example.org", certificates={"b.example.net": files})))
    assert found["Ingress"]["spec"]["tls"] == [{"hosts": ["b.example.net"], "secretName": files.secret_name}]
    assert found["Secret"]["type"] == "kubernetes.io/tls"
    assert set(found["Secret"]["data"]) == {"tls.crt", "tls.key"}
    assert TlsFiles("chain", "other").secret_name != files.secret_name


def test_containers_know_nothing_of_the_cluster() -> None:
    pod = pod_of(rendered(service()))
    assert pod["enableServiceLinks"] is False
    assert pod["automountServiceAccountToken"] is False


def test_pods_with_ports_go_on_serving_for_a_moment_after_they_were_told_to_end() -> None:
    objects = rendered(service(ports=PORTS, stop_grace_seconds=10))
    assert container_of(objects)["lifecycle"] == {"preStop": {"sleep": {"seconds": 5}}}
    assert pod_of(objects)["terminationGracePeriodSeconds"] == 15


def test_old_clusters_get_no_hook_that_they_do_not_know() -> None:
    objects = rendered(service(ports=PORTS), ground=Ground(Front("apps.localhost")))
    assert "lifecycle" not in container_of(objects)
    assert pod_of(objects)["terminationGracePeriodSeconds"] == 30


def test_memory_is_limited_to_what_is_reserved_and_idle_processor_time_may_be_used() -> None:
    resources = container_of(rendered(service(resources={"cpu": "250m", "memory": "64Mi"})))["resources"]
    assert resources == {"requests": {"cpu": "250m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}


def test_limits_are_as_asked_for() -> None:
    resources = container_of(rendered(service(resources={"cpu": "250m", "memory": "64Mi", "cpu_limit": "1"})))[
        "resources"
    ]
    assert resources == {
        "requests": {"cpu": "250m", "memory": "64Mi"},
        "limits": {"cpu": "1", "memory": "64Mi"},
    }


def test_environment_is_what_dependencies_provide_and_then_ones_own() -> None:
    redis = service("redis", ports=[{"port": 6379}])
    web = service(depends_on=["redis"], env={"ZONE": "a", "LEVEL": "info", "REDIS_SERVICE_PORT": "1"})
    env = container_of(rendered(web, redis))["env"]
    assert [(each["name"], each["value"]) for each in env] == [
        ("REDIS_SERVICE_HOST", "redis"),
        ("LEVEL", "info"),
        ("REDIS_SERVICE_PORT", "1"),
        ("ZONE", "a"),
    ]


def test_secret_variables_stand_in_a_secret_that_is_named_after_its_content() -> None:
    objects = rendered(service(env={"DB_PASSWORD": "hunter2", "URL": "redis://u:pw@redis", "PLAIN": "x"}))
    secret = objects["Secret"]
    assert base64.b64decode(secret["data"]["DB_PASSWORD"]) == b"hunter2"
    assert set(secret["data"]) == {"DB_PASSWORD", "URL"}
    assert secret["immutable"] is True
    assert "hunter2" not in str(objects["Deployment"])
    reference = container_of(objects)["env"][0]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": secret["metadata"]["name"], "key": "DB_PASSWORD"}
    changed = rendered(service(env={"DB_PASSWORD": "other", "URL": "redis://u:pw@redis", "PLAIN": "x"}))
    assert changed["Secret"]["metadata"]["name"] != secret["metadata"]["name"]
    assert changed["Deployment"]["spec"]["template"] != objects["Deployment"]["spec"]["template"]


def test_without_a_readiness_probe_the_first_tcp_port_must_accept_connections() -> None:
    probe = container_of(rendered(service(ports=[{"port": 53, "protocol": "UDP"}, {"port": 80}])))["readinessProbe"]
    assert probe["tcpSocket"] == {"port": 80}


def test_a_probe_without_a_port_asks_the_first_tcp_port() -> None:
    ports = [{"port": 53, "protocol": "UDP"}, {"port": 8080}]
    probe = container_of(rendered(service(ports=ports, probes={"liveness": {"http_path": "/"}})))["livenessProbe"]
    assert probe["httpGet"]["port"] == 8080


def test_probes_check_what_they_are_told_to() -> None:
    probes = {
        "readiness": {"http_path": "/ready", "period_seconds": 7},
        "liveness": {"tcp": True, "port": 9000},
        "startup": {"command": ["test", "-f", "/ok"], "failure_threshold": 30},
    }
    container = container_of(rendered(service(ports=PORTS, probes=probes)))
    assert container["readinessProbe"]["httpGet"] == {"path": "/ready", "port": 8000, "scheme": "HTTP"}
    assert container["readinessProbe"]["periodSeconds"] == 7
    assert container["livenessProbe"]["tcpSocket"] == {"port": 9000}
    assert container["startupProbe"]["exec"] == {"command": ["test", "-f", "/ok"]}
    assert container["startupProbe"]["failureThreshold"] == 30


def test_replicas_and_domain_do_not_change_the_template() -> None:
    one = rendered(service(ports=PORTS))["Deployment"]
    other = rendered(service(ports=PORTS, replicas=5, domain="shop"))["Deployment"]
    assert one["spec"]["template"] == other["spec"]["template"]
    assert (one["spec"]["replicas"], other["spec"]["replicas"]) == (1, 5)


def test_restart_changes_the_template() -> None:
    restarted = rendered(service(restarted_at=datetime(2025, 1, 1, tzinfo=UTC)))["Deployment"]["spec"]["template"]
    assert restarted["metadata"]["annotations"] == {labels.RESTARTED_AT: "2025-01-01T00:00:00+00:00"}


def test_same_service_renders_the_same_stamp() -> None:
    def stamps(of: ServiceView) -> set[str]:
        return {each["metadata"]["annotations"][labels.APPLIED] for each in rendered(of).values()}

    assert stamps(service(ports=PORTS)) == stamps(service(ports=PORTS))
    assert stamps(service(ports=PORTS)) != stamps(service(ports=PORTS, image="web:2"))


CONTENTS = {
    "settings": Content(SetKind.CONFIG, 3, {"LOG_LEVEL": "info", "logo": b"\xff"}),
    "db": Content(SetKind.SECRET, 7, {"password": "geheim"}),
    "unused": Content(SetKind.CONFIG, 1, {"A": "b"}),
}


def test_sets_become_immutable_objects_of_their_version() -> None:
    wanted = service(files=[{"set": "settings", "mount_path": "/etc/app"}])
    objects = rendered(wanted, contents=CONTENTS)
    assert set(objects) == {"Secret", "Deployment"}
    secret = objects["Secret"]
    assert (secret["metadata"]["name"], secret["immutable"]) == ("web.settings.v3", True)
    decoded = {key: base64.b64decode(value) for key, value in secret["data"].items()}
    assert decoded == {"LOG_LEVEL": b"info", "logo": b"\xff"}


def test_a_secret_set_is_named_by_the_pods_and_not_told() -> None:
    objects = rendered(service(env_from=[{"set": "db"}]), contents=CONTENTS)
    assert objects["Secret"]["metadata"]["name"] == "web.db.v7"
    assert "geheim" not in str(objects["Deployment"])
    assert base64.b64encode(b"geheim").decode() not in str(objects["Deployment"])


def test_variables_come_from_whole_sets_and_from_single_keys() -> None:
    wanted = service(
        env_from=[{"set": "db", "prefix": "DB_"}, {"set": "settings", "keys": {"LOG_LEVEL": "LEVEL"}}],
        env={"OWN": "1"},
    )
    container = container_of(rendered(wanted, contents=CONTENTS))
    assert container["envFrom"] == [{"prefix": "DB_", "secretRef": {"name": "web.db.v7"}}]
    reference = {"secretKeyRef": {"name": "web.settings.v3", "key": "LOG_LEVEL"}}
    assert container["env"] == [{"name": "LEVEL", "valueFrom": reference}, {"name": "OWN", "value": "1"}]


def test_variables_of_its_own_win_over_keys_of_sets() -> None:
    wanted = service(env_from=[{"set": "db", "keys": {"password": "LEVEL"}}], env={"LEVEL": "own"})
    container = container_of(rendered(wanted, contents=CONTENTS))
    assert container["env"] == [{"name": "LEVEL", "value": "own"}]


def test_files_are_mounted_as_a_directory_or_as_one_file() -> None:
    wanted = service(
        files=[
            {"set": "settings", "mount_path": "/etc/app", "keys": {"logo": "img/logo.png"}, "mode": "0440"},
            {"set": "db", "mount_path": "/run/password", "key": "password"},
        ]
    )
    objects = rendered(wanted, contents=CONTENTS)
    plain = {"secretName": "web.settings.v3", "defaultMode": 0o440, "items": [{"key": "logo", "path": "img/logo.png"}]}
    secret = {"secretName": "web.db.v7", "defaultMode": 0o644, "items": [{"key": "password", "path": "password"}]}
    assert pod_of(objects)["volumes"] == [
        {"name": "files-0", "secret": plain},
        {"name": "files-1", "secret": secret},
    ]
    assert container_of(objects)["volumeMounts"] == [
        {"name": "files-0", "mountPath": "/etc/app", "readOnly": True},
        {"name": "files-1", "mountPath": "/run/password", "readOnly": True, "subPath": "password"},
    ]


def test_verified_own_domains_are_served_beside_the_platforms_name() -> None:
    of = replace(service(domain="shop", ports=PORTS), own_hosts=("example.org", "www.example.org"))
    expected = ["shop.apps.localhost", "example.org", "www.example.org"]
    assert rendered(of)["HTTPRoute"]["spec"]["hostnames"] == expected

    rules = rendered(of, ground=Ground(Front("apps.localhost")))["Ingress"]["spec"]["rules"]
    assert [rule["host"] for rule in rules] == expected
    assert len({str(rule["http"]) for rule in rules}) == 1


def test_an_own_domain_alone_is_served() -> None:
    of = replace(service(ports=PORTS), own_hosts=("example.org",))
    assert rendered(of)["HTTPRoute"]["spec"]["hostnames"] == ["example.org"]
