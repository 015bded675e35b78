"""The image, run with exactly the rights that the manifest gives its pods."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
import yaml

from launcher import demo_images
from tests.noderouter.lab import AGENT_PORT, NAMESPACE, Lab, run, until
from tests.running import ROOT

pytestmark = pytest.mark.engine


def manifest(kind: str) -> dict[str, Any]:
    found: dict[str, Any]
    for found in yaml.safe_load_all((ROOT / "deploy/noderouter.yaml").read_text()):
        if found["kind"] == kind:
            return found
    raise AssertionError(kind)


def rights() -> list[str]:
    """The container's security context as options of ``docker run``."""
    container = manifest("DaemonSet")["spec"]["template"]["spec"]["containers"][0]
    context = container["securityContext"]
    options = [f"--user={context['runAsUser']}"]
    options += [f"--cap-drop={each}" for each in context["capabilities"]["drop"]]
    options += [f"--cap-add={each}" for each in context["capabilities"]["add"]]
    assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
    options += [f"--tmpfs={each['mountPath']}" for each in container["volumeMounts"]]
    return [*options, "--read-only", "--security-opt=no-new-privileges"]


def test_the_image_keeps_routes_with_the_rights_of_the_manifest(lab: Lab, docker_host: str) -> None:
    base = demo_images.base_from_packages(docker_host, lab.directory / "packages", print)
    tag = f"slipway/noderouter:test-{os.getpid()}"
    environment = {**os.environ, "DOCKER_HOST": docker_host, "DOCKER_BUILDKIT": "0"}

    def docker(*words: str) -> str:
        done = subprocess.run(["docker", *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    built = subprocess.run(
        [ROOT / "deploy/build-noderouter-image", tag, base],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    b = lab.host("b", 2)
    lab.node("a", ["10.44.1.0/24"], str(lab.lan[1]))
    container = docker(
        "run", "--detach", "--network=none", "--sysctl=net.ipv6.conf.all.disable_ipv6=0", *rights(),
        f"--volume={lab.directory / 'agents-kubeconfig'}:/kubeconfig:ro", f"--env=POD_NAMESPACE={NAMESPACE}",
        "--env=NODE_NAME=a", tag, "--kubeconfig=/kubeconfig", f"--listen=0.0.0.0:{AGENT_PORT}", "--report-seconds=5",
    )  # fmt: skip
    try:
        run("ip", "netns", "attach", f"{lab.tag}-a", docker("inspect", "--format={{.State.Pid}}", container))
        a = lab.machine("a", 1)
        until(lambda: a.via(b.networks[0]) == b.addresses[0] and a.via(b.networks[1]) == b.addresses[1], "routes")
        until(lambda: b.via("10.44.1.0/24") == a.addresses[0], "the way back")
        assert a.ping(b.pods[0])
        assert a.state(b.networks[0]) == ("ok", None)
        until(lambda: (lab.report("a") or {}).get("counts", {}).get("ok") == 2, "the report")
        docker("kill", "--signal=TERM", container)
        until(
            lambda: docker("inspect", "--format={{.State.ExitCode}} {{.State.Running}}", container) == "0 false",
            "the end",
        )
    finally:
        logs = subprocess.run(
            ["docker", "logs", container], env=environment, capture_output=True, text=True, check=False
        )
        sys.stderr.write(logs.stderr)
        docker("rm", "--force", container)
        docker("rmi", tag)
