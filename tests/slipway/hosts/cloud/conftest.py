"""A pretended cluster of kubeadm, an emulated EC2, and a platform between them."""

from __future__ import annotations

import base64
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from moto.server import ThreadedMotoServer

from slipway.cluster import Cluster, WatchCache
from slipway.hosts import CloudMachines
from slipway.hosts.cloud import Pace
from slipway.hosts.partitions import PartitionSync
from slipway.server import Platform
from tests.slipway.cli.conftest import run
from tests.slipway.hosts.cloud.wire import PretendedEc2, pretended_ec2
from tests.slipway.hosts.nodes.conftest import admin, node, node_path, platform, settings, three
from tests.slipway.hosts.nodes.test_join import INFO, certificate
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]
ACCOUNTS, MACHINES = "/api/v1/cloud/accounts", "/api/v1/cloud/machines"
SECRET = "Secret-Of-The-Cloud"
CREDENTIALS = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": SECRET}
QUICK = Pace(orders=0.1, moving=0.2, settled=0.2)


class Emulator:
    """The emulated EC2, and what tests look at in it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self) -> Any:
        """Return the vendor's own client."""
        import boto3

        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-central-1"}
        return boto3.client("ec2", endpoint_url=self.url, **keys)

    def instances(self) -> list[Obj]:
        """Return all that have not ended."""
        found = self.client().describe_instances()["Reservations"]
        every = [each for reservation in found for each in reservation["Instances"]]
        return [each for each in every if each["State"]["Name"] not in ("terminated", "shutting-down")]

    def image(self) -> str:
        """Return an image that it has."""
        return str(self.client().describe_images()["Images"][0]["ImageId"])


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """The address of a running emulator."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def emulator(moto_server: str) -> Emulator:
    """An emulated EC2 without instances."""
    httpx.post(f"{moto_server}/moto-api/reset", timeout=60).raise_for_status()
    return Emulator(moto_server)


@pytest.fixture
async def wire() -> AsyncIterator[PretendedEc2]:
    """A pretended EC2 that can fail."""
    async with pretended_ec2() as cloud:
        yield cloud


@pytest.fixture
async def kubeadm(three: Kubernetes, tmp_path: Path) -> Kubernetes:
    """The pretended cluster as one that kubeadm has made."""
    await three.put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", {"data": {}})
    server = {"server": "https://10.0.0.1:6443"}
    server["certificate-authority-data"] = base64.b64encode(certificate(tmp_path)).decode()
    await three.put(INFO, {"data": {"kubeconfig": yaml.safe_dump({"clusters": [{"cluster": server}]})}})
    return three


class Cloud:
    """What tests do with the API."""

    def __init__(self, client: httpx.AsyncClient, account_id: str) -> None:
        self.client = client
        self.account_id = account_id

    def wish(self, **other: Any) -> Obj:
        """Return an order."""
        return {"account_id": self.account_id, "name": "w1", "size": "t3.large", "image": "ami-12345678", **other}

    async def order(self, **other: Any) -> Obj:
        """Order one machine."""
        answer = await self.client.post(MACHINES, json=self.wish(**other))
        assert answer.status_code == 202, answer.text
        return dict(answer.json()["items"][0])

    async def machine(self, machine: Obj) -> Obj:
        """Look at it; empty when there is none any more."""
        answer = await self.client.get(f"{MACHINES}/{machine['id']}")
        return dict(answer.json()) if answer.status_code == 200 else {}

    async def reach(self, machine: Obj, state: str, problem: str = "") -> Obj:
        """Wait for a state with a reason."""
        found: Obj = {}

        async def reached() -> bool:
            found.clear()
            found.update(await self.machine(machine))
            return (found.get("state"), (found.get("problem") or {}).get("code", "")) == (state, problem)

        try:
            await until(reached, 40)
        except AssertionError:
            raise AssertionError(f"{found} does not become {state} {problem}") from None
        return found

    async def gone(self, machine: Obj) -> None:
        """Wait until there is none any more."""

        async def away() -> bool:
            return not await self.machine(machine)

        await until(away, 40)


async def add_account(client: httpx.AsyncClient, url: str, name: str = "aws", region: str = "eu-central-1") -> Cloud:
    """Add an account."""
    body = {"name": name, "provider": "ec2", "region": region, "endpoint": url, "credentials": CREDENTIALS}
    answer = await client.post(ACCOUNTS, json=body)
    assert answer.status_code == 201, answer.text
    return Cloud(client, answer.json()["id"])


@pytest.fixture
async def cloud(admin: httpx.AsyncClient, kubeadm: Kubernetes, emulator: Emulator) -> Cloud:
    """An account at the emulated EC2."""
    return await add_account(admin, emulator.url)


@asynccontextmanager
async def working(platform: Platform, cluster: Cluster, pace: Pace = QUICK) -> AsyncIterator[CloudMachines]:
    """Let a leader carry machines."""
    found = platform.app.state.parts
    part = CloudMachines(platform.database, cluster, found[WatchCache], found[PartitionSync].wake, pace)
    await part.start()
    try:
        yield part
    finally:
        await part.stop()


@pytest.fixture
async def leader(platform: Platform, cluster: Cluster) -> AsyncIterator[None]:
    """A leader that carries machines."""
    async with working(platform, cluster):
        yield


async def join(kubernetes: Kubernetes, name: str, provider_id: str = "", ready: str = "True", **status: Any) -> None:
    """Have a node appear as a kubelet would register it."""
    made = node(ready=ready, **({"providerID": provider_id} if provider_id else {}))
    made["metadata"]["creationTimestamp"] = datetime.now(UTC).isoformat(timespec="seconds")
    made["status"].update(status)
    await kubernetes.put(node_path(name), made)


__all__ = ["admin", "platform", "run", "settings", "three"]  # fixtures, found by their names
