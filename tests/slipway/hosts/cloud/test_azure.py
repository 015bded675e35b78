"""Machines at a pretended Azure: made once of all their parts, and ended with all of them."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import yaml

from slipway.cluster import Cluster
from slipway.hosts.cloud import azure_wire
from slipway.hosts.cloud.azure_parts import image_reference
from slipway.server import Platform
from tests.slipway.hosts.cloud.azure_wire import (
    CLIENT,
    DISK,
    GROUP,
    IP,
    KEY,
    LOCATIONS,
    NIC,
    SUBSCRIPTION,
    TENANT,
    VM,
    PretendedAzure,
    pretended_azure,
)
from tests.slipway.hosts.cloud.conftest import ACCOUNTS, MACHINES, SECRET, Cloud, join, working
from tests.slipway.hosts.nodes.conftest import node_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until

__all__ = ["database_url"]  # a fixture, found by its name

Obj = dict[str, Any]
CREDENTIALS = {"tenant_id": TENANT, "client_id": CLIENT, "client_secret": SECRET}
IMAGE = "Canonical:ubuntu-24_04-lts:server:latest"
SESSION = "credentials.session_token"
PARTS = (VM, NIC, IP, DISK)


@pytest.fixture
async def arm() -> AsyncIterator[PretendedAzure]:
    """A pretended Azure, of which nobody remembers tokens or pauses."""
    azure_wire.Connection.tokens.clear()
    azure_wire.Connection.pauses.clear()
    async with pretended_azure() as found:
        yield found


def account_body(arm: PretendedAzure, **other: Any) -> Obj:
    """Return an account to be added."""
    place = {"subscription_id": SUBSCRIPTION, "resource_group": GROUP, "region": "westeurope", "endpoint": arm.url}
    return {"name": "az", "provider": "azure", **place, "credentials": CREDENTIALS, **other}


class AzureCloud(Cloud):
    """An account at Azure."""

    def wish(self, **other: Any) -> Obj:
        """Return an order."""
        return super().wish(**{"size": "Standard_D2s_v5", "image": IMAGE, "subnet": "vnet1/default", **other})


@pytest.fixture
async def azure(admin: httpx.AsyncClient, kubeadm: Kubernetes, arm: PretendedAzure) -> AzureCloud:
    """An account at the pretended Azure."""
    answer = await admin.post(ACCOUNTS, json=account_body(arm))
    assert answer.status_code == 201, answer.text
    assert SECRET not in answer.text
    return AzureCloud(admin, answer.json()["id"])


@pytest.mark.usefixtures("leader")
async def test_a_machine_from_its_order_to_its_end(azure: AzureCloud, arm: PretendedAzure, kubeadm: Kubernetes) -> None:
    """It bears our mark in all its parts, joins, and nothing of it is left."""
    arm.resources[(KEY, "ops")] = {"name": "ops", "properties": {"publicKey": "ssh-ed25519 AAAA ops"}}
    ordered = await azure.order(public_ip=True, zone="2", security_groups=["web"], key_pair="ops")
    booting = await azure.reach(ordered, "booting")
    stem = f"slipway-{ordered['id']}"
    assert booting["vm_id"] == stem
    assert [arm.names(each) for each in PARTS] == [[stem], [f"{stem}-nic"], [f"{stem}-ip"], [f"{stem}-disk"]]

    address, nic, vm = arm.bodies
    assert all(each["tags"] == {"slipway-machine": ordered["id"], "Name": "w1"} for each in arm.bodies)
    assert (address["zones"], "zones" in nic, vm["zones"]) == (["2"], False, ["2"])
    assert nic["properties"]["networkSecurityGroup"]["id"].endswith("/networkSecurityGroups/web")
    settings = nic["properties"]["ipConfigurations"][0]["properties"]
    assert settings["subnet"]["id"].endswith("/virtualNetworks/vnet1/subnets/default")
    profile = vm["properties"]["osProfile"]
    assert profile["computerName"] == "w1" and "adminPassword" not in profile
    assert profile["linuxConfiguration"]["ssh"]["publicKeys"][0]["keyData"] == "ssh-ed25519 AAAA ops"
    told = base64.b64decode(profile["customData"]).decode()
    assert told.startswith("#cloud-config\n") and yaml.safe_load(told)["hostname"] == "w1"
    assert "kubeadm join 10.0.0.1:6443 --token" in told

    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    await join(kubeadm, "w1", f"azure://{group}/providers/{VM}/{stem.upper()}")
    joined = await azure.reach(ordered, "joined")
    assert (joined["host"], joined["vm_state"], joined["addresses"]) == ("w1", "running", ["10.7.7.7", "20.1.2.3"])

    assert (await azure.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    await azure.gone(ordered)
    assert [arm.names(each) for each in PARTS] == [[], [], [], []]
    assert kubeadm.find(node_path("w1")) is None
    assert arm.logins == 1  # a token is good for a while


@pytest.mark.usefixtures("leader")
async def test_lost_answers_make_nothing_twice(azure: AzureCloud, arm: PretendedAzure) -> None:
    """Neither the interface's nor the machine's."""
    arm.losing |= {NIC, VM}
    ordered = await azure.order()
    await azure.reach(ordered, "creating", "cloud.unreachable")
    arm.losing.discard(NIC)
    await azure.reach(ordered, "booting")
    assert [len(arm.names(each)) for each in PARTS] == [1, 1, 0, 1]
    assert arm.asked("PUT", VM) == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((409, "OperationNotAllowed", "Operation results in exceeding approved Cores quota."), "quota_exceeded"),
        ((409, "QuotaExceeded", "Cores"), "quota_exceeded"),
        ((403, "AuthorizationFailed", "The client does not have authorization."), "credentials_refused"),
        ((403, "RequestDisallowedByPolicy", "Resource was disallowed by policy."), "order_refused"),
        ((404, "PlatformImageNotFound", "The platform image is not available."), "order_refused"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("leader")
async def test_an_order_that_is_refused_fails_in_azures_words(
    azure: AzureCloud, arm: PretendedAzure, told: tuple[int, str, str], code: str
) -> None:
    """It is placed once; the interface that was made for it ends with its deletion."""
    arm.refusing[("PUT", VM)] = told
    ordered = await azure.order()
    failed = await azure.reach(ordered, "failed", f"cloud.{code}")
    assert told[2][:20] in failed["problem"]["message"] and told[2][:20] in failed["problem"]["message_zh"]
    assert arm.asked("PUT", VM) == 1 and len(arm.names(NIC)) == 1

    shown = (await azure.client.get(f"{ACCOUNTS}/{azure.account_id}/machines")).json()["items"]
    assert [(each["machine"], each["state"]) for each in shown] == [("w1", "leftover")]
    assert (await azure.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    await until(lambda: arm.names(NIC) == [])


@pytest.mark.usefixtures("leader")
async def test_an_unknown_size_is_told(azure: AzureCloud) -> None:
    """By Azure, which knows them."""
    failed = await azure.reach(await azure.order(size="Standard_Unknown"), "failed", "cloud.order_refused")
    assert "Standard_Unknown" in failed["problem"]["message"]


@pytest.mark.usefixtures("leader")
async def test_no_room_is_waited_for(azure: AzureCloud, arm: PretendedAzure) -> None:
    """As long as an order is repeated."""
    arm.refusing[("PUT", VM)] = (409, "SkuNotAvailable", "The requested size is currently not available.")
    ordered = await azure.order()
    await azure.reach(ordered, "creating", "cloud.no_capacity")
    arm.refusing.clear()
    await azure.reach(ordered, "booting")


@pytest.mark.usefixtures("leader")
async def test_a_machine_that_fails_after_it_was_accepted_says_why(azure: AzureCloud, arm: PretendedAzure) -> None:
    """Azure finds out late that there is no room."""
    arm.failing = "AllocationFailed"
    failed = await azure.reach(await azure.order(), "failed", "cloud.vm_failed")
    assert "AllocationFailed: There is no room here." in failed["problem"]["message"]


async def test_too_many_requests_are_followed_by_silence(
    azure: AzureCloud, arm: PretendedAzure, platform: Platform, cluster: Cluster
) -> None:
    """For as long as Azure says; then it goes on by itself."""
    arm.throttled = ["4"]
    ordered = await azure.order()
    async with working(platform, cluster):
        await azure.reach(ordered, "creating", "cloud.throttled")
        asked = len(arm.requests)
        answer = await azure.client.get(f"{ACCOUNTS}/{azure.account_id}/machines")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cloud.throttled")
        assert len(arm.requests) == asked
        await azure.reach(ordered, "booting")


@pytest.mark.usefixtures("leader")
async def test_what_happens_at_azure_is_told(azure: AzureCloud, arm: PretendedAzure, kubeadm: Kubernetes) -> None:
    """Stopped; ended by somebody else, with an address left that costs, and that ends with the machine's deletion."""
    ordered = await azure.order(public_ip=True)
    name = (await azure.reach(ordered, "booting"))["vm_id"]
    await join(kubeadm, "w1")
    await azure.reach(ordered, "joined")
    arm.power(name, "deallocated")
    await azure.reach(ordered, "failed", "cloud.vm_stopped")
    arm.power(name, "running")
    await azure.reach(ordered, "joined")
    del arm.resources[(VM, name)]
    await azure.reach(ordered, "gone", "cloud.vm_gone")
    assert (await azure.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    await azure.gone(ordered)
    assert [arm.names(each) for each in PARTS] == [[], [], [], []]


@pytest.mark.usefixtures("leader")
async def test_an_end_that_is_refused_is_tried_again(azure: AzureCloud, arm: PretendedAzure) -> None:
    """As with a lock, which says so."""
    ordered = await azure.order()
    await azure.reach(ordered, "booting")
    arm.refusing[("DELETE", VM)] = (409, "ScopeLocked", "The scope is locked.")
    assert (await azure.client.delete(f"{MACHINES}/{ordered['id']}")).status_code == 202
    told = await azure.reach(ordered, "deleting", "cloud.end_refused")
    assert "The scope is locked" in told["problem"]["message"]
    arm.refusing.clear()
    await azure.gone(ordered)


async def test_all_that_bears_our_mark_is_shown(azure: AzureCloud, arm: PretendedAzure) -> None:
    """Over all pages; also single parts, and disks whose mark Azure did not write."""
    for number in range(5):
        tags = {"slipway-machine": f"old-{number}", "Name": f"old{number}"}
        arm.resources[(NIC, f"slipway-old-{number}-nic")] = {"name": f"slipway-old-{number}-nic", "tags": tags}
    disk = f"slipway-{'0' * 26}-disk"
    arm.resources[(DISK, disk)] = {"name": disk}
    arm.resources[(DISK, "slipway-theirs")] = {"name": "slipway-theirs"}
    shown = (await azure.client.get(f"{ACCOUNTS}/{azure.account_id}/machines")).json()["items"]
    assert sorted(each["vm_id"] for each in shown) == [f"slipway-{'0' * 26}", *[f"slipway-old-{n}" for n in range(5)]]
    assert {each["state"] for each in shown} == {"leftover"}


@pytest.mark.parametrize(
    ("wrong", "status", "code", "field"),
    [
        ({"credentials": {**CREDENTIALS, "client_secret": "wrong"}}, 409, "cloud.credentials_refused", None),
        ({"credentials": {**CREDENTIALS, "tenant_id": "other.example"}}, 409, "cloud.credentials_refused", None),
        ({"subscription_id": "22222222"}, 409, "cloud.credentials_refused", None),
        ({"resource_group": "nowhere"}, 422, "cloud.group_unknown", "resource_group"),
        ({"region": "westeurop"}, 422, "cloud.region_unknown", "region"),
        ({"subscription_id": ""}, 422, "cloud.field_needed", "subscription_id"),
        ({"resource_group": ""}, 422, "cloud.field_needed", "resource_group"),
        ({"credentials": {"tenant_id": TENANT}}, 422, "cloud.field_needed", "credentials.client_id"),
        ({"credentials": {**CREDENTIALS, "session_token": "A"}}, 422, "cloud.field_foreign", SESSION),
        ({"provider": "ec2"}, 422, "cloud.field_foreign", "subscription_id"),
        ({"resource_group": "a/b"}, 422, "request.invalid", "resource_group"),
        ({"endpoint": "http://127.0.0.1:9"}, 503, "cloud.unreachable", None),
    ],
)  # fmt: skip
async def test_accounts_that_are_not_acceptable(
    admin: httpx.AsyncClient, arm: PretendedAzure, wrong: Obj, status: int, code: str, field: str | None
) -> None:
    """Nothing is kept, and no secret is in the answer."""
    answer = await admin.post(ACCOUNTS, json=account_body(arm, **wrong))
    told = answer.json()["error"]
    assert (answer.status_code, told["code"], told.get("field")) == (status, code, field), answer.text
    assert SECRET not in answer.text
    assert (await admin.get(ACCOUNTS)).json()["total"] == 0


async def test_a_location_that_may_not_be_asked_for_is_taken_as_told(
    admin: httpx.AsyncClient, arm: PretendedAzure
) -> None:
    """Who may see the resource group only may not list locations."""
    arm.refusing[("GET", LOCATIONS)] = (403, "AuthorizationFailed", "The client does not have authorization.")
    assert (await admin.post(ACCOUNTS, json=account_body(arm))).status_code == 201


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"subnet": ""}, "cloud.subnet_needed"),
        ({"subnet": "default"}, "cloud.subnet_form"),
        ({"image": "ubuntu"}, "cloud.image_form"),
        ({"security_groups": ["a", "b"]}, "cloud.one_group"),
    ],
)
async def test_orders_that_azure_could_but_refuse(azure: AzureCloud, wish: Obj, code: str) -> None:
    """Are refused before anything is kept."""
    answer = await azure.client.post(MACHINES, json=azure.wish(**wish))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert (await azure.client.get(MACHINES)).json()["total"] == 0


async def test_new_credentials_are_tried_whatever_was_good_before(
    azure: AzureCloud, arm: PretendedAzure, platform: Platform, cluster: Cluster
) -> None:
    """A secret that was replaced is refused, and told at the machine; with the new one it goes on."""
    arm.secret = "The-Next-Secret"
    ordered = await azure.order()
    async with working(platform, cluster):
        await azure.reach(ordered, "creating", "cloud.credentials_refused")
        url = f"{ACCOUNTS}/{azure.account_id}"
        assert (await azure.client.patch(url, json={"credentials": CREDENTIALS})).status_code == 409
        new = {"credentials": {**CREDENTIALS, "client_secret": arm.secret}}
        assert (await azure.client.patch(url, json=new)).status_code == 200
        await azure.reach(ordered, "booting")


@pytest.mark.parametrize("image", ["/subscriptions/1/images/a", "/SharedGalleries/a", "/CommunityGalleries/a"])
def test_images_are_named_by_their_ids_too(image: str) -> None:
    """Each kind in its own field."""
    kinds = {"/sub": "id", "/Sha": "sharedGalleryImageId", "/Com": "communityGalleryImageId"}
    assert image_reference(image) == {kinds[image[:4]]: image}
