"""TLS at the gateway of a whole localkube, over its restart."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest
from kubernetes import client as kube
from kubernetes import config

from tests.conformance.waiting import eventually
from tests.localkube.network.routes import factory, tls
from tests.localkube.network.routes.pods import Answer
from tests.running import Localkube, free_port, free_ranges

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(os.geteuid() != 0, reason="localkube wants root"),
]

GROUP, PLACE = "gateway.networking.k8s.io", "localkube-system"
TLS_PORT = free_port()


@pytest.fixture
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    """A localkube with a port for TLS."""
    made = Localkube(docker_host, tmp_path_factory.mktemp("tls"), f"g{os.getpid() % 1000000}", free_ranges())
    made.program.arguments.append(f"--gateway-tls-port={TLS_PORT}")
    try:
        made.start()
        yield made
    finally:
        made.purge()


def asked() -> tuple[Answer, str]:
    """What the gateway answers by TLS, and with which certificate."""
    return asyncio.run(tls.fetch(TLS_PORT, "a.test", "/x"))


def shown(fingerprint: str) -> bool:
    """Whether the gateway shows a certificate within ten seconds."""

    async def wait() -> bool:
        async with asyncio.timeout(60):
            while True:
                try:
                    if (await tls.fetch(TLS_PORT, "a.test"))[1] == fingerprint:
                        return True
                except OSError:
                    await asyncio.sleep(0.05)

    return asyncio.run(wait())


def test_a_listener_serves_its_certificate_and_goes_on_while_localkube_is_down(localkube: Localkube) -> None:
    first, second = tls.make("a.test"), tls.make("a.test")
    redirect = {"type": "RequestRedirect", "requestRedirect": {"hostname": "b.test", "port": 443}}
    parent = {"name": "public", "namespace": PLACE, "sectionName": "https"}
    route = factory.http_route({"filters": [redirect]}, parents=(parent,))
    route |= {"apiVersion": f"{GROUP}/v1", "kind": "HTTPRoute", "metadata": {"name": "web"}}
    with config.new_client_from_config(str(localkube.kubeconfig)) as client:
        core, custom = kube.CoreV1Api(client), kube.CustomObjectsApi(client)
        secret = tls.secret(first) | {"metadata": {"name": "cert"}}
        core.create_namespaced_secret(PLACE, secret)
        gateway = custom.get_namespaced_custom_object(GROUP, "v1", PLACE, "gateways", "public")
        gateway["spec"]["listeners"].append(tls.listener())
        custom.replace_namespaced_custom_object(GROUP, "v1", PLACE, "gateways", "public", gateway)
        custom.create_namespaced_custom_object(GROUP, "v1", "default", "httproutes", route)
        assert shown(first.fingerprint)
        answer, _ = eventually(asked, lambda found: found[0].status == 302, 10)
        assert answer.headers["location"] == "https://b.test/x"

        core.patch_namespaced_secret("cert", PLACE, {"data": tls.secret(second)["data"]})
        assert shown(second.fingerprint)

    localkube.program.kill9()
    assert asked()[1] == second.fingerprint
    localkube.start()
    assert asked()[1] == second.fingerprint
