"""How a machine becomes a host, for each kind of cluster; a bootstrap token is told once and kept nowhere."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from slipway.access import Role
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

URL = "/api/v1/hosts/join"
INFO = "/api/v1/namespaces/kube-public/configmaps/cluster-info"
pytestmark = pytest.mark.usefixtures("platform")


def _openssl(*words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


def certificate(directory: Path) -> bytes:
    """A certificate authority."""
    file = directory / "ca.crt"
    where = ("-keyout", str(directory / "ca.key"), "-out", str(file), "-subj", "/CN=kubernetes")
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", *where)
    return file.read_bytes()


@pytest.fixture
async def kubeadm(three: Kubernetes, tmp_path: Path) -> bytes:
    """A cluster that kubeadm has made; its certificate."""
    await three.put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", {"data": {}})
    ca = certificate(tmp_path)
    server = {"server": "https://10.0.0.1:6443", "certificate-authority-data": base64.b64encode(ca).decode()}
    await three.put(INFO, {"data": {"kubeconfig": yaml.safe_dump({"clusters": [{"cluster": server}]})}})
    return ca


async def test_kubeadm_gets_a_token_and_the_pin_of_the_cluster(
    admin: httpx.AsyncClient, three: Kubernetes, kubeadm: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """The token expires, and stands in no log."""
    assert (await admin.get(URL)).json() == {"way": "kubeadm", "new_hosts": []}
    answer = await admin.post(URL, params={"minutes": 30})
    assert answer.status_code == 200, answer.text
    made = answer.json()

    key = _openssl("pkey", "-pubin", "-outform", "der", given=_openssl("x509", "-pubkey", "-noout", given=kubeadm))
    pin = _openssl("dgst", "-sha256", "-r", given=key).decode().split()[0]
    token = r"--token ([a-z0-9]{6})\.([a-z0-9]{16})"
    wanted = rf"kubeadm join 10\.0\.0\.1:6443 {token} --discovery-token-ca-cert-hash sha256:{pin}"
    found = re.fullmatch(wanted, made["command"])
    assert found, made["command"]
    assert answer.headers["cache-control"] == "no-store"

    secret = three.find(f"/api/v1/namespaces/kube-system/secrets/bootstrap-token-{found[1]}")
    assert secret and secret["type"] == "bootstrap.kubernetes.io/token"
    data: dict[str, Any] = secret["stringData"]
    assert (data["token-id"], data["token-secret"]) == (found[1], found[2])
    assert data["usage-bootstrap-authentication"] == data["usage-bootstrap-signing"] == "true"
    assert data["auth-extra-groups"] == "system:bootstrappers:kubeadm:default-node-token"
    expires = datetime.fromisoformat(data["expiration"])
    assert timedelta(minutes=29) < expires - datetime.now(UTC) <= timedelta(minutes=30)
    assert datetime.fromisoformat(made["expires_at"]) == expires

    operations = (await admin.get("/api/v1/operations")).json()["items"]
    operation = (await admin.get(f"/api/v1/operations/{operations[0]['id']}")).json()
    assert (operation["action"], operation["after"]["bootstrap_id"]) == ("host.join", found[1])
    logged = capfd.readouterr()
    assert found[2] not in json.dumps(operation) + logged.out + logged.err


@pytest.mark.usefixtures("kubeadm")
async def test_hosts_that_appeared_since_are_told(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """From the moment of the command on."""
    since = (await admin.post(URL)).json()["asked_at"]
    late = node(ready="False")
    late["metadata"]["creationTimestamp"] = datetime.now(UTC).isoformat(timespec="seconds")
    await three.put(node_path("n4"), late)

    async def told() -> bool:
        found = (await admin.get(URL, params={"since": since})).json()["new_hosts"]
        return [(each["name"], each["state"]) for each in found] == [("n4", "not_ready")]

    await until(told, 30)
    assert (await admin.get(URL, params={"since": "yesterday"})).status_code == 422
    assert (await admin.post(URL, params={"minutes": 1})).status_code == 422


async def test_k3s_tells_where_its_token_is(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """It joins by the version that the cluster has."""
    server = node({"node-role.kubernetes.io/control-plane": "true"})
    server["status"]["nodeInfo"]["kubeletVersion"] = "v1.31.2+k3s1"
    await three.put(node_path("n1"), server)

    async def seen() -> bool:
        return bool((await admin.get(URL)).json()["way"] == "k3s")

    await until(seen, 30)
    made = (await admin.post(URL)).json()
    assert "INSTALL_K3S_VERSION=v1.31.2+k3s1 K3S_URL=https://10.9.8.7:6443 K3S_TOKEN=TOKEN sh -" in made["command"]
    assert made["token_file"] == "/var/lib/rancher/k3s/server/node-token"
    assert made["token_file"] in made["note"] and made["token_file"] in made["note_zh"]
    assert [method for method, _ in three.requests if method != "GET"] == []


async def test_other_clusters_say_that_they_do_not_know(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """And one of kubeadm without its public facts, too."""
    assert (await admin.get(URL)).json()["way"] == "none"
    answer = await admin.post(URL)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "join.not_offered")

    await three.put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", {"data": {}})
    wrong: tuple[dict[str, Any], ...] = ({}, {"data": {"kubeconfig": "clusters: []"}}, {"data": {"kubeconfig": "{"}})
    for info in wrong:
        await three.put(INFO, dict(info))
        answer = await admin.post(URL)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "join.no_cluster_info")
    assert [method for method, _ in three.requests if method != "GET"] == []


@pytest.mark.usefixtures("kubeadm")
async def test_auditors_get_no_token(factory: Factory, three: Kubernetes) -> None:
    """They may see that hosts can join."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    assert (await auditor.get(URL)).status_code == 200
    assert (await auditor.post(URL)).status_code == 403
    assert [method for method, _ in three.requests if method != "GET"] == []


@pytest.mark.usefixtures("kubeadm")
async def test_the_command_is_shown_at_the_terminal(run: Run) -> None:
    """With what to do with it; in vain where no host comes."""
    shown = await run("host", "join", "--wait", "--timeout", "2", code=1)
    assert "kubeadm join 10.0.0.1:6443 --token" in shown
    assert "not shown again" in shown and "no new host is ready after 2 s" in shown
