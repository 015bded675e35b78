"""One cluster and one platform for all integration tests.

The cluster is a localkube on a real Docker Engine, or any other when SLIPWAY_TEST_KUBECONFIG names a kubeconfig. With
the latter, SLIPWAY_TEST_GATEWAY (``namespace/name``), SLIPWAY_TEST_GATEWAY_ADDRESS (``host:port``),
SLIPWAY_TEST_GATEWAY_TLS_ADDRESS (where its listeners of port 443 are reached), SLIPWAY_TEST_IMAGE_PREFIX (where the
demo's images were pushed), SLIPWAY_TEST_REGISTRY_ADDRESS (``host:port`` of this machine, from which the cluster's hosts
pull by plain HTTP) and SLIPWAY_TEST_MACHINE_ADDRESS (where its gateway reaches this machine) describe it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher import demo_images
from tests.running import Api, Localkube, PlatformProcess, free_port, wait_until
from tests.slipway.applications.domains.acme_server import AcmeServer, acme_server
from tests.slipway.applications.domains.name_server import NameServer, name_server
from tests.threads import in_a_thread

ACME_SERVICE = "default/slipway-under-test:80"
"""What leads to the platform, which runs beside the cluster; a test that needs it makes it."""


@dataclass(frozen=True)
class ClusterUnderTest:
    """What tests need to know of the cluster."""

    kubeconfig: Path
    gateway: str
    gateway_address: tuple[str, int]
    gateway_tls_address: tuple[str, int]
    image_prefix: str
    registry_address: str
    """Where a registry may listen so that hosts pull from it; empty: nowhere."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[ClusterUnderTest]:
    given = os.environ.get("SLIPWAY_TEST_KUBECONFIG")
    if given:
        prefix = os.environ.get("SLIPWAY_TEST_IMAGE_PREFIX", "slipway-demo/")
        plain, secure = _address("GATEWAY_ADDRESS", 80), _address("GATEWAY_TLS_ADDRESS", 443)
        gateway = os.environ.get("SLIPWAY_TEST_GATEWAY", "")
        registry = os.environ.get("SLIPWAY_TEST_REGISTRY_ADDRESS", "")
        yield ClusterUnderTest(Path(given), gateway, plain, secure, prefix, registry)
        return
    docker_host = request.getfixturevalue("docker_host")
    directory = tmp_path_factory.mktemp("cluster")
    demo_images.ensure(docker_host, directory / "demo", print)
    localkube = Localkube(docker_host, directory, name="itest", subnet=220, gateway_tls_port=free_port())
    try:
        localkube.start()
        plain, secure = (("127.0.0.1", port) for port in (localkube.gateway_port, localkube.gateway_tls_port))
        gateway, registry = "localkube-system/public", f"127.0.0.1:{free_port()}"
        yield ClusterUnderTest(localkube.kubeconfig, gateway, plain, secure, "slipway-demo/", registry)
    finally:
        localkube.purge()


def _address(name: str, port: int) -> tuple[str, int]:
    host, _, told = os.environ.get(f"SLIPWAY_TEST_{name}", f"127.0.0.1:{port}").rpartition(":")
    return host, int(told)


@pytest.fixture(scope="session")
def kubeconfig(cluster: ClusterUnderTest) -> Path:
    return cluster.kubeconfig


@pytest.fixture(scope="session")
def names() -> Iterator[NameServer]:
    """The name server by which the platform looks domains up."""
    with in_a_thread(name_server()) as server:
        yield server


@pytest.fixture(scope="session")
def acme() -> Iterator[AcmeServer]:
    """The authority from which the platform gets certificates."""
    with in_a_thread(acme_server()) as server:
        yield server


@pytest.fixture(scope="session")
def platform(
    cluster: ClusterUnderTest, names: NameServer, acme: AcmeServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlatformProcess]:
    process = PlatformProcess(
        tmp_path_factory.mktemp("platform"),
        cluster.kubeconfig,
        cluster.gateway,
        cluster.gateway_address,
        environment={
            "SLIPWAY_HOST": "0.0.0.0",  # the cluster leads questions of the authority to it
            "SLIPWAY_ACME_DIRECTORY": f"{acme.url}/directory",
            "SLIPWAY_ACME_SERVICE": ACME_SERVICE,
            "SLIPWAY_DNS_SERVERS": f"127.0.0.1:{names.port}",
            "SLIPWAY_PUBLIC_TLS_PORT": str(cluster.gateway_tls_address[1]),
            "SLIPWAY_REGISTRIES_INSIDE": cluster.registry_address,
        },
    )
    try:
        process.start()
        yield process
    finally:
        process.program.stop()


@pytest.fixture(scope="session")
def api(platform: PlatformProcess) -> Iterator[Api]:
    """The administrator's client."""
    with platform.client() as client:
        yield client


@pytest.fixture(scope="session")
def leaving(api: Api) -> Iterator[list[str]]:
    """Ids of tenants that are being deleted. Nobody waits for one: the end of the tests waits for all."""
    tenants: list[str] = []
    yield tenants

    def gone() -> bool:
        return all(api.get(f"/tenants/{tenant}").status_code == 404 for tenant in tenants)

    wait_until(gone, 120, "the end of the tests' tenants", pause=1)


@pytest.fixture
def tenant(api: Api, leaving: list[str]) -> Iterator[dict[str, str]]:
    """A tenant of the test's own; it is deleted after the test, with its applications."""
    made = api.post(
        "/tenants", json={"name": f"t-{uuid.uuid4().hex[:8]}", "quota": {"cpu": "8", "memory": "8Gi", "pods": 60}}
    )
    assert made.status_code == 201, made.text
    body: dict[str, str] = made.json()
    yield body
    deleted = api.delete(f"/tenants/{body['id']}", params={"cascade": True, "confirm": body["name"]})
    assert deleted.status_code in (202, 204), deleted.text
    leaving.append(body["id"])
