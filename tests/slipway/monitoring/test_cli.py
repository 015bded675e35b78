"""Charts in the terminal, against a platform on a real port with a real Prometheus."""

from __future__ import annotations

import json

import pytest

from slipway.cli.charts import UNKNOWN, line
from slipway.cluster import NODE
from tests.slipway.cli.conftest import Run, run
from tests.slipway.containers.conftest import Web, put
from tests.slipway.hosts.nodes.conftest import node, node_path
from tests.slipway.waiting import until


@pytest.mark.usefixtures("address")
async def test_a_container_and_a_host_are_shown_as_lines(run: Run, web: Web) -> None:
    """With what is now, was most, and what is not known; programs get all of it."""
    await put(web, web.manifest("web-a"), "web-a")
    await web.kubernetes.put(node_path("n1"), node())
    await until(lambda: web.cache.get(NODE, "", "n1"))

    shown = await run("container", "charts", "web-a")
    rows = {row.split("  ")[0].strip(): row for row in shown.splitlines()}
    # Of a tenant that was made just now there is nothing yet.
    assert rows["network received (pod)"].count(UNKNOWN) > 50
    asked = json.loads(await run("container", "charts", "web-a/web", "--range", "7d", "-o", "json"))
    assert (asked["range"], len(asked["charts"])) == ("7d", 7)

    shown = await run("host", "charts", "n1")
    rows = {row.split("  ")[0].strip(): row for row in shown.splitlines()}
    assert "900Mi" in rows["memory"] and "8Gi" in rows["memory"] and "█" in rows["memory"]
    assert "3.91Ki/s" in rows["network received"]
    assert rows["disk read"].count(UNKNOWN) == 60
    assert "Invalid value" in await run("host", "charts", "n1", "--range", "1y", code=2)


def test_a_line_keeps_peaks_and_gaps() -> None:
    """Points that share a bar are its highest; none of them is zero because it is not known."""
    assert line([0, 1, 2, 7, None, None], 3) == "▂█·"
    assert line([None] * 300) == UNKNOWN * 60
    assert line([0, 0], 2) == "▁▁"


__all__ = ["run"]  # a fixture, found by its name
