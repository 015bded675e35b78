"""Own domains: proved by DNS, served by https with a certificate that is exchanged under load, and without it again."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from kubernetes import client as kube
from kubernetes import config

from bench.load import Load
from tests.integration import demo
from tests.integration.conftest import ACME_SERVICE, ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until
from tests.slipway.applications.domains.acme_server import AcmeServer
from tests.slipway.applications.domains.authority import Authority, Issued
from tests.slipway.applications.domains.name_server import NameServer

pytestmark = pytest.mark.engine

SECONDS = 60
RATE = 60
Json = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """A service of the demo, and a domain of its tenant's own that leads to it."""

    api: Api
    cluster: ClusterUnderTest
    authority: Authority
    domain: Json

    @property
    def host(self) -> str:
        return str(self.domain["host"])

    @property
    def trust(self) -> ssl.SSLContext:
        """Of a client that believes the tests' authority, and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority.pem)
        return context

    def certify(self) -> Issued:
        """Set a new certificate."""
        issued = self.authority.issue(self.host)
        answer = self.api.put(f"/domains/{self.domain['id']}/certificate", json=issued.body)
        assert answer.status_code == 200, answer.text
        return issued

    def now(self) -> Json:
        """The domain as the platform tells it."""
        found: Json = self.api.get(f"/domains/{self.domain['id']}").json()
        return found

    def shown(self) -> str | None:
        """The fingerprint of the certificate that a client accepts for the host; None when it accepts none."""
        try:
            with (
                socket.create_connection(self.cluster.gateway_tls_address, 5) as plain,
                self.trust.wrap_socket(plain, server_hostname=self.host) as secure,
            ):
                return hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()
        except OSError:
            return None

    def serves(self, issued: Issued) -> None:
        """Wait until clients are shown this very certificate."""
        leaf = issued.certificate.split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
        wanted = hashlib.sha256(ssl.PEM_cert_to_DER_cert(leaf)).hexdigest()
        wait_until(lambda: self.shown() == wanted, SECONDS, "the certificate at the gateway")

    def load(self, *, secure: bool) -> Load:
        """Requests to the host, each over its own connection when they go by TLS."""
        scheme = "https" if secure else "http"
        host, port = self.cluster.gateway_tls_address if secure else self.cluster.gateway_address
        return Load(f"{scheme}://{host}:{port}/", self.host, RATE, trust=self.trust if secure else None)


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues."""
    return Authority()


@pytest.fixture
def site(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, str], names: NameServer, authority: Authority
) -> Iterator[Site]:
    """The demo, running, at a verified domain of its own."""
    application = api.apply(demo.document(cluster, tenant, f"web-{tenant['name']}"), publish=True)
    web = demo.service_ids(api, str(application["id"]))["web"]
    body = {"host": f"www.{tenant['name']}.example", "tenant_id": tenant["id"], "service_id": web}
    made = api.post("/domains", json=body)
    assert made.status_code == 201, made.text
    domain = made.json()
    names.put(domain["record"]["name"], "TXT", domain["record"]["value"])
    api.wait_state(application["id"], "running", 90)
    assert api.post(f"/domains/{domain['id']}/verify").json()["verified_at"]
    found = Site(api, cluster, authority, domain)
    wait_until(lambda: found.now()["state"] == "serving", SECONDS, "the domain's route")
    # A gateway has accepted a route a moment before its proxy answers by it.
    gateway = "http://{}:{}/".format(*cluster.gateway_address)
    wait_until(
        lambda: httpx.get(gateway, headers={"Host": found.host}).status_code == 200, SECONDS, "an answer at the domain"
    )
    yield found


async def test_visitors_are_led_to_https_and_back_without_a_failed_request(site: Site) -> None:
    gateway = "http://{}:{}/a?b=c".format(*site.cluster.gateway_address)

    def led_to() -> str | None:
        answer = httpx.get(gateway, headers={"Host": site.host})
        assert answer.status_code in (200, 301, 404), answer.text
        return answer.headers.get("location")

    def switch(on: bool, location: str | None) -> None:
        assert site.api.patch(f"/domains/{site.domain['id']}", json={"redirect": on}).status_code == 200
        wait_until(lambda: led_to() == location, SECONDS, f"the redirect to {location}")
        wait_until(lambda: site.now()["redirected"] is bool(location), SECONDS, "the platform tells of it")

    await asyncio.to_thread(switch, True, None)  # without a certificate nobody is led anywhere
    assert site.now()["redirect"] is True
    await asyncio.to_thread(lambda: site.serves(site.certify()))
    target = f"https://{site.host}:{site.cluster.gateway_tls_address[1]}/a?b=c"

    def around() -> None:
        switch(True, target)
        switch(False, None)
        switch(True, target)

    load = await under_load(site, secure=True, during=around)
    assert load.outcome.failures == {}
    assert site.api.delete(f"/domains/{site.domain['id']}/certificate").status_code == 204
    await asyncio.to_thread(wait_until, lambda: led_to() is None, SECONDS, "http again")


@pytest.fixture
def way_to_the_platform(cluster: ClusterUnderTest, platform: PlatformProcess) -> Iterator[None]:
    """A Service without pods, whose endpoint is the platform on this machine."""
    namespace, _, rest = ACME_SERVICE.partition("/")
    name, _, port = rest.partition(":")
    service = {"metadata": {"name": name}, "spec": {"ports": [{"port": int(port), "targetPort": platform.port}]}}
    piece = {
        "metadata": {"name": name, "labels": {"kubernetes.io/service-name": name}},
        "addressType": "IPv4",
        "ports": [{"port": platform.port, "protocol": "TCP", "name": ""}],
        "endpoints": [{"addresses": [machine_address()], "conditions": {"ready": True}}],
    }
    with config.new_client_from_config(str(cluster.kubeconfig)) as client:
        core, discovery = kube.CoreV1Api(client), kube.DiscoveryV1Api(client)
        core.create_namespaced_service(namespace, service)
        discovery.create_namespaced_endpoint_slice(namespace, piece)
        yield
        core.delete_namespaced_service(name, namespace)
        discovery.delete_namespaced_endpoint_slice(name, namespace)


def machine_address() -> str:
    """Where others reach this machine."""
    if given := os.environ.get("SLIPWAY_TEST_MACHINE_ADDRESS"):
        return given
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent
        return str(probe.getsockname()[0])


@pytest.mark.usefixtures("way_to_the_platform")
def test_the_platform_gets_a_certificate_though_visitors_are_led_to_https(site: Site, acme: AcmeServer) -> None:
    acme.places[site.host] = site.cluster.gateway_address
    path = f"/domains/{site.domain['id']}"
    site.serves(site.certify())
    assert site.api.patch(path, json={"redirect": True}).status_code == 200
    wait_until(lambda: site.now()["redirected"], SECONDS, "the redirect")

    assert site.api.put(f"{path}/certificate/automatic").status_code == 200
    wait_until(lambda: site.now()["automatic"]["state"] != "waiting", SECONDS, "a certificate, or why there is none")
    assert site.now()["automatic"]["reason"] is None
    got = site.now()["certificate"]["fingerprint"]
    by_acme = replace(site, authority=acme.authority)
    wait_until(lambda: by_acme.shown() == got, SECONDS, "the certificate at the gateway")


async def under_load(site: Site, *, secure: bool, during: Any) -> Load:
    """Run a change beneath a constant load; the load's outcome is complete."""
    async with site.load(secure=secure) as load:
        await asyncio.sleep(1)
        await asyncio.to_thread(during)
        await asyncio.sleep(2)
    assert load.outcome.requests > 3 * RATE
    return load


async def test_a_certificate_is_served_exchanged_and_removed_without_a_failed_request(site: Site) -> None:
    assert site.now()["url"].startswith("http://")
    assert await asyncio.to_thread(site.shown) is None

    plain = await under_load(site, secure=False, during=lambda: site.serves(site.certify()))
    assert plain.outcome.failures == {}
    assert site.now()["url"].startswith("https://")
    assert site.now()["certificate"]["state"] == "valid"

    exchanged = await under_load(site, secure=True, during=lambda: [site.serves(site.certify()) for _ in range(3)])
    assert exchanged.outcome.failures == {}

    def remove() -> None:
        assert site.api.delete(f"/domains/{site.domain['id']}/certificate").status_code == 204
        wait_until(lambda: site.shown() is None, SECONDS, "the end of the certificate at the gateway")

    without = await under_load(site, secure=False, during=remove)
    assert without.outcome.failures == {}
    assert site.now()["url"].startswith("http://")
    assert site.now()["certificate"] is None
