"""A service on a real cluster whose replicas follow its load: more of them come with it, and go with its end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]
BUSY = "while :; do i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; done"
AT_ONCE = {"stabilization_seconds": 0, "percent": 100}


def test_load_adds_replicas_an_upgrade_keeps_them_and_its_end_removes_them(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]
) -> None:
    """Each replica of the first revision uses all the CPU that it may, those of the second nothing."""
    busy = {
        "name": "web",
        "image": f"{cluster.image_prefix}web:1",
        "command": ["sh", "-c", BUSY],
        "stop_grace_seconds": 0,
        "resources": {"cpu": "100m", "cpu_limit": "150m", "memory": "32Mi"},
        "autoscaling": {"min": 1, "max": 3, "cpu": 60, "scale_up": AT_ONCE, "scale_down": AT_ONCE},
    }
    made = api.apply({"name": "scaled", "tenant_id": tenant["id"], "services": [busy]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    url = f"/services/{made['services'][0]['id']}"

    def status() -> Json:
        found: Json = api.get(url).json()["status"]
        return found

    def reason() -> str:
        return str((status()["scaling"]["reason"] or {}).get("code"))

    wait_until(lambda: status()["ready"] == 3, 240, "more replicas")
    wait_until(lambda: reason() == "autoscaling_at_maximum", 120, "what keeps it from more")
    scaling = status()["scaling"]
    assert scaling["cpu"]["now"] > 60
    assert scaling["last_scaled_at"] is not None
    assert api.post(f"{url}/scale", json={"replicas": 2}).json()["error"]["code"] == "service.autoscaled"

    config = api.get(url).json()["config"]
    lowest: list[int] = []
    assert api.put(url, json={"config": {**config, "env": {"STEP": "2"}}}).status_code == 200

    def upgraded() -> bool:
        found = status()
        lowest.append(found["desired"])
        return bool(found["rollout"]["done"]) and found["rollout"]["revision"] == 2

    wait_until(upgraded, 120, "the upgrade")
    assert min(lowest) == 3

    assert api.put(url, json={"config": {**config, "command": ["sleep", "3600"]}}).status_code == 200
    wait_until(lambda: status()["ready"] == 1 and status()["desired"] == 1, 240, "fewer replicas")
    found = api.get(f"{url}/autoscaling").json()
    assert any(each["replicas"] == 1 and each["why"] == "All use below its targets" for each in found["history"])

    assert api.delete(f"{url}/autoscaling").status_code == 202
    api.wait_state(made["id"], "running", 60)
    assert status()["scaling"] is None
    assert api.post(f"{url}/scale", json={"replicas": 2}).status_code == 202
    wait_until(lambda: status()["ready"] == 2, 60, "the number that was set by hand")
    api.post(f"/applications/{made['id']}/unpublish")
    api.wait_state(made["id"], "draft", 60)
