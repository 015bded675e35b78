"""The terminal's view of cloud accounts and machines."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest

from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.hosts.cloud.conftest import ACCOUNTS, MACHINES, SECRET, join
from tests.slipway.hosts.cloud.wire import PretendedEc2
from tests.slipway.kubernetes import Kubernetes


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """SQLite only: commands know nothing of the database."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'slipway.db')}"


@pytest.mark.usefixtures("leader")
async def test_from_an_account_to_its_end(
    run: Run, wire: PretendedEc2, kubeadm: Kubernetes, factory: Factory, admin: httpx.AsyncClient, tmp_path: Path
) -> None:
    """Everything by names; the secret key is piped in."""
    await factory.partition("gold")
    place = ("--region", "eu-central-1", "--access-key-id", "AKIA", "--endpoint", wire.url)
    assert "Added cloud account aws" in await run("cloud", "account", "add", "aws", *place, typed=f"{SECRET}\n")
    assert "has new credentials" in await run(
        "cloud", "account", "credentials", "aws", "--access-key-id", "NEW", typed=f"{SECRET}\n"
    )
    prepare = tmp_path / "prepare.sh"
    prepare.write_text("echo ready\n")
    wish = ("--account", "aws", "--size", "t3.large", "--image", "ami-1", "--partition", "gold", "-l", "disk=ssd")
    made = await run("cloud", "machine", "create", "w1", *wish, "--prepare", str(prepare), "-o", "json")
    ordered = json.loads(made)[0]
    assert (ordered["labels"], ordered["state"]) == ({"disk": "ssd"}, "creating")
    assert "not KEY=VALUE" in await run("cloud", "machine", "create", "w2", *wish, "-l", "disk", code=1)
    assert "cannot read" in await run("cloud", "machine", "create", "w2", *wish, "--prepare", "nowhere", code=1)
    await join(kubeadm, "w1")
    shown = await run("cloud", "machine", "create", "w3", *wish, "--wait", "--timeout", "1", code=1)
    assert "not joined after 1 s: w3" in shown
    listed = await run("cloud", "machine", "list")
    assert "w1" in listed and "w3" in listed and "t3.large" in listed
    assert "w1 w3" in await run("cloud", "account", "list")
    assert "i-0" in await run("cloud", "account", "machines", "aws")
    assert "w1, w3" in await run("cloud", "account", "remove", "aws", "--yes", code=1)
    for name in ("w1", "w3"):
        assert f"Cloud machine {name} is deleting" in await run("cloud", "machine", "delete", name, "--yes")
    assert "no cloud machine 'nothing'" in await run("cloud", "machine", "delete", "nothing", "--yes", code=1)

    from tests.slipway.waiting import until

    async def away() -> bool:
        return (await admin.get(MACHINES)).json()["total"] == 0

    await until(away)
    assert "Removed cloud account aws" in await run("cloud", "account", "remove", "aws", "--yes")
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0
    assert "There are no cloud accounts" in await run("cloud", "account", "list")
    assert "There are no cloud machines" in await run("cloud", "machine", "list")
