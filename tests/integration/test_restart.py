"""A whole application restarts on a real cluster: wave by wave, without a lost request, though the platform dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import httpx
import pytest
from lightkube import Client, KubeConfig
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import Pod

from bench.load import Load
from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

RATE = 50
FIRST, SECOND = "stock", "front"
SLOW_SECONDS = 3
"""How long a replica of the first wave takes to become ready: whoever does not wait for it is seen."""


@dataclass
class Chain:
    """Two services of two replicas, of which the second depends on the first; both have public addresses."""

    api: Api
    application: str
    url: str
    hosts: list[str]
    namespace: str
    kubernetes: Client

    def pods(self, service: str) -> dict[str, Any]:
        """Pods that are not ending, by their uids."""
        found = self.kubernetes.list(Pod, namespace=self.namespace, labels={"slipway.io/service": service})
        return {str(pod.metadata.uid): pod for pod in found if pod.metadata and not pod.metadata.deletionTimestamp}

    def restart(self) -> None:
        answer = self.api.post(f"/applications/{self.application}/restart")
        assert answer.status_code == 202, answer.text
        assert answer.json()["state"] == "publishing"

    def wait_restarted(self, before: dict[str, set[str]]) -> None:
        def restarted() -> bool:
            replaced = all(not uids & self.pods(name).keys() for name, uids in before.items())
            return replaced and self.api.status(self.application)["state"] == "running"

        wait_until(restarted, 180, "the end of the restart")

    def in_place(self, service: str) -> bool:
        """Whether the cluster itself has brought all of a deployment's replicas."""
        status = self.kubernetes.get(Deployment, service, namespace=self.namespace).status
        counts = (status.replicas, status.updatedReplicas, status.availableReplicas) if status else ()
        return counts == (2, 2, 2)


@pytest.fixture
def chain(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> Iterator[Chain]:
    services = [_service(cluster, tenant, name) for name in (FIRST, SECOND)]
    services[0]["probes"]["readiness"]["initial_delay_seconds"] = SLOW_SECONDS
    services[1]["depends_on"] = [FIRST]
    made = api.apply({"name": "chain", "tenant_id": tenant["id"], "services": services}, publish=True)
    api.wait_state(made["id"], "running", 120)
    urls: Any = api.status(made["id"])["urls"]
    hosts = [httpx.URL(url).host for url in urls]
    address = cluster.gateway_address
    url = f"http://{address[0]}:{address[1]}/version"
    for host in hosts:
        wait_until(partial(_answers, url, host), 20, f"an answer of {host}")
    with Client(KubeConfig.from_file(cluster.kubeconfig)) as kubernetes:
        yield Chain(api, str(made["id"]), url, hosts, tenant["namespace"], kubernetes)


def _service(cluster: ClusterUnderTest, tenant: dict[str, str], name: str) -> dict[str, Any]:
    return demo.under_load(cluster, name, f"{name}-{tenant['name']}")


def _answers(url: str, host: str) -> bool:
    return httpx.get(url, headers={"Host": host}).status_code == 200


def _ready_at(pod: Any) -> datetime:
    found: datetime = next(each.lastTransitionTime for each in pod.status.conditions if each.type == "Ready")
    return found


async def test_a_wave_restarts_when_the_one_before_is_ready_and_no_request_fails(chain: Chain) -> None:
    before = {name: set(chain.pods(name)) for name in (FIRST, SECOND)}

    def walk() -> None:
        chain.restart()
        chain.wait_restarted(before)

    await _under_load(chain, walk)

    ready = max(_ready_at(pod) for pod in chain.pods(FIRST).values())
    begun = min(pod.metadata.creationTimestamp for pod in chain.pods(SECOND).values())
    assert begun >= ready, "the second wave did not wait for the first"


async def test_what_waits_when_a_restart_is_ended_stays_and_what_has_begun_goes_on(chain: Chain) -> None:
    before = {name: set(chain.pods(name)) for name in (FIRST, SECOND)}

    def walk() -> None:
        chain.restart()
        wait_until(lambda: not chain.pods(FIRST).keys() <= before[FIRST], 60, "the first wave", pause=0.05)
        answer = chain.api.delete(f"/applications/{chain.application}/restart")
        assert answer.status_code == 202, answer.text
        chain.wait_restarted({FIRST: before[FIRST]})

    await _under_load(chain, walk)

    assert set(chain.pods(SECOND)) == before[SECOND]
    assert chain.api.delete(f"/applications/{chain.application}/restart").status_code == 409


async def test_a_killed_platform_goes_on_between_the_waves(chain: Chain, platform: PlatformProcess) -> None:
    """What has restarted does not restart again, and what has not does."""
    before = {name: set(chain.pods(name)) for name in (FIRST, SECOND)}

    def walk() -> None:
        chain.restart()
        wait_until(lambda: not chain.pods(FIRST).keys() <= before[FIRST], 60, "the first wave", pause=0.05)
        platform.program.kill9()
        try:
            wait_until(lambda: not before[FIRST] & chain.pods(FIRST).keys(), 60, "the first wave's replicas")
            wait_until(lambda: chain.in_place(FIRST), 60, "the end of the first wave")
            between.update(chain.pods(FIRST))
            assert set(chain.pods(SECOND)) == before[SECOND]
        finally:
            platform.start()
        chain.wait_restarted(before)

    between: dict[str, Any] = {}
    await _under_load(chain, walk)
    assert set(chain.pods(FIRST)) == set(between)


async def _under_load(chain: Chain, walk: Callable[[], None]) -> None:
    """Walk while requests come to both services at a constant rate, none of which may fail."""
    async with AsyncExitStack() as stack:
        loads = [await stack.enter_async_context(Load(chain.url, host, RATE)) for host in chain.hosts]
        await asyncio.to_thread(walk)
        await asyncio.sleep(2)
    assert [dict(load.outcome.failures) for load in loads] == [{}, {}]
