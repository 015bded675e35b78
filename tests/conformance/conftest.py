"""One cluster for all conformance tests, and a namespace for each."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from kubernetes import client as kube
from kubernetes import config

from tests.conformance import image
from tests.conformance.image import IMAGE
from tests.conformance.pods import Pods
from tests.running import Localkube, free_ranges


@pytest.fixture(scope="session")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The administrator's kubeconfig."""
    if given := os.environ.get("SLIPWAY_TEST_KUBECONFIG"):
        yield Path(given)
        return
    docker_host = request.getfixturevalue("docker_host")
    image.build(docker_host, IMAGE)
    localkube = Localkube(docker_host, tmp_path_factory.mktemp("conf"), f"c{os.getpid() % 1000000}", free_ranges())
    try:
        localkube.start()
        yield localkube.kubeconfig
    finally:
        localkube.purge()


@pytest.fixture(scope="session")
def api(kubeconfig: Path) -> Iterator[kube.ApiClient]:
    """The official client, as administrator."""
    with config.new_client_from_config(str(kubeconfig)) as client:
        yield client


@pytest.fixture
def namespace(api: kube.ApiClient) -> Iterator[str]:
    """A namespace of the test's own, removed after it."""
    name = f"conf-{uuid.uuid4().hex[:8]}"
    core = kube.CoreV1Api(api)
    core.create_namespace({"metadata": {"name": name}})
    yield name
    core.delete_namespace(name)


@pytest.fixture
def pods(api: kube.ApiClient, namespace: str) -> Pods:
    """The namespace's pods."""
    return Pods(api, namespace)
