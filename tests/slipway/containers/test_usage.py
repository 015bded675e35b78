"""What containers use now: in the list, and asked of the cluster only while somebody wants to know."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from slipway.cluster import Cluster, ContainerRef
from slipway.containers.usage import NONE_YET, LiveUsage
from slipway.server import Platform
from tests.slipway.containers.conftest import Web, put
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]
METRICS = "/apis/metrics.k8s.io/v1beta1"
WEB_A = ContainerRef("acme", "web-a", "web")


async def measure(kubernetes: Kubernetes, pod: str, cpu: str, memory: str, namespace: str = "acme") -> None:
    """Have the cluster tell what a pod's one container uses."""
    used = [{"name": "web", "usage": {"cpu": cpu, "memory": memory}}]
    measured = {"timestamp": "2026-01-02T03:04:05Z", "window": "15s", "containers": used}
    await kubernetes.put(f"{METRICS}/namespaces/{namespace}/pods/{pod}", measured)


def polls(kubernetes: Kubernetes) -> int:
    """Return how often the metrics API was asked."""
    return sum(1 for _, path in kubernetes.requests if path.startswith(METRICS))


@pytest.fixture
async def usage(cluster: Cluster) -> AsyncIterator[LiveUsage]:
    """Quick readings, kept for a moment."""
    usage = LiveUsage(cluster, period=0.05, kept=0.5)
    await usage.start()
    yield usage
    await usage.stop()


async def test_rows_have_what_is_used_and_are_sorted_by_it(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """In cores and bytes; what was not measured comes last."""
    for name, cpu in (("web-a", "2500000n"), ("web-b", "1500m")):
        await put(web, web.manifest(name), name)
        await measure(kubernetes, name, cpu, "20Mi", web.tenant.namespace)
    await measure(kubernetes, "web-c", "3", "1Gi", "of-others")
    await put(web, web.manifest("web-c"), "web-c")

    page = (await developer.get("/api/v1/containers?sort=-cpu")).json()

    assert [each["pod"] for each in page["items"]] == ["web-b", "web-a", "web-c"]
    assert page["items"][1]["usage"] == {"cpu": 0.0025, "memory": 20971520, "at": "2026-01-02T03:04:05Z"}
    assert (page["items"][2]["usage"], page["usage_problem"]) == (None, None)


@pytest.mark.parametrize(
    ("status", "code"), [(404, "container.metrics_absent"), (503, "container.metrics_unavailable")]
)
async def test_a_cluster_that_does_not_measure_has_rows_and_a_reason(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes, status: int, code: str
) -> None:
    """In both languages."""
    await put(web, web.manifest("web-a"), "web-a")
    kubernetes.failures.append(status)

    page = (await developer.get("/api/v1/containers")).json()

    assert [each["usage"] for each in page["items"]] == [None]
    assert page["usage_problem"]["code"] == code
    assert page["usage_problem"]["message"] and page["usage_problem"]["message_zh"]


async def test_one_reading_serves_everybody(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """However many look at once, and again."""
    for _ in range(5):
        await developer.get("/api/v1/containers")

    assert polls(kubernetes) == 1


async def test_nobody_is_asked_while_nobody_asks(usage: LiveUsage, kubernetes: Kubernetes) -> None:
    """Readings begin with the first question, end some time after the last, and begin again."""
    await measure(kubernetes, "web-a", "100m", "1Mi")
    assert polls(kubernetes) == 0

    assert (await usage.ask()).found[WEB_A].cpu == 0.1
    await until(lambda: polls(kubernetes) > 2, 30)
    await until(lambda: usage.readings is NONE_YET, 30)
    asked = polls(kubernetes)
    await measure(kubernetes, "web-a", "200m", "1Mi")

    assert (await usage.ask()).found[WEB_A].cpu == 0.2
    assert polls(kubernetes) == asked + 1


async def test_an_answer_that_is_none_is_a_problem_and_not_an_end(usage: LiveUsage, kubernetes: Kubernetes) -> None:
    """The next reading may be well again."""
    await measure(kubernetes, "web-a", "much", "1Mi")
    broken = await usage.ask()
    assert broken.problem is not None and broken.problem.code == "container.metrics_unavailable"

    await measure(kubernetes, "web-a", "100m", "1Mi")

    async def well() -> bool:
        return WEB_A in (await usage.ask()).found

    await until(well, 30)


async def test_the_platform_ends_its_readings(web: Web, developer: httpx.AsyncClient, platform: Platform) -> None:
    """When it stops; no task is left over."""
    await developer.get("/api/v1/containers")
    usage: LiveUsage = platform.app.state.parts[LiveUsage]

    await usage.stop()

    assert usage.readings is NONE_YET
