"""The list of all containers: what is in it, how it is narrowed, and that nobody finds anything of others in it."""

from __future__ import annotations

import copy
import time
from typing import Any

import httpx
import pytest

from slipway.access import SYSTEM, Role
from slipway.cluster import POD, Cluster, WatchCache, Watched
from slipway.containers import BY_TENANT
from slipway.containers.inventory import Inventory
from slipway.containers.reach import Reach
from slipway.containers.schemas import Reason
from slipway.containers.usage import LiveUsage
from slipway.errors import Unavailable
from slipway.tenants import Home
from slipway.web import PageRequest
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

Obj = dict[str, Any]
PATH = "/api/v1/containers"


@pytest.fixture
async def admin(factory: Factory, address: str) -> httpx.AsyncClient:
    """A platform administrator, over the wire."""
    client = await factory.client(Role.PLATFORM_ADMIN)
    client.base_url = httpx.URL(address)
    return client


async def pods(client: httpx.AsyncClient, query: str = "") -> tuple[list[str], int]:
    """Return the pods of a list, and its total."""
    page = (await client.get(f"{PATH}?{query}")).json()
    return [each["pod"] for each in page["items"]], page["total"]


async def test_a_container_is_listed_with_all_that_it_belongs_to(web: Web, developer: httpx.AsyncClient) -> None:
    """Whose it is, where it runs, how it is, and what it may use."""
    pod = web.manifest("web-a", restartCount=2)
    pod["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "250m", "memory": "64Mi"}, "limits": {"cpu": "1"}}
    await put(web, pod, "web-a")

    page = (await developer.get(PATH)).json()

    assert page.pop("usage_problem") is None
    assert page == {
        "items": [
            {
                "id": f"{web.tenant.id}/web-a/web",
                "tenant_id": web.tenant.id,
                "tenant_name": "acme",
                "application_id": web.service.application_id,
                "application_name": "shop",
                "service_id": web.service.id,
                "service_name": "web",
                "pod": "web-a",
                "container": "web",
                "image": "web:1",
                "host": "host-1",
                "address": "10.1.0.7",
                "state": "running",
                "reason": None,
                "explanation": None,
                "ready": True,
                "restarts": 2,
                "started_at": "2026-01-02T03:04:05Z",
                "created_at": "2026-01-02T03:04:00Z",
                "revision": 1,
                "requests": {"cpu": "250m", "memory": "64Mi"},
                "limits": {"cpu": "1"},
                "usage": None,
            }
        ],
        "total": 1,
        "page": 1,
        "page_size": 50,
    }


async def test_what_is_not_ready_is_explained_in_plain_words(web: Web, developer: httpx.AsyncClient) -> None:
    """In both languages, as the application's status does, but without the lines of a log."""
    await put(web, web.manifest("web-w", "waiting"), "web-w")
    crashed = web.manifest("web-x", "terminated")
    crashed["status"]["containerStatuses"][0]["state"]["terminated"] |= {"exitCode": 7, "reason": "Error"}
    await web.kubernetes.write(web.tenant.namespace, "web-x", "2026-01-02T03:04:05Z boom")
    await put(web, crashed, "web-x")

    waiting, ended = (await developer.get(PATH)).json()["items"]

    assert (waiting["reason"], waiting["explanation"]["code"]) == ("ImagePullBackOff", "image_pull_failed")
    assert "web:1" in waiting["explanation"]["message"] and "web:1" in waiting["explanation"]["message_zh"]
    assert (ended["state"], ended["explanation"]["code"], ended["explanation"]["log"]) == ("terminated", "crashed", [])
    assert "code 7" in ended["explanation"]["message"]


async def test_the_list_is_narrowed_searched_sorted_and_paged(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """By everything that a row shows."""
    for number, (name, host) in enumerate((("web-a", "host-1"), ("web-b", "host-2"), ("api-c", "host-2"))):
        pod = web.manifest(name, restartCount=number)
        pod["spec"]["nodeName"] = host
        if name == "api-c":
            pod["metadata"]["labels"] |= {"slipway.io/service": "api", "slipway.io/service-id": "another"}
        await put(web, pod, name)
    unplaced = web.manifest("web-d", "waiting")
    del unplaced["spec"]["nodeName"]
    await put(web, unplaced, "web-d")

    assert await pods(developer) == (["api-c", "web-a", "web-b", "web-d"], 4)
    assert await pods(developer, "host=host-2") == (["api-c", "web-b"], 2)
    assert await pods(developer, "service=api") == (["api-c"], 1)
    assert await pods(developer, f"service={web.service.id}") == (["web-a", "web-b", "web-d"], 3)
    assert await pods(developer, f"application={web.service.application_id}&host=host-1") == (["web-a"], 1)
    assert await pods(developer, "application=nothing") == ([], 0)
    assert await pods(developer, "state=waiting") == (["web-d"], 1)
    assert await pods(developer, "ready=true&service=web") == (["web-a", "web-b"], 2)
    assert await pods(developer, "q=HOST-1") == (["web-a"], 1)
    assert await pods(developer, "tenant=acme&page_size=3&page=2") == (["web-d"], 4)
    assert await pods(developer, "sort=-restarts") == (["api-c", "web-b", "web-a", "web-d"], 4)
    assert await pods(developer, "sort=-host") == (["api-c", "web-b", "web-a", "web-d"], 4)


@pytest.mark.parametrize("query", ["sort=color", "state=asleep", "ready=perhaps", "page=0", f"host={'x' * 254}"])
async def test_what_cannot_be_asked_is_refused(web: Web, developer: httpx.AsyncClient, query: str) -> None:
    """With the field that is wrong."""
    answer = await developer.get(f"{PATH}?{query}")

    assert answer.status_code == 422
    assert answer.json()["error"]["field"] in (query.partition("=")[0], f"query.{query.partition('=')[0]}")


async def test_a_tenants_members_see_its_own_only(
    web: Web, developer: httpx.AsyncClient, admin: httpx.AsyncClient, factory: Factory, address: str
) -> None:
    """However they ask, whatever the labels of others' pods say; the platform's staff see all, and choose a tenant."""
    other = await factory.tenant("other")
    stranger = await factory.client(Role.TENANT_ADMIN, other)
    stranger.base_url = httpx.URL(address)
    await put(web, web.manifest("web-a"), "web-a")
    await put(web, web.manifest("web-o"), "web-o", other.namespace)
    await put(web, web.manifest("web-n"), "web-n", "of-nobody")

    assert await pods(developer) == (["web-a"], 1)
    for query in (f"tenant={other.id}", "tenant=other", "q=web-o", "tenant=unknown"):
        assert await pods(developer, query) == ([], 0)
    assert await pods(developer, f"service={web.service.id}&application=shop&host=host-1") == (["web-a"], 1)
    assert await pods(stranger, f"service={web.service.id}") == (["web-o"], 1)
    assert await pods(admin) == (["web-a", "web-o"], 2)
    assert await pods(admin, "host=host-1&sort=-tenant_name") == (["web-o", "web-a"], 2)
    assert await pods(admin, f"tenant={other.id}") == (["web-o"], 1)
    assert await pods(admin, "tenant=acme") == (["web-a"], 1)


class NoExplainer:
    """Knows no reasons."""

    asked = 0

    def explain(self, pod: Obj) -> Reason | None:
        """Count."""
        self.asked += 1
        return None


def cache_of(*pods: Obj) -> WatchCache:
    """Return a cache that has listed these pods."""
    watched = Watched(POD, indexes=((BY_TENANT, lambda pod: str(pod["metadata"]["namespace"])),))
    cache = WatchCache(Cluster(), [watched])
    if pods:
        cache.listed(watched, pods)
    return cache


async def test_a_list_that_nobody_knows_yet_is_refused() -> None:
    """Rather than empty."""
    with pytest.raises(Unavailable, match="cluster"):
        await Inventory(cache_of(), NoExplainer(), LiveUsage(Cluster())).page(
            Reach({}, actor=SYSTEM), PageRequest("", 1, 50, "")
        )


@pytest.mark.parametrize(("text", "total"), [("", 10_000), ("web-99", 111)])
async def test_ten_thousand_containers_cost_little_more_than_the_page(
    web_pod: Obj, cluster: Cluster, text: str, total: int
) -> None:
    """Only the page is rendered; the rest is only looked at."""
    homes = {f"slipway-{number}": Home(str(number), f"t{number}", f"slipway-{number}") for number in range(100)}
    cache = cache_of(*(_numbered(web_pod, number) for number in range(10_000)))
    explainer, usage = NoExplainer(), LiveUsage(cluster)
    inventory = Inventory(cache, explainer, usage)
    await usage.ask()
    took = []
    for _ in range(5):
        began = time.process_time()
        page = await inventory.page(Reach(homes, actor=SYSTEM), PageRequest(text, 3, 50, "-restarts"))
        took.append(time.process_time() - began)

    assert page.total == total
    assert explainer.asked == 5 * len(page.items) == 5 * min(50, total - 100)
    assert page.items[0].restarts >= page.items[-1].restarts
    await usage.stop()
    assert min(took) < 1.0  # some 60 ms where nothing else runs


@pytest.fixture
def web_pod() -> Obj:
    """A pod with one container that waits."""
    container = {"name": "web", "state": {"waiting": {"reason": "ContainerCreating"}}, "ready": False}
    return {
        "metadata": {"labels": {"slipway.io/application": "shop"}, "creationTimestamp": "2026-01-02T03:04:00Z"},
        "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        "status": {"containerStatuses": [container]},
    }


def _numbered(pod: Obj, number: int) -> Obj:
    made = copy.deepcopy(pod)
    made["metadata"] |= {"namespace": f"slipway-{number % 100}", "name": f"web-{number}", "resourceVersion": "1"}
    made["status"]["containerStatuses"][0]["restartCount"] = number % 7
    return made
