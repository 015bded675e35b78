"""Canaries on a real cluster: requests follow the weights, and none fails however a trial ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from lightkube import Client, KubeConfig
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import Pod, Service

from bench.load import Load
from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]
RATE = 200
ASKED = 600
"""Requests by which a share is measured."""
DEVIATIONS = 5
"""So far from the weight a share may be: chance alone goes beyond that in one of a million tries."""


@dataclass
class Trial:
    """The published service ``web``, which answers with the version of its image, and how to try the other one."""

    api: Api
    url: str
    """Of its domain, at the gateway."""
    host: str
    path: str
    """In the platform's API."""
    application: str
    images: str
    namespace: str
    kubernetes: Client

    def made(self) -> set[str]:
        """What the cluster itself has, by name: a canary's deployment, pods and address go with it."""
        kinds = (Deployment, Service, Pod)
        objects = [each for kind in kinds for each in self.kubernetes.list(kind, namespace=self.namespace)]
        return {str(((each.metadata or ObjectMeta()).labels or {}).get("slipway.io/service")) for each in objects}

    def start(self, weight: int) -> None:
        config = {**self.service()["config"], "image": f"{self.images}web:2"}
        self.call("post", "canary", {"config": config, "weight": weight})

    def weigh(self, weight: int) -> None:
        self.call("put", "canary/weight", {"weight": weight})

    def call(self, method: str, what: str, body: Json | None = None) -> None:
        answer = self.api.request(method, f"{self.path}/{what}", json=body)
        assert answer.status_code == 202, answer.text

    def service(self) -> Json:
        return dict(self.api.get(self.path).raise_for_status().json())

    def versions(self, requests: int = ASKED) -> Counter[str]:
        """How many of so many requests each version answers."""
        with httpx.Client(headers={"Host": self.host}) as http:
            return Counter(str(http.get(self.url).raise_for_status().json()["version"]) for _ in range(requests))

    def wait_share(self, weight: int) -> None:
        """Wait until the canary's replicas for the weight are there, and its requests as well."""

        def there() -> bool:
            canary = self.api.get(f"{self.path}/canary").json()["canary"]
            status = canary["status"]
            # As many as the weight needs: no request is led there before.
            return bool(canary["weight"] == weight and status["ready"] == status["desired"] > 0)

        wait_until(there, 60, "the canary's replicas")
        wait_until(lambda: self.is_share(weight, 150), 20, f"{weight} % of the requests")

    def is_share(self, weight: int, requests: int = ASKED) -> bool:
        found, wanted = self.versions(requests)["2"], requests * weight / 100
        return abs(found - wanted) <= DEVIATIONS * (requests * weight / 100 * (1 - weight / 100)) ** 0.5

    def wait_alone(self, version: str, revision: int) -> None:
        """Wait until the cluster has nothing of the canary any more, and all replicas are of a revision."""

        def alone() -> bool:
            rollout = self.service()["status"]["rollout"]
            gone = self.made() == {"web"} and self.api.get(f"{self.path}/canary").json()["ending"] is None
            return gone and bool(rollout["done"]) and rollout["revision"] == revision

        wait_until(alone, 120, "the end of the trial")
        assert self.versions(50) == {version: 50}


@pytest.fixture
def trial(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> Iterator[Trial]:
    web = demo.under_load(cluster, "web", f"canary-{tenant['name']}")
    made = api.apply({"name": "tried", "tenant_id": tenant["id"], "services": [web]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    urls: Any = api.status(made["id"])["urls"]
    address, services = cluster.gateway_address, made["services"]
    assert isinstance(services, list)
    kubernetes = Client(KubeConfig.from_file(cluster.kubeconfig))
    found = Trial(
        api,
        f"http://{address[0]}:{address[1]}/version",
        httpx.URL(urls[0]).host,
        f"/services/{services[0]['id']}",
        str(made["id"]),
        cluster.image_prefix,
        tenant["namespace"],
        kubernetes,
    )
    asked = {"Host": found.host}
    wait_until(lambda: httpx.get(found.url, headers=asked).status_code == 200, 20, "an answer")
    with kubernetes:
        yield found


async def test_requests_follow_the_weights_and_an_abort_fails_none(trial: Trial) -> None:
    def walk() -> None:
        for weight in (10, 50, 100, 0, 30):
            if weight == 10:
                trial.start(weight)
            else:
                trial.weigh(weight)
            trial.wait_share(weight)
            assert trial.is_share(weight), weight
        trial.call("post", "canary/abort")
        trial.wait_alone("1", 1)

    await under_load(trial, walk)


async def test_a_promotion_fails_no_request(trial: Trial) -> None:
    def walk() -> None:
        trial.start(10)
        trial.wait_share(10)
        trial.weigh(50)
        trial.wait_share(50)
        trial.call("post", "canary/promote")
        trial.wait_alone("2", 2)

    await under_load(trial, walk)


@pytest.mark.parametrize(("end", "version", "revision"), [("promote", "2", 2), ("abort", "1", 1)])
async def test_a_killed_platform_goes_on(
    trial: Trial, platform: PlatformProcess, end: str, version: str, revision: int
) -> None:
    """At any step of a trial, and requests do not notice."""

    def again() -> None:
        platform.program.kill9()
        platform.start()

    def walk() -> None:
        trial.start(20)
        again()
        trial.wait_share(20)
        trial.weigh(60)
        again()
        trial.wait_share(60)
        trial.call("post", f"canary/{end}")
        again()
        trial.wait_alone(version, revision)

    await under_load(trial, walk)


async def test_a_canary_that_never_serves_gets_no_request(trial: Trial) -> None:
    """Its pods are there, and say why they are not ready; unpublishing takes them away."""

    def walk() -> None:
        config = {**trial.service()["config"], "image": f"{trial.images}no-such-image:9"}
        trial.call("post", "canary", {"config": config, "weight": 50})
        wait_until(lambda: reason() == "image_pull_failed", 60, "the reason")
        refused = trial.api.post(f"{trial.path}/canary/promote")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "service.canary_not_ready")
        assert trial.versions(100) == {"1": 100}

    def reason() -> str:
        status = trial.api.get(f"{trial.path}/canary").json()["canary"]["status"]
        return str((status["reason"] or {}).get("code"))

    await under_load(trial, walk)
    trial.api.post(f"/applications/{trial.application}/unpublish").raise_for_status()
    trial.api.wait_state(trial.application, "draft", 60)
    wait_until(lambda: trial.made() == set(), 60, "the end of everything in the cluster")


async def under_load(trial: Trial, walk: Callable[[], None]) -> None:
    """Walk while requests come at a constant rate, none of which may fail."""
    async with Load(trial.url, trial.host, RATE) as load:
        await asyncio.to_thread(walk)
        await asyncio.sleep(2)
    assert dict(load.outcome.failures) == {}
    assert load.outcome.rate >= RATE * 0.9
