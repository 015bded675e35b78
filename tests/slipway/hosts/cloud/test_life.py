"""A machine's whole life at an emulated EC2: ordered, joined, drained, ended."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import text

from slipway.cluster import Cluster
from slipway.server import Platform
from tests.slipway.factory import Factory
from tests.slipway.hosts.cloud.conftest import ACCOUNTS, MACHINES, SECRET, Cloud, Emulator, join, working
from tests.slipway.hosts.nodes.conftest import node_path, pod, pod_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]


async def _operations(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    items = (await client.get("/api/v1/operations", params={"page_size": 100})).json()["items"]
    return [(each["action"], each["object_name"]) for each in items]


def _user_data(emulator: Emulator, instance: Obj) -> Obj:
    asked = emulator.client().describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute="userData")
    told = base64.b64decode(asked["UserData"]["Value"]).decode()
    assert told.startswith("#cloud-config\n")
    return dict(yaml.safe_load(told))


@pytest.mark.usefixtures("leader")
async def test_a_machine_from_its_order_to_its_end(
    cloud: Cloud, emulator: Emulator, kubeadm: Kubernetes, factory: Factory, platform: Platform
) -> None:
    """It is made once, joins with a token of its own, gets its marks, and leaves nothing behind."""
    gold = await factory.partition("gold")
    ordered = await cloud.order(
        image=emulator.image(), labels={"disk": "ssd"}, partition_id=gold.id, prepare="echo it's"
    )
    assert (ordered["state"], ordered["account"]) == ("creating", "aws")
    booting = await cloud.reach(ordered, "booting")

    (instance,) = emulator.instances()
    assert (instance["InstanceId"], instance["InstanceType"]) == (booting["vm_id"], "t3.large")
    assert {each["Key"]: each["Value"] for each in instance["Tags"]} == {"Name": "w1", "slipway-machine": ordered["id"]}
    config = _user_data(emulator, instance)
    assert config["hostname"] == "w1"
    script = config["write_files"][0]["content"]
    assert "kubeadm join 10.0.0.1:6443 --token" in script and "echo it" in script

    await join(kubeadm, "w1", f"aws:///eu-central-1a/{instance['InstanceId']}", ready="False")

    async def marked() -> bool:
        found = kubeadm.find(node_path("w1")) or {}
        return (found["metadata"].get("labels") or {}).get("disk") == "ssd"

    await until(marked)
    assert (await cloud.machine(ordered))["state"] == "booting"
    await join(kubeadm, "w1", f"aws:///eu-central-1a/{instance['InstanceId']}")
    joined = await cloud.reach(ordered, "joined")
    assert (joined["host"], joined["vm_state"]) == ("w1", "running")
    assert (await cloud.client.get(f"/api/v1/partitions/{gold.id}")).json()["hosts"] == ["w1"]
    async with platform.database.read() as session:
        assert await session.scalar(text("SELECT start FROM cloud_machines")) is None  # the token is kept no longer

    exists = (await cloud.client.get(f"{ACCOUNTS}/{cloud.account_id}/machines")).json()["items"]
    assert [(each["vm_id"], each["machine"]) for each in exists] == [(booting["vm_id"], "w1")]
    answer = await cloud.client.delete(f"{ACCOUNTS}/{cloud.account_id}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cloud.account_in_use")

    answer = await cloud.client.delete(f"{MACHINES}/{ordered['id']}")
    assert (answer.status_code, answer.json()["state"]) == (202, "deleting")
    await cloud.gone(ordered)
    assert emulator.instances() == []
    assert kubeadm.find(node_path("w1")) is None
    assert (await cloud.client.get(f"/api/v1/partitions/{gold.id}")).json()["hosts"] == []
    assert (await cloud.client.delete(f"{ACCOUNTS}/{cloud.account_id}")).status_code == 204
    actions = await _operations(cloud.client)
    assert [action for action, name in reversed(actions) if name in ("w1", "aws")] == [
        "cloud_account.create",
        "cloud_machine.create",
        "cloud_machine.state",
        "cloud_machine.delete",
        "host.remove",
        "cloud_machine.removed",
        "cloud_account.delete",
    ]


@pytest.mark.usefixtures("leader")
async def test_several_are_numbered_and_found_by_name_and_address(
    cloud: Cloud, emulator: Emulator, kubeadm: Kubernetes
) -> None:
    """Where nodes tell no id of the provider; an older host with the same address is another one."""
    made = (await cloud.client.post(MACHINES, json=cloud.wish(image=emulator.image(), count=2))).json()["items"]
    assert [each["name"] for each in made] == ["w1-1", "w1-2"]
    first, second = [await cloud.reach(each, "booting") for each in made]
    assert len(emulator.instances()) == 2

    await join(kubeadm, "w1-1")
    address = [{"type": "InternalIP", "address": second["addresses"][0]}]
    await join(kubeadm, "ip-10-1-2-3", addresses=address)
    assert (await cloud.reach(first, "joined"))["host"] == "w1-1"
    assert (await cloud.reach(second, "joined"))["host"] == "ip-10-1-2-3"


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.usefixtures("leader")
async def test_a_machine_comes_where_it_is_wanted(cloud: Cloud, emulator: Emulator, public: bool) -> None:
    """In the subnet, zone and security group, with the key, and with a public address only where one is asked for."""
    ec2 = emulator.client()
    subnet = next(each for each in ec2.describe_subnets()["Subnets"] if each["AvailabilityZone"] == "eu-central-1b")
    group = ec2.create_security_group(GroupName="hosts", Description="hosts", VpcId=subnet["VpcId"])["GroupId"]
    ec2.create_key_pair(KeyName="ops")
    place = {"subnet": subnet["SubnetId"], "zone": "eu-central-1b", "security_groups": [group], "key_pair": "ops"}
    ordered = await cloud.order(image=emulator.image(), public_ip=public, **place)
    booting = await cloud.reach(ordered, "booting")

    (instance,) = emulator.instances()
    assert (instance["SubnetId"], instance["KeyName"]) == (subnet["SubnetId"], "ops")
    assert instance["Placement"]["AvailabilityZone"] == "eu-central-1b"
    (interface,) = instance["NetworkInterfaces"]
    assert [each["GroupId"] for each in interface["Groups"]] == [group]
    assert instance["PrivateIpAddress"] in booting["addresses"]
    if public:
        await until(lambda: "PublicIpAddress" in emulator.instances()[0])


async def test_a_crash_between_order_and_note_makes_no_second_machine(
    cloud: Cloud, emulator: Emulator, platform: Platform, cluster: Cluster
) -> None:
    """The next leader finds what the one before has ordered."""
    ordered = await cloud.order(image=emulator.image())
    async with working(platform, cluster):
        found = await cloud.reach(ordered, "booting")
    async with platform.database.session() as session:
        await session.execute(text("UPDATE cloud_machines SET state = 'creating', vm_id = NULL, vm_state = ''"))
    async with working(platform, cluster):
        again = await cloud.reach(ordered, "booting")

    assert again["vm_id"] == found["vm_id"]
    assert len(emulator.instances()) == 1


@pytest.mark.usefixtures("leader")
async def test_a_host_with_pods_is_drained_first(cloud: Cloud, emulator: Emulator, kubeadm: Kubernetes) -> None:
    """Refused without saying so; a drain that is cancelled leaves the machine; force loses the pods."""
    ordered = await cloud.order(image=emulator.image())
    await cloud.reach(ordered, "booting")
    await join(kubeadm, "w1")
    await cloud.reach(ordered, "joined")
    await kubeadm.put(pod_path("web-9"), pod("w1"))
    url = f"{MACHINES}/{ordered['id']}"

    error = (await cloud.client.delete(url)).json()["error"]
    assert (error["code"], error["params"]["pods"]) == ("cloud.host_in_use", ["shop/web-9"])
    assert (await cloud.client.delete(url, params={"drain": True})).json()["state"] == "draining"
    assert (kubeadm.find(node_path("w1")) or {})["spec"]["unschedulable"] is True
    assert (await cloud.client.delete("/api/v1/hosts/w1/drain")).status_code == 200
    await cloud.reach(ordered, "joined", "cloud.drain_stopped")
    assert len(emulator.instances()) == 1

    assert (await cloud.client.delete(url, params={"force": True})).json()["state"] == "deleting"
    await cloud.gone(ordered)
    assert emulator.instances() == [] and kubeadm.find(node_path("w1")) is None


@pytest.mark.usefixtures("leader")
async def test_what_happens_at_the_provider_is_told(cloud: Cloud, emulator: Emulator, kubeadm: Kubernetes) -> None:
    """Stopped, ended by somebody else, or taken out of the cluster while it still costs."""
    ordered = await cloud.order(image=emulator.image())
    vm = (await cloud.reach(ordered, "booting"))["vm_id"]
    await join(kubeadm, "w1")
    await cloud.reach(ordered, "joined")

    emulator.client().stop_instances(InstanceIds=[vm])
    await cloud.reach(ordered, "failed", "cloud.vm_stopped")
    emulator.client().start_instances(InstanceIds=[vm])
    await cloud.reach(ordered, "joined")
    await kubeadm.finish(node_path("w1"))
    await cloud.reach(ordered, "failed", "cloud.host_gone")
    emulator.client().terminate_instances(InstanceIds=[vm])
    gone = await cloud.reach(ordered, "gone", "cloud.vm_gone")
    assert vm in gone["problem"]["message"] and vm in gone["problem"]["message_zh"]
    assert (await cloud.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    await cloud.gone(ordered)


async def test_credentials_are_sealed_and_told_to_nobody(cloud: Cloud, platform: Platform) -> None:
    """Neither by the database's file, nor by any answer, nor by the operation log."""
    new = {"credentials": {"access_key_id": "AKIANEW", "secret_access_key": SECRET + "-2", "session_token": SECRET}}
    changed = await cloud.client.patch(f"{ACCOUNTS}/{cloud.account_id}", json=new)
    assert changed.status_code == 200
    async with platform.database.read() as session:
        stored = str(await session.scalar(text("SELECT credentials FROM cloud_accounts")))
    operations = (await cloud.client.get("/api/v1/operations")).json()["items"]
    told = [(await cloud.client.get(f"/api/v1/operations/{each['id']}")).text for each in operations]
    listed = (await cloud.client.get(ACCOUNTS)).text
    everything = json.dumps([stored, told, listed, changed.text])
    assert SECRET not in everything and "AKIA" not in everything
    assert ("cloud_account.change", "aws") in await _operations(cloud.client)
