"""What nodes tell of themselves, and what may not be said of them."""

from __future__ import annotations

import uuid

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.image import IMAGE
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine


def test_nodes_tell_their_largest_images_by_name_and_size(pods: Pods) -> None:
    pods.create(pod("one", container("exec sleep 600")))
    node = pods.ready("one").spec.node_name

    def images() -> list[kube.V1ContainerImage]:
        return pods.core.read_node(node).status.images or []

    eventually(images, lambda found: any(_is_ours(name) for image in found for name in image.names or ()), 120)
    sizes = [image.size_bytes for image in images()]
    assert len(sizes) <= 50
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 0


def test_nodes_have_labels_of_system_and_architecture_by_old_names_too(api: kube.ApiClient) -> None:
    for node in kube.CoreV1Api(api).list_node().items:
        labels = node.metadata.labels
        for name in ("os", "arch"):
            assert labels[f"beta.kubernetes.io/{name}"] == labels[f"kubernetes.io/{name}"]


def test_a_node_with_two_pod_ranges_of_one_family_is_refused(api: kube.ApiClient) -> None:
    core, name = kube.CoreV1Api(api), f"conf-{uuid.uuid4().hex[:8]}"
    ranges = ["192.0.2.0/25", "192.0.2.128/25"]
    body = {"metadata": {"name": name}, "spec": {"podCIDR": ranges[0], "podCIDRs": ranges}}
    with pytest.raises(ApiException) as refused:
        core.create_node(body)
    assert refused.value.status == 422
    assert "may specify no more than one CIDR for each IP family" in str(refused.value.body)


def _is_ours(name: str) -> bool:
    """A runtime may put its default registry before a name."""
    return name == IMAGE or name.endswith(f"/{IMAGE}")
