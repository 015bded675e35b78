"""The terminal's view of tenants and quota presets, against a platform on a real port."""

from __future__ import annotations

import json

from slipway.access import Role
from tests.slipway.applications.client import Applications, service
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


async def test_a_tenant_is_made_edited_disabled_enabled_and_deleted(run: Run) -> None:
    """By its name, and with a preset by that one's."""
    assert "small" in await run("preset", "list")
    made = json.loads(await run("tenant", "create", "acme", "--preset", "small", "-o", "json"))[0]
    assert made["preset"] == "small"
    words = ("--domains", "7", "--display-name", "ACME")
    edited = json.loads(await run("tenant", "edit", "acme", *words, "-o", "json"))[0]
    assert (edited["preset"], edited["quota"]["domains"], edited["display_name"]) == (None, 7, "ACME")
    assert "Disabled" in await run("tenant", "disable", "acme")
    assert json.loads(await run("tenant", "show", "acme", "-o", "json"))["disabled"] is True
    assert "Enabled" in await run("tenant", "enable", "acme")
    assert "domains" in await run("tenant", "quota", "acme")
    assert "still has volumes" in await run("tenant", "delete", "acme", "--yes", code=1)  # there is no cluster to ask
    assert "is being deleted" in await run("tenant", "delete", "acme", "--cascade", "--yes", "--no-wait")


async def test_presets_are_tried_before_they_are_changed(run: Run) -> None:
    """``--dry-run`` names the tenants that would follow."""
    await run("preset", "create", "tiny", "--pods", "3")
    await run("tenant", "create", "acme", "--preset", "tiny")

    assert "would change: tenant acme" in await run("preset", "edit", "tiny", "--pods", "2", "--dry-run")
    assert json.loads(await run("tenant", "list", "-o", "json"))[0]["quota"]["pods"] == 3
    assert "changed: tenant acme" in await run("preset", "edit", "tiny", "--pods", "2")
    assert "acme" in await run("preset", "delete", "tiny", "--yes", code=1)


async def test_a_quota_below_usage_and_a_cascade_say_what_they_mean(run: Run, factory: Factory) -> None:
    """Before anything is lost."""
    tenant = await factory.tenant("acme")
    api = Applications(await factory.client(Role.DEVELOPER, tenant))
    await api.publish(await api.create({"name": "shop", "services": [service("web")]}))

    assert "1 is in use: 1 too much" in await run("tenant", "quota", "acme", "--pods", "0")
    said = await run("tenant", "delete", "acme", "--cascade", "--yes", "--no-wait")

    assert "applications: shop" in said and "services:     shop/web" in said
    assert "is being deleted" in said
