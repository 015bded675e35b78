"""Resources, rights, hosts and credentials in the runtime's terms."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from localkube.kubelet.failures import ConfigMissing
from localkube.kubelet.hosts import hostname_of, hosts_file, kernel_hostname
from localkube.kubelet.pull_secrets import login_for, registry_of
from localkube.kubelet.rejection import rejection
from localkube.kubelet.resources import budget
from localkube.kubelet.security import rights
from localkube.kubelet.starting import pid_mode
from localkube.objects.access import Obj
from localkube.runtime import Image, Limits
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container, docker_config, pod, sandbox

NOWHERE = Path("/nowhere")


def image(user: str = "") -> Image:
    return Image("sha256:1", "web:1", "", user, [], [], "", 0)


def resources(**parts: dict[str, str]) -> Obj:
    return container(resources=parts)


def test_requests_become_shares_and_limits_become_walls() -> None:
    got = budget(resources(requests={"cpu": "500m"}, limits={"cpu": "1500m", "memory": "64Mi"}), "Burstable", 1024**3)
    assert got.limits == Limits(512, 150_000, 64 * 1024**2)


def test_nothing_asked_is_the_least_share_and_no_limit() -> None:
    got = budget(container(), "BestEffort", 1024**3)
    assert (got.limits, got.oom_score_adj) == (Limits(2, None, None), 1000)


def test_who_asked_for_more_is_killed_later() -> None:
    little = budget(resources(requests={"memory": "64Mi"}), "Burstable", 1024**3).oom_score_adj
    much = budget(resources(requests={"memory": "512Mi"}), "Burstable", 1024**3).oom_score_adj
    assert 0 < much < little < 1000


@pytest.mark.parametrize(
    ("of_pod", "own", "user"),
    [
        ({}, {}, None),
        ({"runAsUser": 1000}, {}, "1000"),
        ({"runAsUser": 1000, "runAsGroup": 5}, {"runAsUser": 7}, "7:5"),
        ({"runAsGroup": 5}, {}, "app:5"),
    ],
)
def test_user(of_pod: Obj, own: Obj, user: str | None) -> None:
    one = container(securityContext=own)
    assert rights(pod(one, securityContext=of_pod), one, image("app"), NOWHERE).user == user


def test_rights_of_a_locked_down_container() -> None:
    context = {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
    }
    one = container(securityContext=context)
    got = rights(pod(one, securityContext={"fsGroup": 9, "supplementalGroups": [8]}), one, image(), NOWHERE)
    assert (got.read_only_root, got.no_new_privileges, got.privileged) == (True, True, False)
    assert (got.cap_drop, got.cap_add, got.groups) == (["ALL"], ["NET_BIND_SERVICE"], ["8", "9"])


def test_seccomp_profiles_are_the_engines_none_or_a_file_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "strict.json").write_text("{}")
    profiles = [
        {},
        {"type": "RuntimeDefault"},
        {"type": "Unconfined"},
        {"type": "Localhost", "localhostProfile": "strict.json"},
    ]
    of_pods = [pod(securityContext={"seccompProfile": profile} if profile else {}) for profile in profiles]
    assert [rights(of, container(), image(), tmp_path).seccomp for of in of_pods] == ["", "", "unconfined", "{}"]
    with pytest.raises(ConfigMissing, match="cannot load seccomp profile"):
        rights(of_pods[3], container(), image(), NOWHERE)


def test_full_name_as_hostname() -> None:
    of = pod(subdomain="db", setHostnameAsFQDN=True)
    assert kernel_hostname(of, "n1", "cluster.local") == "web-1.db.shop.svc.cluster.local"
    assert kernel_hostname(pod(subdomain="db"), "n1", "cluster.local") == "web-1"
    with pytest.raises(ValueError, match=r"too long \(64 characters is the max, 85 characters requested\)"):
        kernel_hostname(pod(subdomain="d" * 56, setHostnameAsFQDN=True), "n1", "cluster.local")


@pytest.mark.parametrize(
    ("spec", "mode"),
    [({}, ""), ({"shareProcessNamespace": True}, "container:box"), ({"hostPID": True}, "host")],
)
def test_processes_that_a_container_sees(spec: Obj, mode: str) -> None:
    assert pid_mode(pod(**spec), sandbox(id="box")) == mode


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"securityContext": {"sysctls": [{"name": "kernel.shm_rmid_forced", "value": "1"}]}}, None),
        ({"securityContext": {"sysctls": [{"name": "net/ipv4/tcp_syncookies", "value": "1"}]}}, None),
        ({"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}, "SysctlForbidden"),
        ({"securityContext": {"supplementalGroupsPolicy": "Strict"}}, "SupplementalGroupsPolicyNotSupported"),
        ({"hostUsers": False}, "PodFeatureUnsupported"),
        ({"resources": {"limits": {"cpu": "1"}}}, "PodLevelResourcesNotSupported"),
        ({"os": {"name": "windows"}}, "PodOSNotSupported"),
    ],
)
def test_pods_that_the_node_will_not_run(spec: Obj, reason: str | None) -> None:
    found = rejection(pod(**spec))
    assert (found[0] if found else None) == reason


@pytest.mark.parametrize(
    ("user", "of_image", "message"),
    [
        (None, "", "image will run as root"),
        (None, "root", "image will run as root"),
        (None, "app", "non-numeric user"),
        (0, "1000", "breaks non-root policy"),
    ],
)
def test_root_is_refused_when_it_must_not_be(user: int | None, of_image: str, message: str) -> None:
    one = container(securityContext={"runAsNonRoot": True, **({} if user is None else {"runAsUser": user})})
    with pytest.raises(ConfigMissing, match=message):
        rights(pod(one), one, image(of_image), NOWHERE)


def test_hosts_file_knows_the_pod_and_its_aliases() -> None:
    of = pod(subdomain="db", hostAliases=[{"ip": "1.2.3.4", "hostnames": ["a", "b"]}])
    text = hosts_file(of, "10.42.0.5", "cluster.local")
    assert "10.42.0.5\tweb-1.db.shop.svc.cluster.local\tweb-1\n" in text
    assert "1.2.3.4\ta\tb\n" in text


def test_pod_in_the_machines_network_has_its_names() -> None:
    of = pod(hostNetwork=True)
    assert hostname_of(of, "n1") == "n1"
    assert hosts_file(of, "10.0.0.1", "cluster.local", "127.0.0.1 machine\n") == "127.0.0.1 machine\n"


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("nginx", "docker.io"),
        ("team/app:1", "docker.io"),
        ("registry.example:5000/team/app", "registry.example:5000"),
        ("localhost/app", "localhost"),
        ("index.docker.io/library/nginx", "docker.io"),
    ],
)
def test_registry_of_an_image(reference: str, registry: str) -> None:
    assert registry_of(reference) == registry


def test_credentials_are_those_of_the_registry() -> None:
    auth = base64.b64encode(b"me:secret:word").decode()
    secrets = [docker_config({"https://other.example": {"auth": auth}, "registry.example:5000": {"auth": auth}})]
    found = login_for(secrets, "registry.example:5000/app:1")
    assert found is not None
    assert found.auth == {"username": "me", "password": "secret:word", "serveraddress": "registry.example:5000"}
    assert login_for(secrets, "nginx") is None


def test_broken_pull_secret_is_passed_over() -> None:
    broken = {
        "kind": "Secret",
        "metadata": {"name": "x"},
        "data": {".dockerconfigjson": base64.b64encode(b"{").decode()},
    }
    assert login_for([broken], "nginx") is None


async def test_container_gets_what_the_pod_says(world: World) -> None:
    who = {"name": "WHO", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    one = container(
        command=["run", "$(GREETING)"],
        args=["--as", "$(WHO)"],
        env=[{"name": "GREETING", "value": "hello"}, who],
        resources={"limits": {"memory": "64Mi"}},
        workingDir="/srv",
    )
    world.pod(one)
    await world.until(world.is_ready)
    spec = world.engine.specs[0]
    assert (spec.command, spec.args, spec.working_dir) == (["run", "hello"], ["--as", "web-1"], "/srv")
    assert spec.limits.memory_bytes == 64 * 1024**2
    assert spec.sandbox_id == world.engine.running("sandbox")[0].id


async def test_pull_uses_the_pods_credentials(world: World) -> None:
    secret = docker_config({"docker.io": {"username": "me", "password": "pw"}})
    world.access.create("secrets", "shop", {"apiVersion": "v1", "type": "kubernetes.io/dockerconfigjson", **secret})
    world.engine.registry.add("far:1")
    world.pod(container("far"), imagePullSecrets=[{"name": "pull"}])
    await world.until(world.is_ready)
    assert world.engine.pulls == [("far:1", {"username": "me", "password": "pw", "serveraddress": "docker.io"})]
    assert world.told("Pulled")[0].startswith('Successfully pulled image "far:1" in ')
