"""Openings come into the cluster, are kept there as they should be, and leave it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from slipway.applications.openings import OpeningSync
from slipway.cluster import Cluster
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from tests.slipway.applications.openings.conftest import Sides, act
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

Json = dict[str, Any]
POLICIES = "/apis/networking.k8s.io/v1/namespaces/slipway-acme/networkpolicies"


@pytest.fixture
async def platform(settings: Settings) -> AsyncIterator[Platform]:
    """The platform, whose openings follow what its routes say; rounds come so seldom that they do not count."""
    built = compose(settings, worker=False)
    sync = built.app.state.parts[OpeningSync]
    async with running([*built.parts, sync]):
        yield built


@pytest.fixture(autouse=True)
async def namespaces(kubernetes: Kubernetes) -> None:
    """Those of the two tenants."""
    for name in ("slipway-acme", "slipway-beta"):
        await kubernetes.put(f"/api/v1/namespaces/{name}", {})


@pytest.fixture
async def rounds(platform: Platform, cluster: Cluster) -> AsyncIterator[OpeningSync]:
    """Another replica's part, which looks at everything all the time."""
    part = OpeningSync(cluster, platform.database, round_seconds=0.05)
    await part.start()
    yield part
    await part.stop()


def policy_at(opening: Json) -> str:
    """Return where the policy of an opening is."""
    return f"{POLICIES}/slipway-opening-{opening['id']}"


def spec_of(kubernetes: Kubernetes, opening: Json) -> Json | None:
    """Return what the policy says now."""
    found = kubernetes.find(policy_at(opening))
    return found["spec"] if found else None


async def test_only_an_accepted_opening_is_in_the_cluster(sides: Sides, kubernetes: Kubernetes) -> None:
    """At once: for the receiver's namespace, to the pods of the service, on the ports that were offered."""
    opening = await sides.offer(ports=[53])
    other = await sides.offer("gamma")
    assert kubernetes.find(policy_at(opening)) is None

    await act(sides.receiver, opening, "accept")

    await until(lambda: kubernetes.find(policy_at(opening)))
    assert spec_of(kubernetes, opening) == {
        "podSelector": {"matchLabels": {"slipway.io/service-id": sides.service_id}},
        "policyTypes": ["Ingress"],
        "ingress": [
            {
                "from": [{"namespaceSelector": {"matchLabels": {"slipway.io/tenant-id": sides.beta.id}}}],
                "ports": [{"port": 53, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}],
            }
        ],
    }
    assert kubernetes.find(policy_at(other)) is None


@pytest.mark.parametrize(("who", "action"), [("giver", "withdraw"), ("receiver", "refuse")])
async def test_either_side_closes_it_at_once(sides: Sides, kubernetes: Kubernetes, who: str, action: str) -> None:
    """Without a round."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))

    await act(getattr(sides, who), opening, action)

    await until(lambda: kubernetes.find(policy_at(opening)) is None)


@pytest.mark.parametrize("disabled", ["acme", "beta"])
async def test_it_is_closed_while_a_tenant_is_disabled(
    sides: Sides, kubernetes: Kubernetes, admin: httpx.AsyncClient, disabled: str
) -> None:
    """And open again afterwards."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))
    tenant = f"/api/v1/tenants/{getattr(sides, disabled).id}"

    assert (await admin.post(f"{tenant}/disable")).status_code == 200
    await until(lambda: kubernetes.find(policy_at(opening)) is None)
    assert (await admin.post(f"{tenant}/enable")).status_code == 200
    await until(lambda: kubernetes.find(policy_at(opening)))


async def test_a_deleted_service_leaves_no_policy(sides: Sides, kubernetes: Kubernetes, rounds: OpeningSync) -> None:
    """Found by a round."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))

    assert (await sides.giver.delete(f"/api/v1/services/{sides.service_id}")).status_code == 204

    await until(lambda: kubernetes.find(policy_at(opening)) is None)


WIDER: dict[str, Json] = {
    "another peer": {"ingress": [{"from": [{"namespaceSelector": {}}], "ports": [{"port": 6379, "protocol": "TCP"}]}]},
    "all ports": {"ingress": [{}]},
    "other pods": {"podSelector": {}},
    "further pods": {"podSelector": {"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}},
}


@pytest.mark.parametrize("change", WIDER)
async def test_what_somebody_changed_is_put_back(
    sides: Sides, kubernetes: Kubernetes, rounds: OpeningSync, change: str
) -> None:
    """To the letter: what an apply would leave in place may be a hole."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))
    found = kubernetes.find(policy_at(opening))
    assert found is not None
    right = found["spec"]

    await kubernetes.put(policy_at(opening), {**found, "spec": {**right, **WIDER[change]}})

    await until(lambda: spec_of(kubernetes, opening) == right)


async def test_what_somebody_removed_comes_back_and_what_they_made_goes(
    sides: Sides, kubernetes: Kubernetes, rounds: OpeningSync
) -> None:
    """But nothing in namespaces that are no tenant's of ours: another platform may share the cluster."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))
    forged = {"metadata": {"labels": {"slipway.io/opening-id": "x"}}, "spec": {}}
    elsewhere = f"{POLICIES.replace('slipway-acme', 'other-acme')}/slipway-opening-x"
    await kubernetes.put(elsewhere, {**forged, "metadata": dict(forged["metadata"])})
    await kubernetes.put(f"{POLICIES}/own", {"metadata": {}, "spec": {}})

    await kubernetes.put(f"{POLICIES}/slipway-opening-x", forged)
    await kubernetes.finish(policy_at(opening))

    await until(lambda: kubernetes.find(policy_at(opening)))
    await until(lambda: kubernetes.find(f"{POLICIES}/slipway-opening-x") is None)
    assert kubernetes.find(elsewhere) is not None and kubernetes.find(f"{POLICIES}/own") is not None


async def test_a_round_leaves_alone_what_is_in_order(sides: Sides, kubernetes: Kubernetes, rounds: OpeningSync) -> None:
    """It costs one list, however many openings there are."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))
    collection = "/apis/networking.k8s.io/v1/networkpolicies?"

    def lists() -> int:
        return sum(path.startswith(collection) for _, path in kubernetes.requests)

    await _settled(kubernetes, lists)
    before = len(kubernetes.requests)
    looked = lists()
    await until(lambda: lists() >= looked + 5)

    about = [each for each in kubernetes.requests[before:] if "networkpolicies" in each[1]]
    assert all(method == "GET" and path.startswith(collection) for method, path in about)


async def _settled(kubernetes: Kubernetes, lists: Any) -> None:
    """Wait until a few rounds found nothing to do."""
    began = lists()
    await until(lambda: lists() >= began + 5)


async def test_a_withdrawal_is_followed_when_the_cluster_is_back(sides: Sides, kubernetes: Kubernetes) -> None:
    """Without anybody's help."""
    opening = await sides.accepted()
    await until(lambda: kubernetes.find(policy_at(opening)))
    kubernetes.down = True
    await act(sides.giver, opening, "withdraw")
    assert kubernetes.find(policy_at(opening)) is not None

    kubernetes.down = False

    await until(lambda: kubernetes.find(policy_at(opening)) is None)
