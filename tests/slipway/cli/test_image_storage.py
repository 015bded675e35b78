"""The terminal's view of image storage, against a platform on a real port and a real registry."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from slipway.access import Role
from slipway.db import Database
from slipway.images import StorageRounds
from slipway.metering import ImageStorage, Meter, SteadyClock
from slipway.server import Platform
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.images import registry
from tests.slipway.images.registry import PASSWORD, image

BLOB, CONFIG = b"x" * 3 * 2**20, b"{}"
NOW = 1_767_225_600


@pytest.fixture
def address() -> Iterator[str]:
    """A registry in which one image of ``acme`` is."""
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running() as running:
        registry.upload(running.address, "acme/web", image(CONFIG, BLOB), [CONFIG, BLOB], "1", "2")
        registry.upload(running.address, "stray/web", image(CONFIG), [CONFIG], "1")
        yield running.address


async def _measure(database: Database, registry_id: str) -> None:
    """Measure as the leader does, and look an hour later."""
    time = [float(NOW)]
    clock = SteadyClock(lambda: time[0], lambda: time[0])
    await StorageRounds(database, 600, clock.now).measure(registry_id)
    meter = Meter(database, [ImageStorage(database)], clock)
    await meter.take()
    time[0] += 3600
    await meter.look()


async def test_image_storage_from_the_setting_to_the_report(
    run: Run, factory: Factory, platform: Platform, address: str
) -> None:
    """And what a tenant sees of it."""
    known = await factory.registry(address, None, PASSWORD)
    viewer = await factory.client(Role.VIEWER, await factory.tenant("acme"))
    token = viewer.headers["Authorization"].removeprefix("Bearer ")

    assert "is not metered. Platform administrators:" in await run("registry", "storage", address)
    assert "does not say whose" in await run("registry", "meter", address, "--repositories", "acme/**", code=1)
    assert "metered by tenant: {tenant}/**" in await run("registry", "meter", address)
    assert "has not been measured yet" in await run("registry", "storage", address)
    assert "not yet" in await run("registry", "list")
    await _measure(platform.database, known.id)

    shown = await run("registry", "storage", address)
    assert "acme" in shown and "3.0 MiB" in shown and "1 repositories belong to no tenant" in shown
    by_repository = await run("registry", "storage", address, "-r", token=token)
    assert "acme/web" in by_repository and "belong to no tenant" not in by_repository
    assert "is measured within seconds" in await run("registry", "measure", address)

    since = ("since=2026-01-01T00:00:00Z", "until=2026-01-01T01:00:00Z", "resource=image_storage")
    by = ("--by", "tenant", "--by", "registry")
    report = json.loads(await run("metering", "report", *since, f"registry={address}", *by, "-o", "json", token=token))
    (row,) = report["rows"]
    size = len(BLOB) + len(CONFIG) + len(image(CONFIG, BLOB))
    assert (row["tenant"], row["registry_address"], row["seconds"]) == ("acme", address, 3600)
    assert row["gib_hours"] == f"{size / 2**30:.6f}"
    assert address in await run("metering", "report", *since, *by)
    (line,) = csv.DictReader(io.StringIO(await run("metering", "report", *since, *by, "-o", "csv")))
    assert (line["registry_address"], line["gib_hours"]) == (address, row["gib_hours"])

    assert "is not metered any more" in await run("registry", "meter", address, "--off", "--yes")
    assert "is not metered" in await run("registry", "measure", address, code=1)
