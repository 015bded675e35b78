"""The terminal's view of volumes, against a platform on a real port and a pretended cluster."""

from __future__ import annotations

import json

from tests.slipway.cli.conftest import Run
from tests.slipway.volumes.conftest import World, world
from tests.slipway.with_cluster import settings

__all__ = ["settings", "world"]  # fixtures, found by their names


async def test_volumes_are_listed_shown_grown_and_deleted(run: Run, world: World) -> None:
    """By name; what is lost is asked before."""
    token = world.developer.headers["Authorization"].removeprefix("Bearer ")
    table = await run("volume", "list", token=token)
    assert "shop/db" in table and "nothing" in table and "old-data" in table
    (unused,) = json.loads(await run("volume", "list", "--unused", "-o", "json", token=token))
    assert unused["name"] == "old-data"
    assert "No container has it now" in await run("volume", "show", "db-data", token=token)
    assert "fast" in await run("volume", "classes", token=token)
    assert "grows from 1Gi to 2Gi" in await run("volume", "grow", "db-data", "2Gi", token=token)
    assert "there is no volume 'none'" in await run("volume", "grow", "none", "2Gi", code=1, token=token)

    asked = await run("volume", "delete", "old-data", typed="n\n", code=1, token=token)
    assert "3Gi" in asked and "everything on it" in asked
    assert "Deleted volume old-data" in await run("volume", "delete", "old-data", "--yes", token=token)


async def test_deleting_a_service_names_its_volumes(run: Run, world: World) -> None:
    """And what becomes of them."""
    kept = await run("service", "delete", "shop/db", typed="n\n", code=1)
    gone = await run("service", "delete", "shop/db", "--delete-volumes", typed="n\n", code=1)
    whole = await run("app", "delete", "shop", typed="n\n", code=1)

    assert "Its volumes are kept: db-data (1Gi)" in kept
    assert "Its volumes are deleted with everything on them: db-data (1Gi)" in gone
    assert "Its volumes are kept: db-data (1Gi), old-data (3Gi)" in whole
    assert "Deleted service" in await run("service", "delete", "shop/db", "--delete-volumes", "--yes")
    assert world.shop["name"] == "shop"
