"""The Prometheus beside localkube: what it is told to collect, and from whom."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from launcher.components import Component
from launcher.layout import Layout
from launcher.metrics import COUNTED, KEPT, configuration, targets
from slipway.monitoring.gateways import PRESETS
from tests.slipway import prometheus


def test_each_node_is_scraped_through_the_api_server_by_its_name() -> None:
    found = targets("https://127.0.0.1:7443", ["n1", "n2"], "cadvisor")

    assert [each["targets"] for each in found] == [["127.0.0.1:7443"]] * 2
    assert found[1]["labels"] == {
        "__metrics_path__": "/api/v1/nodes/n2/proxy/metrics/cadvisor", "instance": "n2", "node": "n2",
    }  # fmt: skip


@pytest.mark.skipif(not prometheus.installed(), reason="Prometheus is not installed (apt-get install prometheus)")
def test_prometheus_accepts_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "prometheus.yml").write_text(json.dumps(configuration(tmp_path)))
    for page in ("cadvisor", "gateway"):
        (tmp_path / f"{page}.json").write_text(json.dumps(targets("https://127.0.0.1:7443", ["n1"], page)))
    for name in ("ca.crt", "token"):
        (tmp_path / name).touch()

    checked = subprocess.run(
        ["promtool", "check", "config", tmp_path / "prometheus.yml"], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_there_are_charts_of_is_kept_and_no_more() -> None:
    queries = (Path(__file__).parents[2] / "src/slipway/monitoring/queries.py").read_text()

    asked = set(re.findall(r'"(container_\w+)"', queries))

    assert len(asked) == 7
    assert all(re.fullmatch(KEPT, name) for name in asked)
    assert not re.fullmatch(KEPT, "container_spec_cpu_shares")


def test_what_is_asked_of_the_gateway_is_kept() -> None:
    queries = " ".join(PRESETS["localkube"].values())

    asked = set(re.findall(r"haproxy_\w+", queries))

    assert len(asked) == 2
    assert all(re.fullmatch(COUNTED, name) for name in asked)


def test_what_is_prepared_is_so_before_the_start_and_when_it_runs_already(tmp_path: Path) -> None:
    seen: list[int | None] = []
    process = Layout(tmp_path).process("thing")
    thing = Component(process, ["sleep", "60"], {}, lambda: True, prepare=lambda: seen.append(process.pid()))

    try:
        assert (thing.ensure(), thing.ensure()) == (True, False)
        assert (seen[0], seen[1]) == (None, process.pid())
    finally:
        process.stop()
