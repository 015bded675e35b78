"""What the kubelet asks for becomes the right request to the Engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localkube.runtime import ContainerSpec, Limits, Mount, SandboxSpec
from localkube.runtime.creation import container_body, sandbox_body
from localkube.runtime.labels import Identity

SPEC = ContainerSpec("sand", "0123456789", "default", "p" * 60, "app", 3, "sha256:1", labels={"a": "b"})
SANDBOX = SandboxSpec(
    "0123456789", "default", "web", "web", "n1", 0, {}, Path("/x"), sysctls={"net.core.somaxconn": "9"}
)


def body_of(**settings: object) -> dict[str, object]:
    return container_body(replace(SPEC, **settings), "main", least_oom_score_adj=0)  # type: ignore[arg-type]


def host_config_of(**settings: object) -> dict[str, object]:
    config = body_of(**settings)["HostConfig"]
    assert isinstance(config, dict)
    return config


def test_container_joins_the_namespaces_of_its_sandbox() -> None:
    config = host_config_of()
    assert (config["NetworkMode"], config["IpcMode"]) == ("container:sand", "container:sand")


def test_sandbox_has_a_network_that_docker_leaves_alone() -> None:
    assert sandbox_body(SANDBOX, "main")["HostConfig"]["NetworkMode"] == "none"
    assert sandbox_body(replace(SANDBOX, host_network=True), "main")["HostConfig"]["NetworkMode"] == "host"


def test_sandbox_enters_the_network_of_its_node_with_that_right_alone() -> None:
    body = sandbox_body(replace(SANDBOX, host_network=True, network_namespace="/run/netns/n2"), "main")
    host = body["HostConfig"]
    assert body["NetworkDisabled"] is True
    assert (host["NetworkMode"], host["CapDrop"], host["CapAdd"]) == ("none", ["ALL"], ["SYS_ADMIN"])
    assert [(mount["Source"], mount["ReadOnly"]) for mount in host["Mounts"]] == [("/run/netns/n2", True)]
    assert body["Cmd"][:3] == ["/busybox", "nsenter", f"-n{host['Mounts'][0]['Target']}"]
    unasked = sandbox_body(replace(SANDBOX, network_namespace="/run/netns/n2"), "main")
    assert unasked == sandbox_body(SANDBOX, "main")


def test_what_is_left_out_comes_from_the_image() -> None:
    assert {"Entrypoint", "Cmd", "WorkingDir", "User"}.isdisjoint(body_of(command=[], args=None))


def test_command_replaces_the_entry_point_and_args_the_command() -> None:
    body = body_of(command=["/bin/x"], args=["-v"])
    assert (body["Entrypoint"], body["Cmd"]) == (["/bin/x"], ["-v"])


def test_memory_limit_leaves_no_swap() -> None:
    config = host_config_of(limits=Limits(0, None, 1 << 20))
    assert config["Memory"] == config["MemorySwap"] == 1 << 20
    assert "Memory" not in host_config_of()


def test_processor_quota_is_for_a_tenth_of_a_second() -> None:
    config = host_config_of(limits=Limits(256, 25_000, None))
    assert (config["CpuPeriod"], config["CpuQuota"], config["CpuShares"]) == (100_000, 25_000, 256)


@pytest.mark.parametrize(("wanted", "least", "asked"), [(-997, 0, 0), (-997, -1000, -997), (1000, 0, 1000)])
def test_oom_score_is_no_lower_than_the_machine_allows(wanted: int, least: int, asked: int) -> None:
    body = container_body(replace(SPEC, oom_score_adj=wanted), "main", least_oom_score_adj=least)
    assert body["HostConfig"]["OomScoreAdj"] == asked


def test_mounts_are_binds() -> None:
    config = host_config_of(mounts=[Mount("/a", "/b", read_only=True), Mount("/c", "/d", propagation="rslave")])
    assert config["Mounts"] == [
        {"Type": "bind", "Source": "/a", "Target": "/b", "ReadOnly": True},
        {"Type": "bind", "Source": "/c", "Target": "/d", "ReadOnly": False, "BindOptions": {"Propagation": "rslave"}},
    ]


def test_identity_survives_in_labels_and_the_kubelets_own_stay() -> None:
    labels = body_of()["Labels"]
    assert isinstance(labels, dict)
    assert labels["a"] == "b"
    assert labels["localkube.instance"] == "main"
    assert Identity.read(labels) == Identity.of_container(SPEC)


def test_name_is_short_and_differs_by_pod_and_attempt() -> None:
    assert Identity.of_container(SPEC).container_name("main") == f"lk-main-{'p' * 40}-app-01234567-3"
