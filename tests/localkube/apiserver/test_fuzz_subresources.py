"""Bodies for subresources that nobody thought of: refused in order, never a 500."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.conformance.samples import SAMPLES
from tests.localkube.apiserver.conftest import Api

NAMESPACED = "/api/v1/namespaces/default"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
ODD = (None, True, 0, -1, 1.5, 2**40, 2**70, 1e300, "", "x", [], [1], [None], {}, {"": ""}, {"name": {}}, {"name": [1]})
PARTS = {
    f"{DEPLOYMENTS}/d/scale": ("spec", "metadata", "spec.replicas", "metadata.resourceVersion", "status"),
    f"{NAMESPACED}/pods/p/binding": ("target", "target.name", "metadata"),
    f"{NAMESPACED}/pods/p/eviction": (
        "deleteOptions",
        "deleteOptions.preconditions",
        "deleteOptions.preconditions.uid",
        "deleteOptions.gracePeriodSeconds",
        "deleteOptions.dryRun",
    ),
    f"{NAMESPACED}/serviceaccounts/a/token": (
        "spec",
        "spec.audiences",
        "spec.expirationSeconds",
        "spec.boundObjectRef",
    ),
    "/api/v1/namespaces/default/finalize": ("spec", "spec.finalizers"),
}


def body_with(part: str, value: object) -> object:
    """``a.b`` becomes ``{"a": {"b": value}}``."""
    for name in reversed(part.split(".")):
        value = {name: value}
    return value


@pytest.mark.parametrize("path", PARTS)
async def test_bodies_with_odd_parts(api: Api, path: str) -> None:
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    deployment = {**SAMPLES["deployments.apps"], "metadata": {"name": "d"}}
    for place, obj in ((f"{NAMESPACED}/serviceaccounts", {"metadata": {"name": "a"}}), (DEPLOYMENTS, deployment)):
        await api.create(place, obj)
    whole = [*ODD, *(body_with(part, value) for part, value in itertools.product(PARTS[path], ODD))]
    for body in whole:
        await api.http.post(f"{NAMESPACED}/pods", json=pod)
        method = "POST" if path.rpartition("/")[2] in ("binding", "eviction", "token") else "PUT"
        answer = await api.http.request(method, path, content=json.dumps(body))
        assert answer.status_code < 500, (body, answer.text)
    assert (await api.http.get(f"{NAMESPACED}/pods")).status_code == 200
    assert (await api.http.get(f"{DEPLOYMENTS}/d/scale")).status_code == 200
