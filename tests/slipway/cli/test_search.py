"""Search in the terminal, against a platform on a real port that has no cluster in sight."""

from __future__ import annotations

import json

from slipway.access import Role
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


async def test_search_shows_a_table_and_says_what_is_not_known(run: Run, factory: Factory) -> None:
    tenant = await factory.tenant("acme")
    await factory.user(Role.VIEWER, tenant, "acme-mei")

    said = await run("search", "ACM", "--kind", "user", "--kind", "tenant", "--kind", "host")

    lines = [line.split() for line in said.splitlines()]
    assert lines[:3] == [
        ["KIND", "NAME", "WITHIN", "TENANT", "STATE"],
        ["user", "acme-mei", "-", "acme", "active"],
        ["tenant", "acme", "-", "acme", "active"],
    ]
    assert "hosts: not known now, the cluster has not been seen yet" in said
    found = json.loads(await run("search", "acme", "--kind", "tenant", "-o", "json"))
    assert [(group["kind"], [item["id"] for item in group["items"]]) for group in found] == [("tenant", [tenant.id])]
    assert "Nothing matches." in await run("search", "nothing", "--kind", "tenant")
    assert "kinds[0] must be" in await run("search", "x", "--kind", "cat", code=1)
