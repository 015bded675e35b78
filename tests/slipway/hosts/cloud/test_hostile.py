"""Who may not, and what is not acceptable: refused before anything is asked of a provider."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.hosts.cloud.conftest import ACCOUNTS, CREDENTIALS, MACHINES, SECRET, Cloud, add_account
from tests.slipway.hosts.cloud.wire import PretendedEc2
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url

__all__ = ["database_url"]  # a fixture, found by its name


@pytest.fixture
async def account(admin: httpx.AsyncClient, kubeadm: Kubernetes, wire: PretendedEc2) -> Cloud:
    """An account; nothing was asked of the provider but whether it lets us in."""
    return await add_account(admin, wire.url)


@pytest.mark.parametrize("role", [role for role in Role if not role.of_platform])
async def test_only_platform_staff_sees_clouds(
    account: Cloud, factory: Factory, tenant: Tenant, wire: PretendedEc2, role: Role
) -> None:
    """Not even looking is for others; the provider hears nothing of it."""
    client = await factory.client(role, tenant)
    heard = len(wire.requests)
    answers = [
        await client.get(ACCOUNTS),
        await client.get(MACHINES),
        await client.get(f"{ACCOUNTS}/{account.account_id}/machines"),
        await client.post(MACHINES, json=account.wish()),
        await client.patch(f"{ACCOUNTS}/{account.account_id}", json={"credentials": CREDENTIALS}),
        await client.delete(f"{ACCOUNTS}/{account.account_id}"),
    ]
    assert [each.status_code for each in answers] == [403] * len(answers)
    assert len(wire.requests) == heard


async def test_auditors_look_and_change_nothing(account: Cloud, factory: Factory, wire: PretendedEc2) -> None:
    """No secret is in what they see; what exists at the provider is asked for them as well."""
    ordered = await account.order()
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    looked = [
        await auditor.get(ACCOUNTS),
        await auditor.get(MACHINES),
        await auditor.get(f"{MACHINES}/{ordered['id']}"),
        await auditor.get(f"{ACCOUNTS}/{account.account_id}/machines"),
    ]
    assert [each.status_code for each in looked] == [200] * len(looked)
    assert SECRET not in "".join(each.text for each in looked) and "AKIA" not in looked[0].text
    heard = len(wire.requests)
    refused = [
        await auditor.post(MACHINES, json=account.wish(name="w2")),
        await auditor.delete(f"{MACHINES}/{ordered['id']}"),
        await auditor.post(f"{MACHINES}/{ordered['id']}/forget", json={"confirm": "w1"}),
        await auditor.patch(f"{ACCOUNTS}/{account.account_id}", json={"credentials": CREDENTIALS}),
        await auditor.post(f"{ACCOUNTS}/{account.account_id}/forget", json={"confirm": "aws"}),
        await auditor.delete(f"{ACCOUNTS}/{account.account_id}"),
    ]
    assert [each.status_code for each in refused] == [403] * len(refused)
    assert len(wire.requests) == heard


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"name": "Not A Name"}, 422, "request.invalid"),
        ({"name": "n2"}, 409, "cloud.host_name_taken"),
        ({"count": 21}, 422, "request.invalid"),
        ({"image": "ami-1\n- rm"}, 422, "request.invalid"),
        ({"size": ""}, 422, "request.invalid"),
        ({"security_groups": ["sg-1"]}, 422, "cloud.groups_without_subnet"),
        ({"join_minutes": 5}, 422, "request.invalid"),
        ({"labels": {"kubernetes.io/role": "master"}}, 422, "host.label_protected"),
        ({"labels": {"bad key": "x"}}, 422, "host.label_key_invalid"),
        ({"partition_id": "nowhere"}, 404, "partition.not_found"),
        ({"account_id": "nobody"}, 404, "cloud.account_not_found"),
        ({"prepare": "x" * 8001}, 422, "request.invalid"),
        ({"more": "fields"}, 422, "request.invalid"),
    ],
)
async def test_orders_that_are_not_acceptable(account: Cloud, wish: dict[str, Any], status: int, code: str) -> None:
    """Nothing of them is kept."""
    answer = await account.client.post(MACHINES, json=account.wish(**wish))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert (await account.client.get(MACHINES)).json()["total"] == 0


async def test_names_are_taken_once(account: Cloud) -> None:
    """Of several, all or none are ordered."""
    await account.order(name="w-2")
    answer = await account.client.post(MACHINES, json=account.wish(name="w", count=3))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cloud.machine_name_taken")
    assert (await account.client.get(MACHINES)).json()["total"] == 1
    again = await account.client.get(
        MACHINES, params={"state": "creating", "account_id": account.account_id, "q": "w-"}
    )
    assert [each["name"] for each in again.json()["items"]] == ["w-2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "other"},
        {"region": "moon-1"},
        {"region": "../x"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "http://user:pass@host"},
        {"credentials": {"access_key_id": "AKIA", "secret_access_key": ""}},
        {"credentials": {"access_key_id": "AKIA EXAMPLE", "secret_access_key": SECRET}},
        {"credentials": {**CREDENTIALS, "more": SECRET}},
        {"credentials": {"access_key_id": "AKIA"}},
        {"credentials": {**CREDENTIALS, "client_secret": SECRET}},
        {"resource_group": "of-azure"},
    ],
)
async def test_accounts_that_are_not_acceptable(account: Cloud, wire: PretendedEc2, wrong: dict[str, Any]) -> None:
    """422, and what was typed is not in the answer."""
    right = {"name": "second", "provider": "ec2", "region": "eu-central-1", "endpoint": wire.url}
    answer = await account.client.post(ACCOUNTS, json={**right, "credentials": CREDENTIALS, **wrong})
    assert answer.status_code == 422, answer.text
    assert SECRET not in answer.text
    taken = await account.client.post(ACCOUNTS, json={**right, "credentials": CREDENTIALS, "name": "aws"})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "cloud.account_name_taken")


async def test_what_nobody_has_is_not_found(account: Cloud) -> None:
    """By every route that names it."""
    client = account.client
    answers = [
        await client.get(f"{MACHINES}/nothing"),
        await client.delete(f"{MACHINES}/nothing"),
        await client.get(f"{ACCOUNTS}/nothing/machines"),
        await client.patch(f"{ACCOUNTS}/nothing", json={"credentials": CREDENTIALS}),
        await client.delete(f"{ACCOUNTS}/nothing"),
        await client.post(f"{ACCOUNTS}/nothing/forget", json={"confirm": "nothing"}),
        await client.post(f"{MACHINES}/nothing/forget", json={"confirm": "nothing"}),
    ]
    assert [each.status_code for each in answers] == [404] * len(answers)


async def test_a_cluster_that_machines_cannot_join_orders_none(
    admin: httpx.AsyncClient, three: Kubernetes, wire: PretendedEc2
) -> None:
    """As localkube, which runs on its one machine."""
    cloud = await add_account(admin, wire.url)
    answer = await cloud.client.post(MACHINES, json=cloud.wish())
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "join.not_offered")
    assert wire.asked("RunInstances") == []
