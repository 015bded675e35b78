"""What is told of routes as long as the cluster has never answered."""

from __future__ import annotations

import httpx

from tests.slipway.on_sqlite import database_url

__all__ = ["database_url"]  # a fixture, found by its name


async def test_a_cluster_that_never_answered_is_an_error_and_not_a_cluster_without_hosts(
    admin: httpx.AsyncClient,
) -> None:
    answer = await admin.get("/api/v1/routes")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cluster.unavailable")
