"""What is kept: usage to the second over a crash, an operation log that verifies; and the cluster's own log."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from lightkube import Client, KubeConfig
from lightkube.resources.core_v1 import Pod

from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine


@pytest.fixture
def kubernetes(cluster: ClusterUnderTest) -> Iterator[Client]:
    """The cluster itself, as anybody sees it."""
    with Client(KubeConfig.from_file(cluster.kubeconfig)) as client:
        yield client


def _report(api: Api, tenant: dict[str, str], **query: str) -> dict[str, Any]:
    answer = api.get("/metering/report", params={"tenant_id": tenant["id"], **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _starts(kubernetes: Client, tenant: dict[str, str]) -> list[datetime]:
    pods = kubernetes.list(Pod, namespace=tenant["namespace"])
    return [pod.status.startTime for pod in pods if pod.status and pod.status.startTime]


def test_usage_is_exact_also_over_a_crash_of_the_platform(
    api: Api, platform: PlatformProcess, cluster: ClusterUnderTest, kubernetes: Client, tenant: dict[str, str]
) -> None:
    """What runs counts from its pod's start until the last look, though the platform was killed in between."""
    application = api.apply(demo.document(cluster, tenant, f"use-{tenant['name']}"), publish=True)
    api.wait_state(application["id"], "running")
    starts = _starts(kubernetes, tenant)
    assert len(starts) >= 3

    def exact() -> bool:
        report = _report(api, tenant)
        known = (
            datetime.fromisoformat(report["known_until"]) if report["known_until"] else datetime(1970, 1, 1, tzinfo=UTC)
        )
        expected = sum(int((known - start).total_seconds()) for start in starts)
        return known > max(starts) and (report["total"]["count"], report["total"]["seconds"]) == (len(starts), expected)

    wait_until(exact, 90, "usage of all that runs", pause=1)
    platform.program.kill9()
    before = datetime.now(UTC)
    platform.start()

    def looked_again() -> bool:
        known = _report(api, tenant)["known_until"]
        return bool(known) and datetime.fromisoformat(known) > before

    wait_until(looked_again, 120, "a look of the new process", pause=1)
    assert exact()
    assert _report(api, tenant, resource="domain")["total"]["count"] == 1

    assert api.post(f"/applications/{application['id']}/unpublish").status_code == 202
    api.wait_state(application["id"], "draft", 120)

    def ended() -> bool:
        return len({_report(api, tenant)["total"]["seconds"] for _ in range(2)}) == 1 and not _starts(
            kubernetes, tenant
        )

    wait_until(ended, 60, "the end of usage", pause=3)


def test_the_operation_log_of_a_running_platform_verifies(api: Api) -> None:
    """From its first row to its last."""
    text = api.get("/operations/verify").text
    events = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]

    assert json.loads(events[-1])["intact"] is True


def test_the_clusters_events_and_nodes_are_there_to_read(api: Api) -> None:
    """Nodes' files where the cluster offers them; where it does not, it says so."""
    sources = api.get("/runtime-log/sources").json()["items"]
    node = next(item["source"] for item in sources if item["source"].startswith("node/"))

    assert api.get("/runtime-log/lines", params={"source": "events", "tail": 5}).status_code == 200
    assert "serving" in api.get("/runtime-log/lines", params={"source": "platform"}).text
    listed = api.get("/runtime-log/sources", params={"within": node})
    assert listed.status_code == 200 or listed.json()["error"]["code"] == "runtime_log.not_offered"
    if "SLIPWAY_TEST_KUBECONFIG" not in os.environ:
        assert f"{node}localkube.log" in {item["source"] for item in listed.json()["items"]}
        lines = api.get("/runtime-log/lines", params={"source": f"{node}localkube.log", "tail": 1000}).text
        assert "kubelet runs" in lines
