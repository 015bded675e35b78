"""Which node a machine is, and what it is started with: plain functions."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from slipway.hosts.cloud import user_data
from slipway.hosts.cloud.nodes import node_of_vm
from slipway.hosts.cloud.provider import Vm, VmState
from slipway.hosts.cloud.user_data import user_data_of
from tests.slipway.hosts.nodes.conftest import node

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
VM = Vm("i-1", "m", "w1", VmState.RUNNING, "t3.large", ["10.9.8.7"], [], "ip-10-9-8-7.ec2.internal")


def named(name: str, age: float = -1.0, provider_id: str = "") -> dict[str, Any]:
    """A node; ``age`` in hours before the order."""
    made = node(**({"providerID": provider_id} if provider_id else {}))
    made["metadata"] |= {"name": name, "creationTimestamp": (SINCE - timedelta(hours=age)).isoformat()}
    return made


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ([named("w1"), named("other", provider_id="aws:///z/i-1")], "other"),  # what the cloud itself tells wins
        ([named("w1", age=5, provider_id="aws:///z/i-1")], "w1"),
        ([named("w1", provider_id="aws:///z/i-2")], None),  # another machine of that name and address
        ([named("w1", provider_id="k3s://w1")], "w1"),
        ([named("w1", age=5)], None),  # was there before
        ([named("ip-10-9-8-7")], "ip-10-9-8-7"),
        ([named("any"), named("w1")], "w1"),  # a name before an address
        ([named("any")], "any"),
        ([], None),
    ],
)
def test_a_node_is_found_by_id_name_or_address(nodes: list[dict[str, Any]], found: str | None) -> None:
    """In this order."""
    node_found = node_of_vm(nodes, "w1", VM, SINCE)
    assert (node_found["metadata"]["name"] if node_found else None) == found


@pytest.mark.parametrize("joins", [True, False])
def test_the_script_prepares_joins_and_removes_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joins: bool
) -> None:
    """It is run by a real shell; quotes of every kind arrive as they are."""
    script = tmp_path / "join"
    monkeypatch.setattr(user_data, "SCRIPT", str(script))
    monkeypatch.setattr(user_data, "PAUSE_SECONDS", 0)
    out = tmp_path / "out"
    prepare = f"echo \"it's\" '$HOME' > {out}\n# 中文: yes"
    text = user_data_of("w1", prepare, f"echo joined >> {out}; {'true' if joins else 'false'}")
    config = yaml.safe_load(text)
    script.write_text(config["write_files"][0]["content"])
    script.chmod(0o700)
    code = subprocess.run([script], check=False).returncode

    tries = 1 if joins else user_data.TRIES
    assert out.read_text() == "it's $HOME\n" + "joined\n" * tries
    assert (code, script.exists()) == ((0, False) if joins else (1, True))
    assert (config["hostname"], config["runcmd"]) == ("w1", [[str(script)]])
    assert config["write_files"][0]["permissions"] == "0700"


def test_nothing_is_joined_when_preparing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a host is none."""
    script, out = tmp_path / "join", tmp_path / "out"
    monkeypatch.setattr(user_data, "SCRIPT", str(script))
    script.write_text(yaml.safe_load(user_data_of("w1", "false\ntrue", f"touch {out}"))["write_files"][0]["content"])
    assert subprocess.run(["sh", script], check=False).returncode == 1
    assert not out.exists()
