"""Namespaces: what they are born with, and how they end."""

from __future__ import annotations

from localkube.controllers import Controllers, Settings
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import deployment, namespace, obj, pod
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet


async def test_every_namespace_has_a_service_account_and_the_cluster_ca(access: FakeAccess, until: Until) -> None:
    running = Controllers(access, Settings(cluster_ca="PEM"))
    await running.start()
    try:
        access.create("namespaces", None, namespace("other"))
        for name in ("shop", "other"):
            await until(lambda name=name: access.find("serviceaccounts", name, "default"))
            await until(lambda name=name: access.find("configmaps", name, "kube-root-ca.crt"))
        assert access.get("configmaps", "shop", "kube-root-ca.crt")["data"] == {"ca.crt": "PEM"}

        access.delete("serviceaccounts", "shop", "default")
        access.mutate("configmaps", "shop", "kube-root-ca.crt", lambda c: c.update(data={}))

        await until(lambda: access.find("serviceaccounts", "shop", "default"))
        await until(lambda: access.get("configmaps", "shop", "kube-root-ca.crt")["data"] == {"ca.crt": "PEM"})
    finally:
        await running.stop()


async def test_without_a_ca_there_is_no_config_map(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    await until(lambda: access.find("serviceaccounts", "shop", "default"))

    assert access.list("configmaps") == []


async def test_a_deleted_namespace_lets_its_pods_end_and_then_goes(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    access.create("deployments.apps", "shop", deployment(replicas=1))
    access.create("secrets", "shop", obj("v1", "Secret", "password"))
    await until(lambda: any(p["spec"].get("nodeName") for p in access.list("pods", "shop")))
    (running,) = access.list("pods", "shop")

    access.delete("namespaces", None, "shop")

    await until(lambda: access.get("pods", "shop", running["metadata"]["name"])["metadata"].get("deletionTimestamp"))
    await until(lambda: condition(access.get("namespaces", None, "shop"), "NamespaceContentRemaining"))
    left = condition(access.get("namespaces", None, "shop"), "NamespaceContentRemaining")
    assert left is not None
    assert left["message"] == "Some resources are remaining: pods has 1 resource instances"
    assert access.find("secrets", "shop", "password") is not None
    kubelet.end(running)
    await until(lambda: access.find("namespaces", None, "shop") is None)
    assert not any(access.list(resource, "shop") for resource in access.objects)


async def test_a_finalizer_of_somebody_else_holds_the_namespace_and_is_named(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    held = obj("v1", "ConfigMap", "held", metadata={"finalizers": ["example.com/wait"]})
    access.create("configmaps", "shop", held)

    access.delete("namespaces", None, "shop")

    await until(lambda: condition(access.get("namespaces", None, "shop"), "NamespaceFinalizersRemaining"))
    access.mutate("configmaps", "shop", "held", lambda c: c["metadata"].update(finalizers=[]))
    await until(lambda: access.find("namespaces", None, "shop") is None)


async def test_a_namespace_with_many_objects_is_emptied_in_turns(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    for number in range(250):
        access.create("pods", "shop", pod(f"p{number}", spec={"schedulerName": "nobody"}))

    access.delete("namespaces", None, "shop")

    await until(lambda: access.find("namespaces", None, "shop") is None)
    assert access.list("pods") == []
