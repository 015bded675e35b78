"""Garbage collection in its three ways, and owners that are gone already."""

from __future__ import annotations

import pytest

from localkube.controllers import Controllers
from localkube.controllers.garbage.decision import Delete, Nothing, Owners, Unlink, decide
from localkube.objects.access import Obj
from localkube.objects.meta import owner_reference
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import deployment, obj, pod
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet

REFERENCE = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "u1"}


def config_map(name: str, *owners: Obj, **metadata: object) -> Obj:
    references = [{**owner_reference(owner, controller=False), "blockOwnerDeletion": True} for owner in owners]
    return obj("v1", "ConfigMap", name, metadata={"ownerReferences": references, **metadata}, data={})


@pytest.mark.parametrize(
    ("owners", "finalizers", "has_dependents", "expected"),
    [
        (Owners(), [], False, Nothing()),
        (Owners(living=[REFERENCE]), [], False, Nothing()),
        (Owners(living=[{}], gone=[REFERENCE]), [], False, Unlink(frozenset({"u1"}))),
        (Owners(gone=[REFERENCE]), [], False, Delete("Background")),
        (Owners(gone=[REFERENCE]), ["orphan"], False, Delete("Orphan")),
        (Owners(waiting=[REFERENCE]), [], False, Delete("Background")),
        (Owners(waiting=[REFERENCE]), [], True, Delete("Foreground")),
    ],
)
def test_an_object_lives_as_long_as_one_owner(
    owners: Owners, finalizers: list[str], has_dependents: bool, expected: object
) -> None:
    found = config_map("c", finalizers=finalizers)

    assert decide(found, owners, has_dependents=has_dependents) == expected


@pytest.fixture
def family(access: FakeAccess) -> FakeAccess:
    """A grandparent, a parent and a child."""
    made: list[Obj] = []
    for name in ("grandparent", "parent", "child"):
        made.append(access.create("configmaps", "shop", config_map(name, *made[-1:])))
    return access


def names(access: FakeAccess) -> set[str]:
    return {c["metadata"]["name"] for c in access.list("configmaps", "shop")}


async def test_in_the_background_descendants_follow(family: FakeAccess, controllers: Controllers, until: Until) -> None:
    family.delete("configmaps", "shop", "grandparent")

    await until(lambda: names(family) == set())


async def test_in_the_foreground_the_owner_goes_last(
    family: FakeAccess, controllers: Controllers, until: Until
) -> None:
    gone: list[str] = []
    family.on_write = lambda resource, event: (
        gone.append(event.obj["metadata"]["name"]) if (resource, event.type) == ("configmaps", "DELETED") else None
    )

    family.delete("configmaps", "shop", "grandparent", propagation="Foreground")

    await until(lambda: names(family) == set())
    assert gone == ["child", "parent", "grandparent"]


async def test_orphans_stay_without_their_owner(family: FakeAccess, controllers: Controllers, until: Until) -> None:
    family.delete("configmaps", "shop", "grandparent", propagation="Orphan")

    await until(lambda: names(family) == {"parent", "child"})

    assert family.get("configmaps", "shop", "parent")["metadata"]["ownerReferences"] == []
    assert family.get("configmaps", "shop", "child")["metadata"]["ownerReferences"]


async def test_one_living_owner_is_enough(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    first = access.create("configmaps", "shop", config_map("first"))
    second = access.create("configmaps", "shop", config_map("second"))
    access.create("configmaps", "shop", config_map("child", first, second))

    access.delete("configmaps", "shop", "first")

    def owners() -> list[str]:
        found = access.get("configmaps", "shop", "child")["metadata"]["ownerReferences"]
        return [reference["name"] for reference in found]

    await until(lambda: owners() == ["second"])


async def test_an_owner_of_the_same_name_but_another_uid_is_no_owner(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    first = access.create("configmaps", "shop", config_map("owner"))
    access.delete("configmaps", "shop", "owner")
    access.create("configmaps", "shop", config_map("owner"))

    access.create("configmaps", "shop", config_map("child", first))

    await until(lambda: names(access) == {"owner"})


async def test_what_was_left_behind_while_nobody_watched_is_collected_at_start(
    family: FakeAccess, until: Until
) -> None:
    family.delete("configmaps", "shop", "parent")
    running = Controllers(family)
    await running.start()
    try:
        await until(lambda: names(family) == {"grandparent"})
    finally:
        await running.stop()


async def test_owners_of_unknown_kinds_count_as_living(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    stranger = obj("example.com/v1", "Database", "db")
    access.create("configmaps", "shop", config_map("child", stranger))
    gone = access.create("configmaps", "shop", config_map("gone"))
    access.create("configmaps", "shop", config_map("other", gone))
    access.delete("configmaps", "shop", "gone")

    await until(lambda: names(access) == {"child"})


async def test_a_deployment_deleted_in_the_foreground_waits_for_its_pods(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    access.create("deployments.apps", "shop", deployment(replicas=2))

    def bound() -> list[Obj]:
        return [p for p in access.list("pods", "shop") if p["spec"].get("nodeName")]

    await until(lambda: len(bound()) == 2)

    access.delete("deployments.apps", "shop", "web", propagation="Foreground")

    await until(lambda: all(p["metadata"].get("deletionTimestamp") for p in bound()))
    assert access.find("deployments.apps", "shop", "web") is not None
    for leaving in bound():
        kubelet.end(leaving)
    await until(lambda: access.find("deployments.apps", "shop", "web") is None)
    assert access.list("replicasets.apps", "shop") == []


async def test_pods_of_a_deployment_deleted_with_orphans_keep_running(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("deployments.apps", "shop", deployment(replicas=2))
    access.create("pods", "shop", pod("unrelated", metadata={"labels": {}}))
    await until(lambda: len(access.list("pods", "shop")) == 3)

    access.delete("deployments.apps", "shop", "web", propagation="Orphan")

    await until(lambda: access.find("deployments.apps", "shop", "web") is None)
    assert len(access.list("replicasets.apps", "shop")) == 1
    assert len(access.list("pods", "shop")) == 3
