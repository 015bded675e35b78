"""A rolling update on a real cluster that is held, goes on, and is returned from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]


def test_an_update_is_held_goes_on_and_is_returned_from(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]
) -> None:
    """Old replicas serve until the end, and an abort brings everything back to them."""
    web = {
        "name": "web",
        "image": f"{cluster.image_prefix}web:1",
        "command": ["sleep", "3600"],
        "stop_grace_seconds": 1,
        "replicas": 2,
    }
    made = api.apply({"name": "held", "tenant_id": tenant["id"], "services": [web]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    url = f"/services/{made['services'][0]['id']}"

    def rollout() -> Json:
        found: Json = api.get(url).json()["status"]["rollout"]
        return found

    def revisions() -> list[str]:
        rows = api.get(f"{url}/containers").json()["items"]
        return sorted(str(row["revision"]) for row in rows if row["ready"])

    assert api.post(f"{url}/rollout/pause").status_code == 202
    assert api.post(f"{url}/upgrade", json={"env": {"STEP": "2"}}).status_code == 202
    wait_until(lambda: rollout()["revision"] == 2 and rollout()["paused"], 60, "the held update")
    with pytest.raises(AssertionError):
        wait_until(lambda: revisions() != ["1", "1"], 5, "no replica to be replaced")

    assert api.post(f"{url}/rollout/resume").status_code == 202
    wait_until(lambda: revisions() == ["2", "2"], 120, "the rest of the update")
    api.wait_state(made["id"], "running", 120)

    def serving() -> set[str]:
        rows = api.get(f"{url}/containers").json()["items"]
        return {row["pod"] for row in rows if row["ready"]}

    old = serving()
    assert api.post(f"{url}/upgrade", json={"image": f"{cluster.image_prefix}no-such-image:9"}).status_code == 202
    wait_until(lambda: rollout()["previous"] == 2 and rollout()["updated"] > 0, 60, "the update that cannot end")
    assert api.post(f"{url}/rollout/abort").status_code == 202
    wait_until(lambda: rollout()["done"], 120, "the way back")
    newest = api.get(f"{url}/revisions").json()[0]
    assert (newest["number"], newest["rolled_back_to"]) == (4, 2)
    assert revisions() == ["2", "2"]
    assert serving() == old, "replicas that served all the time were replaced"

    assert api.post(f"{url}/rollback", json={"revision": 1}).status_code == 202
    wait_until(lambda: rollout()["done"] and revisions() == ["1", "1"], 120, "the revision before")
    assert (rollout()["revision"], rollout()["runs_as"]) == (5, 1)
    assert api.get(url).json()["status"]["state"] == "running"
