"""``service autoscale``: set, changed in part, shown, refused and ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slipway.cli.api import CliError
from slipway.cli.autoscaling import rules_from
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run

FILE = "name: shop\nservices:\n  - {name: web, image: 'web:1', resources: {cpu: 500m, memory: 128Mi}}\n"


async def test_rules_are_set_changed_in_part_and_ended(run: Run, tenant: Tenant, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(FILE)
    await run("app", "apply", "-f", str(tmp_path / "app.yaml"), "--tenant", tenant.name)
    path = ("shop/web", "--tenant", tenant.name)
    assert "is not autoscaled" in await run("service", "autoscale", *path)
    assert "Give --max NUMBER" in await run("service", "autoscale", *path, "--cpu", "70", code=1)

    said = await run("service", "autoscale", *path, "--max", "300", "--cpu", "70")
    assert "no room for 300 replicas: not enough cpu" in said
    said = await run("service", "autoscale", *path, "--min", "2", "--max", "4", "--down-by", "1")
    assert "no room" not in said

    rules = json.loads(await run("service", "autoscale", *path, "--output", "json"))["autoscaling"]
    assert (rules["min"], rules["max"], rules["cpu"], rules["scale_down"]["replicas"]) == (2, 4, 70, 1)
    assert rules["scale_down"]["percent"] is None
    assert "is autoscaled between 2 and 4" in await run(
        "service", "scale", "shop/web", "3", "--tenant", tenant.name, code=1
    )

    await run("service", "autoscale", *path, "--off", "--replicas", "3")
    assert "is not autoscaled" in await run("service", "autoscale", *path)


def test_without_a_word_about_use_it_is_by_cpu() -> None:
    assert rules_from(None, {"max": 3})["cpu"] == 80
    assert rules_from(None, {"max": 3, "memory": 60})["cpu"] is None
    taken = rules_from({"max": 3, "cpu": 50}, {"cpu": 0, "memory": 60})
    assert (taken["cpu"], taken["memory"]) == (None, 60)


def test_the_most_has_to_be_said_once() -> None:
    with pytest.raises(CliError):
        rules_from(None, {"min": 2})
    assert rules_from({"min": 1, "max": 3, "cpu": 50}, {"min": 2})["max"] == 3
