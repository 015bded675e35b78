"""The terminal's view of cloud accounts and machines."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.hosts.cloud.azure_wire import CLIENT, GROUP, SUBSCRIPTION, TENANT, pretended_azure
from tests.slipway.hosts.cloud.conftest import ACCOUNTS, MACHINES, SECRET, join
from tests.slipway.hosts.cloud.wire import PretendedEc2
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until

__all__ = ["database_url"]  # a fixture, found by its name


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

    async def away() -> bool:
        return (await admin.get(MACHINES)).json()["total"] == 0

    await until(away)
    assert "Removed cloud account aws" in await run("cloud", "account", "remove", "aws", "--yes")
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0
    assert "There are no cloud accounts" in await run("cloud", "account", "list")
    assert "There are no cloud machines" in await run("cloud", "machine", "list")


@pytest.mark.usefixtures("leader", "kubeadm")
async def test_what_is_let_in_no_more_is_forgotten(run: Run, wire: PretendedEc2, admin: httpx.AsyncClient) -> None:
    """It says before and after what may go on."""
    place = ("--region", "eu-central-1", "--access-key-id", "AKIA", "--endpoint", wire.url)
    await run("cloud", "account", "add", "aws", *place, typed=f"{SECRET}\n")
    for name in ("w1", "w2"):
        await run("cloud", "machine", "create", name, "--account", "aws", "--size", "t3.large", "--image", "ami-1")

    async def made() -> bool:
        return all(each["vm_id"] for each in (await admin.get(MACHINES)).json()["items"])

    await until(made)
    shown = await run("cloud", "machine", "delete", "w1", "--forget", "--yes")
    assert "may go on at the provider" in shown and "Forgot w1" in shown and "End it at the provider: w1 i-0" in shown
    shown = await run("cloud", "account", "remove", "aws", "--forget", "--yes")
    assert "Forgot aws" in shown and "End it at the provider: w2 i-0" in shown
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0 and len(wire.instances) == 2


async def test_accounts_at_azure(run: Run, admin: httpx.AsyncClient) -> None:
    """The secret is piped in; what is missing is said."""
    async with pretended_azure() as arm:
        place = ("--provider", "azure", "--region", "westeurope", "--endpoint", arm.url)
        who = ("--tenant", TENANT, "--client-id", CLIENT)
        told = await run("cloud", "account", "add", "az", *place, *who, typed=f"{SECRET}\n", code=1)
        assert "needs subscription_id" in told
        where = ("--subscription", SUBSCRIPTION, "--resource-group", GROUP)
        assert "Added" in await run("cloud", "account", "add", "az", *place, *who, *where, typed=f"{SECRET}\n")
        assert "has new" in await run("cloud", "account", "credentials", "az", *who, typed=f"{SECRET}\n")
        assert GROUP in await run("cloud", "account", "list")
    assert (await admin.get(ACCOUNTS)).json()["items"][0]["subscription_id"] == SUBSCRIPTION
