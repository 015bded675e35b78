"""Machines and accounts whose provider does not let us in any more: forgotten, and it is said what goes on there."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.slipway.hosts.cloud.conftest import ACCOUNTS, MACHINES, Cloud, add_account, join
from tests.slipway.hosts.cloud.wire import PretendedEc2
from tests.slipway.hosts.nodes.conftest import node_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url

__all__ = ["database_url"]  # a fixture, found by its name


@pytest.fixture
async def account(admin: httpx.AsyncClient, kubeadm: Kubernetes, wire: PretendedEc2) -> Cloud:
    """An account, which will be let in no more."""
    return await add_account(admin, wire.url)


async def _operation(client: httpx.AsyncClient, action: str) -> dict[str, Any]:
    listed = (await client.get("/api/v1/operations", params={"page_size": 100})).json()["items"]
    found = next(each["id"] for each in listed if each["action"] == action)
    return dict((await client.get(f"/api/v1/operations/{found}")).json())


@pytest.mark.usefixtures("leader")
async def test_an_account_that_is_let_in_no_more_is_forgotten_with_its_machines(
    account: Cloud, wire: PretendedEc2, kubeadm: Kubernetes
) -> None:
    """Its name is asked for, what may go on is named before, in the answer and in the operation log; hosts stay."""
    joined = await account.order(name="w1")
    vm = (await account.reach(joined, "booting"))["vm_id"]
    await join(kubeadm, "w1")
    await account.reach(joined, "joined")
    wire.errors |= dict.fromkeys(("DescribeInstances", "TerminateInstances"), (401, "AuthFailure", "not valid"))
    url = f"{ACCOUNTS}/{account.account_id}"
    assert (await account.client.delete(url)).json()["error"]["code"] == "cloud.account_in_use"

    answer = await account.client.post(f"{url}/forget", json={"confirm": "other"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["params"]["machines"]) == (
        409,
        "cloud.forget_unconfirmed",
        [f"w1 ({vm})"],
    )
    answer = await account.client.post(f"{url}/forget", json={"confirm": "aws"})
    assert answer.status_code == 200
    assert answer.json()["may_go_on"] == [{"name": "w1", "vm_id": vm, "addresses": ["10.7.7.7"]}]

    assert (await account.client.get(ACCOUNTS)).json()["total"] == 0
    assert (await account.client.get(MACHINES)).json()["total"] == 0
    assert wire.asked("TerminateInstances") == [] and kubeadm.find(node_path("w1")) is not None
    told = await _operation(account.client, "cloud_account.forget")
    assert vm in str(told) and "AKIA" not in str(told)
    assert vm in str(await _operation(account.client, "cloud_machine.forget"))


async def test_one_that_was_never_ordered_goes_on_nowhere(account: Cloud) -> None:
    """And its account stays."""
    ordered = await account.order()
    answer = await account.client.post(f"{MACHINES}/{ordered['id']}/forget", json={"confirm": "w1"})
    assert (answer.status_code, answer.json()["may_go_on"]) == (200, [])
    assert (await account.client.get(MACHINES)).json()["total"] == 0
    assert (await account.client.get(ACCOUNTS)).json()["total"] == 1


@pytest.mark.usefixtures("leader")
async def test_one_that_is_being_deleted_in_vain_is_forgotten(account: Cloud, wire: PretendedEc2) -> None:
    """Which was the way into a corner: it is never gone, and its account has it for ever."""
    ordered = await account.order()
    vm = (await account.reach(ordered, "booting"))["vm_id"]
    wire.errors["DescribeInstances"] = (401, "AuthFailure", "not valid")
    assert (await account.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    await account.reach(ordered, "deleting", "cloud.credentials_refused")
    answer = await account.client.post(f"{MACHINES}/{ordered['id']}/forget", json={"confirm": "w1"})
    assert [each["vm_id"] for each in answer.json()["may_go_on"]] == [vm]
    assert (await account.client.delete(f"{ACCOUNTS}/{account.account_id}")).status_code == 204
