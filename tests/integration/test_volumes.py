"""Volumes on a real cluster: what is written stays whatever becomes of the service, until somebody deletes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.integration.inside import shell
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]


def test_a_file_survives_upgrades_and_unpublishing(
    api: Api, platform: PlatformProcess, cluster: ClusterUnderTest, tenant: dict[str, str]
) -> None:
    """Then it grows in use, stays when its service is deleted, and goes when it is told to."""
    keeper: Json = {
        "name": "keeper",
        "image": f"{cluster.image_prefix}web:1",
        "command": ["sleep", "3600"],
        "stop_grace_seconds": 1,
    }
    data = {"name": "data", "mount_path": "/data", "size": "64Mi"}
    file = {"name": "kept", "tenant_id": tenant["id"]}
    first = api.apply({**file, "services": [keeper]}, publish=True)
    api.wait_state(first["id"], "running", 120)
    # Only now with a volume: the way in which its containers are replaced changes as well.
    made = api.apply({**file, "services": [{**keeper, "volumes": [data]}]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    service = made["services"][0]["id"]
    place = f"/volumes/{tenant['id']}/keeper-data"
    inside = shell(platform, api, tenant, "kept/keeper")

    wait_until(lambda: inside("echo precious > /data/file && cat /data/file") == "precious", 60, "a written file")
    assert api.post(f"/services/{service}/upgrade", json={"env": {"COLOUR": "blue"}}).status_code == 202
    api.wait_state(made["id"], "running", 120)
    wait_until(lambda: inside("echo $COLOUR; cat /data/file") == "blue\nprecious", 60, "the file after the upgrade")

    refused = api.delete(place)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "volume.in_use")
    assert api.post(f"/services/{service}/unpublish").status_code == 202
    api.wait_state(made["id"], "draft", 120)
    assert api.get(place).json()["state"] == "bound"
    assert api.post(f"/services/{service}/publish").status_code == 202
    api.wait_state(made["id"], "running", 120)
    wait_until(lambda: inside("cat /data/file") == "precious", 60, "the file after publishing again")

    assert api.patch(place, json={"size": "96Mi"}).status_code == 200
    grown = "df -m /data | awk 'NR==2 {print ($2 > 70)}'"
    if not _grows_in_use(api, place):
        assert api.post(f"/services/{service}/restart").status_code == 202
    wait_until(lambda: inside(grown) == "1", 120, "the larger file system", pause=1)
    wait_until(lambda: api.get(place).json()["usage"] is not None, 60, "how full it is", pause=1)

    assert api.delete(f"/services/{service}").status_code == 204
    wait_until(lambda: _unused(api, tenant) == ["keeper-data"], 120, "the volume without its service", pause=0.5)
    again = api.apply({**file, "services": [{**keeper, "volumes": [data]}]}, publish=True)
    api.wait_state(again["id"], "running", 120)
    wait_until(lambda: inside("cat /data/file") == "precious", 60, "the file in the next service of the name")

    service = again["services"][0]["id"]
    assert api.delete(f"/services/{service}", params={"delete_volumes": True}).status_code == 204
    wait_until(lambda: api.get(place).status_code == 404, 120, "the end of the volume", pause=0.5)


def _grows_in_use(api: Api, place: str) -> bool:
    """Wait until the growth has ended, or has come as far as it can; some kernels grow nothing that is in use."""
    ends = ("bound", "resize_pending")

    def told() -> str:
        found = api.get(place).json()
        return str((found["reason"] or {}).get("code") or found["state"])

    wait_until(lambda: told() in ends, 60, "the growth", pause=0.5)
    return told() == "bound"


def _unused(api: Api, tenant: dict[str, str]) -> list[str]:
    found = api.get("/volumes", params={"tenant": tenant["id"], "used": False}).json()["items"]
    return [each["name"] for each in found]
