"""``app restart``: what is begun, and what is left out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from slipway.applications import Service
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run

FILE = """
name: shop
services:
  - {name: api, image: 'web:1', depends_on: [db]}
  - {name: db, image: 'web:1'}
  - {name: jobs, image: 'web:1'}
"""


async def test_what_is_not_published_is_named(run: Run, platform: Platform, tenant: Tenant, tmp_path: Path) -> None:
    """And nothing is begun where nothing is published."""
    (tmp_path / "app.yaml").write_text(FILE)
    await run("app", "apply", "-f", str(tmp_path / "app.yaml"), "--tenant", tenant.name)
    restart = ("app", "restart", "shop", "--tenant", tenant.name)
    refused = await run(*restart, code=1)
    assert "The application shop is not published" in refused and "Publish it" in refused

    async with platform.database.session() as session:
        await session.execute(update(Service).where(Service.name != "jobs").values(published=True))
    said = await run(*restart)

    assert "not published, so not restarted: jobs" in said
    assert said.index("  db ") < said.index("  api ")
