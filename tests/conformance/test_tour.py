"""The official client visits every resource that the cluster serves, and does everything with it that may be done."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient
from kubernetes.dynamic.exceptions import ApiException as DynamicApiException
from kubernetes.dynamic.exceptions import NotFoundError

from tests.conformance.samples import SAMPLES
from tests.conformance.waiting import eventually
from tests.running import KUBECTLS, kubectls

pytestmark = pytest.mark.engine

EVERYTHING = {"create", "delete", "get", "list", "patch", "update", "watch"}
NAME = "tour"
LABEL = "conformance-tour"
Obj = dict[str, Any]


@pytest.fixture(scope="module")
def dynamic(api: kube.ApiClient) -> DynamicClient:
    """The client that knows resources by discovery alone."""
    return DynamicClient(api)


@pytest.fixture(scope="module")
def served(dynamic: DynamicClient) -> dict[str, Any]:
    """What discovery tells of, by resource and group, in its preferred version; what can only be read is left out."""
    return {
        f"{found.name}.{found.group}" if found.group else found.name: found
        for found in dynamic.resources.search(preferred=True)
        if "/" not in found.name and not found.kind.endswith("List") and set(found.verbs) >= EVERYTHING
    }


def sample(resource: str, found: Any, namespace: str) -> Obj:
    """The object that the tour makes of a resource."""
    body = SAMPLES[resource]
    metadata: Obj = {"name": NAME, "labels": {LABEL: namespace}, **body.get("metadata", {})}
    if not found.namespaced and "name" not in body.get("metadata", {}):
        metadata["name"] = f"{NAME}-{namespace}"
    if found.namespaced:
        metadata["namespace"] = namespace
        if resource == "events":
            body = {**body, "involvedObject": {**body["involvedObject"], "namespace": namespace}}
        if resource == "events.events.k8s.io":
            body = {**body, "regarding": {**body["regarding"], "namespace": namespace}}
    return {"apiVersion": found.group_version, "kind": found.kind, **body, "metadata": metadata}


@pytest.fixture
def cleared(dynamic: DynamicClient, served: dict[str, Any], namespace: str) -> Iterator[str]:
    """A namespace; what the tour made outside of it is removed as well."""
    yield namespace
    for found in served.values():
        if not found.namespaced:
            for item in dynamic.get(found, label_selector=f"{LABEL}={namespace}").items:
                dynamic.delete(found, name=item.metadata.name)


def test_every_served_resource_is_on_the_tour(served: dict[str, Any]) -> None:
    """Whoever serves another resource lets the tour visit it."""
    builtin = {name for name in served if "." not in name or name.endswith(".k8s.io") or name.count(".") == 1}
    assert builtin <= set(SAMPLES)


@pytest.mark.parametrize("resource", sorted(SAMPLES))
def test_resource_can_be_created_read_changed_watched_and_deleted(
    dynamic: DynamicClient, served: dict[str, Any], cleared: str, resource: str
) -> None:
    if resource not in served:
        pytest.skip("not served")
    found = served[resource]
    where: Obj = {"namespace": cleared} if found.namespaced else {}
    body = sample(resource, found, cleared)
    name = body["metadata"]["name"]

    made = dynamic.create(found, body=body, **where)
    assert made.metadata.uid and made.metadata.resourceVersion and made.metadata.creationTimestamp
    with pytest.raises(DynamicApiException) as again:
        dynamic.create(found, body=body, **where)
    assert again.value.status == 409

    assert dynamic.get(found, name=name, **where).metadata.uid == made.metadata.uid
    listed = dynamic.get(found, label_selector=f"{LABEL}={cleared}", **where)
    assert [item.metadata.name for item in listed.items] == [name]
    assert not dynamic.get(found, label_selector=f"{LABEL}=other", **where).items

    for number, content_type in enumerate(("application/merge-patch+json", "application/json-patch+json")):
        annotations = {"metadata": {"annotations": {"patched": str(number)}}}
        operations = [{"op": "replace", "path": "/metadata/annotations/patched", "value": str(number)}]
        patch: Any = annotations if number == 0 else operations
        patched = dynamic.patch(found, name=name, body=patch, content_type=content_type, **where)
        assert patched.metadata.annotations.patched == str(number)

    applied = {"apiVersion": found.group_version, "kind": found.kind, "metadata": {"name": name, "labels": {"by": "a"}}}
    owned = dynamic.server_side_apply(found, body=applied, name=name, field_manager="tourist", **where)
    assert "tourist" in [entry.manager for entry in owned.metadata.managedFields]

    _updated(dynamic, found, name, where)
    seen = next(iter(dynamic.watch(found, timeout=5, field_selector=f"metadata.name={name}", **where)))
    assert (seen["type"], seen["raw_object"]["metadata"]["name"]) == ("ADDED", name)

    dynamic.delete(found, name=name, body={"gracePeriodSeconds": 0}, **where)
    eventually(lambda: _exists(dynamic, found, name, where), lambda there: not there, 30)


def _updated(dynamic: DynamicClient, found: Any, name: str, where: Obj) -> None:
    """Replace the object; who has read an older state is refused, whoever else may write meanwhile."""
    for _ in range(20):
        live = dynamic.get(found, name=name, **where).to_dict()
        live["metadata"]["annotations"]["patched"] = "by update"
        try:
            updated = dynamic.replace(found, body=live, **where)
        except DynamicApiException as refused:
            assert refused.status == 409
            continue
        assert updated.metadata.annotations.patched == "by update"
        with pytest.raises(DynamicApiException) as stale:
            dynamic.replace(found, body={**live, "metadata": {**live["metadata"], "labels": {"stale": "yes"}}}, **where)
        assert stale.value.status == 409
        return
    raise AssertionError(f"{name} never stood still")


def _exists(dynamic: DynamicClient, found: Any, name: str, where: Obj) -> bool:
    try:
        dynamic.get(found, name=name, **where)
    except (NotFoundError, ApiException):
        return False
    return True


DESCRIBED_BY_OLD_VERSIONS = ("cronjobs.batch", "endpointslices.discovery.k8s.io", "poddisruptionbudgets.policy")
"""Debian's kubectl describes these by beta versions that Kubernetes 1.25 removed."""


@pytest.mark.parametrize("program", kubectls())
def test_kubectl_knows_every_resource(served: dict[str, Any], cleared: str, kubeconfig: Path, program: str) -> None:
    """It applies, prints, describes and deletes each of them."""
    kubectl = [program, f"--kubeconfig={kubeconfig}", f"--namespace={cleared}"]
    for resource, found in sorted(served.items()):
        if resource not in SAMPLES:
            continue
        body = sample(resource, found, cleared)
        name = body["metadata"]["name"]
        for words, text in (
            (("apply", "-f", "-"), json.dumps(body)),
            (("get", resource, name), ""),
            (("get", resource, name, "-o", "yaml"), ""),
            (("describe", resource, name), ""),
            (("label", resource, name, "kubectl=was-here"), ""),
            (("delete", resource, name, "--grace-period=0", "--force"), ""),
        ):
            is_old = program == str(KUBECTLS["debian"])
            if words[0] == "describe" and is_old and resource in DESCRIBED_BY_OLD_VERSIONS:
                continue
            done = subprocess.run([*kubectl, *words], input=text, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{resource}: {' '.join(words)}: {done.stderr}"
            assert name in done.stdout
