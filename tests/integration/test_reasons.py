"""A service that does not become ready says why, in plain words and both languages, within ten seconds."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.running import Api

pytestmark = pytest.mark.engine

PROMISED_SECONDS = 10
"""Counted from publishing: stricter than from when the cluster knows."""

BAD_IMAGE = {"image": "127.0.0.1:1/nobody/nothing:1"}
TOO_LARGE = {"resources": {"cpu": "100m", "memory": "7Ti"}}
FAILING_PROBE = {
    "command": ["sleep", "3600"],
    "ports": [{"port": 8000}],
    "probes": {"readiness": {"http_path": "/healthz", "period_seconds": 1, "failure_threshold": 1}},
}
CRASHING = {"command": ["sh", "-c", "echo configuration file is missing; exit 3"], "ports": []}
NO_SUCH_COMMAND = {"command": ["/no/such/command"], "ports": []}
OUT_OF_MEMORY = {
    "command": [
        "python3",
        "-c",
        "print('filling memory', flush=True); x = bytearray(200_000_000); import time; time.sleep(60)",
    ],
    "resources": {"cpu": "100m", "memory": "32Mi"},
    "ports": [],
}


def first_reason(api: Api, application_id: str, codes: tuple[str, ...], seconds: float) -> dict[str, Any]:
    """The service's reason as soon as its code is one of ``codes``."""
    deadline = time.monotonic() + seconds
    while True:
        service = api.status(application_id)["services"][0]  # type: ignore[index]  # a JSON list
        reason: dict[str, Any] | None = service["reason"]
        if reason and reason["code"] in codes:
            return reason
        assert time.monotonic() < deadline, f"no reason of {codes} within {seconds} s: {service}"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("broken", "codes", "words"),
    [
        pytest.param(BAD_IMAGE, ("image_pull_failed",), ("127.0.0.1:1/nobody/nothing:1", "镜像"), id="bad_image"),
        pytest.param(TOO_LARGE, ("unschedulable", "quota_exceeded"), ("memory", "内存"), id="too_large"),
        pytest.param(FAILING_PROBE, ("probe_failed",), ("probe", "探针"), id="failing_probe"),
        pytest.param(CRASHING, ("crashed",), ("code 3", "3"), id="crashing_command"),
        pytest.param(NO_SUCH_COMMAND, ("crashed", "cannot_start"), ("/no/such/command", "命令"), id="no_such_command"),
        pytest.param(OUT_OF_MEMORY, ("out_of_memory",), ("memory", "内存"), id="out_of_memory"),
    ],
)
def test_reason_is_plain_and_prompt(
    api: Api,
    cluster: ClusterUnderTest,
    broken: dict[str, Any],
    codes: tuple[str, ...],
    words: tuple[str, str],
) -> None:
    tenant = api.post(
        "/tenants", json={"name": f"r-{time.time_ns() % 10**9}", "quota": {"cpu": "8", "memory": "8Ti", "pods": 10}}
    )
    assert tenant.status_code == 201, tenant.text
    service = {"name": "thing", "image": f"{cluster.image_prefix}web:1", **broken}
    application = api.apply({"name": "broken", "tenant_id": tenant.json()["id"], "services": [service]}, publish=True)
    try:
        reason = first_reason(api, str(application["id"]), codes, PROMISED_SECONDS)
        told = " ".join([reason["message"], reason["detail"], *reason["log"]])
        assert words[0].lower() in told.lower(), reason
        assert words[1] in reason["message_zh"], reason
        assert reason["hint"] and reason["hint_zh"], reason
        if broken is CRASHING:
            assert "configuration file is missing" in " ".join(reason["log"])
    finally:
        assert api.delete(f"/applications/{application['id']}").status_code in (200, 202, 204)


def test_repaired_service_becomes_running(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> None:
    service = {"name": "thing", **BAD_IMAGE}
    application = api.apply({"name": "broken", "tenant_id": tenant["id"], "services": [service]}, publish=True)
    first_reason(api, str(application["id"]), ("image_pull_failed",), PROMISED_SECONDS)
    service_id = api.get(f"/applications/{application['id']}").json()["services"][0]["id"]
    upgraded = api.post(f"/services/{service_id}/upgrade", json={"image": f"{cluster.image_prefix}web:1"})
    assert upgraded.status_code == 202, upgraded.text
    api.wait_state(application["id"], "running", 30)
