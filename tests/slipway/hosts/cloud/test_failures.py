"""What goes wrong at a provider: told in plain words, never ordered twice, and never in the way of others."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from slipway.cluster import Cluster
from slipway.hosts.cloud import decide, ec2, provider
from slipway.server import Platform
from tests.slipway.hosts.cloud.conftest import (
    ACCOUNTS,
    CREDENTIALS,
    MACHINES,
    SECRET,
    Cloud,
    Emulator,
    add_account,
    join,
    working,
)
from tests.slipway.hosts.cloud.wire import PretendedEc2
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until

__all__ = ["database_url"]  # a fixture, found by its name


@pytest.fixture
async def faulty(admin: httpx.AsyncClient, kubeadm: Kubernetes, wire: PretendedEc2) -> Cloud:
    """An account at the EC2 that can fail."""
    return await add_account(admin, wire.url)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "VcpuLimitExceeded", "cloud.quota_exceeded"),
        (400, "InvalidAMIID.NotFound", "cloud.order_refused"),
        (400, "InvalidKeyPair.NotFound", "cloud.order_refused"),
        (403, "UnauthorizedOperation", "cloud.credentials_refused"),
        (401, "AuthFailure", "cloud.credentials_refused"),
    ],
)
@pytest.mark.usefixtures("leader")
async def test_an_order_that_is_refused_fails_with_the_reason(
    faulty: Cloud, wire: PretendedEc2, status: int, code: str, told: str
) -> None:
    """It is placed once; nothing exists, and it can be deleted."""
    wire.errors["RunInstances"] = (status, code, "the key pair 'mine' and <more>")
    ordered = await faulty.order()
    failed = await faulty.reach(ordered, "failed", told)

    assert failed["problem"]["message"] and failed["problem"]["message_zh"] and failed["vm_id"] is None
    assert len(wire.asked("RunInstances")) == 1
    assert (await faulty.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202


@pytest.mark.usefixtures("leader")
async def test_an_order_without_room_is_repeated_until_there_is(faulty: Cloud, wire: PretendedEc2) -> None:
    """In the same words, so that the provider knows it again."""
    wire.errors["RunInstances"] = (500, "InsufficientInstanceCapacity", "no t3.large in this zone")
    ordered = await faulty.order()
    waiting = await faulty.reach(ordered, "creating", "cloud.no_capacity")
    assert "no t3.large in this zone" in waiting["problem"]["message"]
    await until(lambda: len(wire.asked("RunInstances")) > 1)
    del wire.errors["RunInstances"]
    await faulty.reach(ordered, "booting")

    asked = wire.asked("RunInstances")
    assert all(each == asked[0] for each in asked)
    assert asked[0]["ClientToken"] == ordered["id"]


async def test_an_order_is_not_repeated_for_ever(
    faulty: Cloud, wire: PretendedEc2, platform: Platform, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last reason is told."""
    monkeypatch.setattr(decide, "ORDER_PATIENCE", decide.ORDER_PATIENCE / 900)
    wire.errors["RunInstances"] = (500, "InsufficientInstanceCapacity", "no room")
    ordered = await faulty.order()
    async with working(platform, cluster):
        await faulty.reach(ordered, "failed", "cloud.no_capacity")


@pytest.mark.usefixtures("leader")
async def test_a_lost_answer_makes_no_second_machine(faulty: Cloud, wire: PretendedEc2) -> None:
    """Whether the provider shows the first one at once or not."""
    wire.losing.add("RunInstances")
    wire.hidden = True
    ordered = await faulty.order()
    await faulty.reach(ordered, "creating", "cloud.unreachable")
    await until(lambda: len(wire.asked("RunInstances")) > 1)
    wire.hidden = False
    booting = await faulty.reach(ordered, "booting")

    assert list(wire.instances) == [booting["vm_id"]]
    asked = wire.asked("RunInstances")
    assert all(each == asked[0] for each in asked)


async def test_an_order_that_is_there_in_other_words_is_waited_for(
    faulty: Cloud, wire: PretendedEc2, platform: Platform, cluster: Cluster
) -> None:
    """As when the words of the first order were lost."""
    wire.errors["RunInstances"] = (400, "IdempotentParameterMismatch", "other words")
    ordered = await faulty.order()
    async with working(platform, cluster):
        await faulty.reach(ordered, "creating", "cloud.ordered_already")
        wire.instances["i-1"] = {"token": ordered["id"], "state": "running", "mark": ordered["id"]}
        await faulty.reach(ordered, "booting")


async def test_a_silent_provider_holds_up_nobody_else(
    faulty: Cloud,
    emulator: Emulator,
    wire: PretendedEc2,
    platform: Platform,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its machine says why; another account's goes on."""
    other = await add_account(faulty.client, emulator.url, "other")
    image = emulator.image()
    monkeypatch.setattr(ec2, "CALL_SECONDS", 6.0)
    monkeypatch.setattr(provider, "PATIENCE_SECONDS", 5.0)
    wire.silent.add("DescribeInstances")
    stuck = await faulty.order(name="stuck")
    async with working(platform, cluster):
        await faulty.reach(stuck, "creating", "cloud.unreachable")
        moving = await other.order(name="moving", image=image)
        await other.reach(moving, "booting")
        answer = await faulty.client.get(f"{ACCOUNTS}/{faulty.account_id}/machines")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud.unreachable")
        wire.silent.clear()
        await faulty.reach(stuck, "booting")


async def test_refused_credentials_are_not_kept(
    admin: httpx.AsyncClient, emulator: Emulator, wire: PretendedEc2
) -> None:
    """The emulator checks keys when it is told to; what was typed is in no answer."""
    await _count_down(emulator, "0")
    body = {"name": "aws", "provider": "ec2", "region": "eu-central-1", "credentials": CREDENTIALS}
    try:
        answer = await admin.post(ACCOUNTS, json={**body, "endpoint": emulator.url})
    finally:
        await _count_down(emulator, "inf")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cloud.credentials_refused"), answer.text
    assert SECRET not in answer.text
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0

    cloud = await add_account(admin, wire.url)
    wire.errors["DescribeInstances"] = (401, "AuthFailure", "not valid")
    changed = await admin.patch(f"{ACCOUNTS}/{cloud.account_id}", json={"credentials": CREDENTIALS})
    assert (changed.status_code, changed.json()["error"]["code"]) == (409, "cloud.credentials_refused")


async def _count_down(emulator: Emulator, actions: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{emulator.url}/moto-api/reset-auth", content=actions, timeout=60)
        answer.raise_for_status()


async def test_an_address_without_a_service_is_told(admin: httpx.AsyncClient) -> None:
    """At once, and nothing is kept."""
    body = {"name": "aws", "provider": "ec2", "region": "eu-central-1", "credentials": CREDENTIALS}
    answer = await admin.post(ACCOUNTS, json={**body, "endpoint": "http://127.0.0.1:9"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud.unreachable")
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0


@pytest.mark.usefixtures("leader")
async def test_one_that_does_not_join_in_time_fails(
    faulty: Cloud, platform: Platform, kubeadm: Kubernetes, wire: PretendedEc2
) -> None:
    """It still exists, which is told; and it may yet join."""
    ordered = await faulty.order()
    await faulty.reach(ordered, "booting")
    async with platform.database.session() as session:
        await session.execute(text("UPDATE cloud_machines SET join_until = '2026-01-01 00:00:00+00:00'"))
    failed = await faulty.reach(ordered, "failed", "cloud.not_joined")
    assert failed["vm_id"] in wire.instances
    await join(kubeadm, "w1", ready="False")
    await faulty.reach(ordered, "failed", "cloud.not_ready")
    await join(kubeadm, "w1")
    await faulty.reach(ordered, "joined")


@pytest.mark.usefixtures("leader")
async def test_one_that_is_slow_to_join_says_what_to_look_at(faulty: Cloud, platform: Platform) -> None:
    """While there is time left."""
    ordered = await faulty.order()
    await faulty.reach(ordered, "booting")
    async with platform.database.session() as session:
        await session.execute(text("UPDATE cloud_machines SET ordered_at = '2026-01-01 00:00:00+00:00'"))
    slow = await faulty.reach(ordered, "booting", "cloud.slow_to_join")
    assert "cloud-init-output.log" in slow["problem"]["hint"] and "控制台" in slow["problem"]["hint_zh"]


@pytest.mark.usefixtures("leader")
async def test_a_new_machine_that_is_not_listed_yet_is_not_gone(faulty: Cloud, wire: PretendedEc2) -> None:
    """Providers' lists are late; one that they tell to have ended is."""
    ordered = await faulty.order()
    booting = await faulty.reach(ordered, "booting")
    wire.hidden = True
    looked = len(wire.asked("DescribeInstances"))
    await until(lambda: len(wire.asked("DescribeInstances")) > looked + 2)
    assert (await faulty.machine(ordered))["state"] == "booting"
    wire.instances[booting["vm_id"]]["state"] = "terminated"
    wire.hidden = False
    await faulty.reach(ordered, "gone", "cloud.vm_gone")


@pytest.mark.usefixtures("leader")
async def test_one_that_is_deleted_while_it_is_made_leaves_nothing(faulty: Cloud, wire: PretendedEc2) -> None:
    """A machine that may exist unseen is waited for, so that none is forgotten."""
    wire.losing.add("RunInstances")
    wire.hidden = True
    ordered = await faulty.order()
    await faulty.reach(ordered, "creating", "cloud.unreachable")
    assert (await faulty.client.delete(f"{MACHINES}/{ordered['id']}")).json()["state"] == "deleting"
    looked = len(wire.asked("DescribeInstances"))
    await until(lambda: len(wire.asked("DescribeInstances")) > looked + 3)
    assert (await faulty.machine(ordered))["state"] == "deleting"
    wire.hidden = False
    await faulty.gone(ordered)
    assert [each["state"] for each in wire.instances.values()] == ["terminated"]


async def test_strays_at_the_provider_are_shown(faulty: Cloud, wire: PretendedEc2) -> None:
    """Such as those of a database that was lost."""
    wire.instances["i-stray"] = {"token": "x", "state": "running", "mark": "of-long-ago"}
    shown = (await faulty.client.get(f"{ACCOUNTS}/{faulty.account_id}/machines")).json()["items"]
    assert [(each["vm_id"], each["machine"], each["state"]) for each in shown] == [("i-stray", "", "running")]


@pytest.mark.usefixtures("leader")
async def test_k3s_machines_join_with_a_token_of_their_own(
    admin: httpx.AsyncClient, three: Kubernetes, wire: PretendedEc2, tmp_path: Path
) -> None:
    """Unlike the command for people, which has to be given the server's token."""
    from tests.slipway.hosts.nodes.conftest import node, node_path
    from tests.slipway.hosts.nodes.test_join import certificate

    server: dict[str, Any] = node({"node-role.kubernetes.io/control-plane": "true"})
    server["status"]["nodeInfo"]["kubeletVersion"] = "v1.31.2+k3s1"
    authority = certificate(tmp_path).decode()
    await three.put("/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt", {"data": {"ca.crt": authority}})
    await three.put(node_path("n1"), server)

    async def seen() -> bool:
        return bool((await admin.get("/api/v1/hosts/join")).json()["way"] == "k3s")

    await until(seen)
    cloud = await add_account(admin, wire.url)
    await cloud.reach(await cloud.order(), "booting")
    told = base64.b64decode(wire.asked("RunInstances")[0]["UserData"]).decode()
    tokens = [key[2] for key in three.objects if key[2].startswith("bootstrap-token-")]
    assert len(tokens) == 1
    secret = three.find(f"/api/v1/namespaces/kube-system/secrets/{tokens[0]}")
    assert secret and secret["stringData"]["auth-extra-groups"] == "system:bootstrappers:k3s:default-node-token"
    assert f"{secret['stringData']['token-id']}.{secret['stringData']['token-secret']}" in told
    assert "K3S_URL=https://10.9.8.7:6443" in told
