"""Quotas: what published services reserve together fits the tenant's, also when many ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import text, update

from slipway.access import Role
from slipway.applications.quota import demand
from slipway.db import Database
from slipway.errors import Invalid
from slipway.tenants import Demand, Tenant, What, check_quota, locked_tenant
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, service
from tests.slipway.factory import Factory

HALF = {"cpu": "2", "memory": "256Mi"}
"""Half of the test tenants' CPU quota of 4."""


def two(**fields: object) -> dict[str, object]:
    """Return an application of two services that together take the whole quota."""
    return {"name": "shop", "services": [service("a", resources=HALF), service("b", resources=HALF)], **fields}


async def test_what_fits_is_published(api: Applications) -> None:
    """To the last millicore."""
    await api.publish(await api.create(two()))


async def test_drafts_take_nothing(api: Applications) -> None:
    """Only publishing counts."""
    await api.create({"name": "shop", "services": [service("a", replicas=500, resources={"cpu": "64"})]})


async def test_publishing_more_is_refused(api: Applications) -> None:
    """Saying what, how much, and what was in use before; nothing is published."""
    await api.publish(await api.create(two()))
    made = await api.create({"name": "more", "services": [service("c", resources={"cpu": "1m"})]})

    answer = await api.client.post(f"{URL}/{made['id']}/publish")

    assert refusal(answer) == (422, "quota.exceeded", None)
    params = answer.json()["error"]["params"]
    assert params == {"what": "cpu", "used": "4", "wanted": "4.001", "limit": "4", "what_zh": "CPU"}
    assert await api.published(made) == set()


async def test_each_way_to_ask_for_more_names_its_field(api: Applications) -> None:
    """Scale, change, apply; all of them leave things as they were."""
    made = await api.create(two())
    await api.publish(made)
    a = made["by_name"]["a"]
    before = await api.everything()
    larger = {**a["config"], "resources": {"cpu": "2", "memory": "8Gi"}}
    body = two()
    body["services"] = [service("a", resources=HALF), service("b", resources={"cpu": "3", "memory": "256Mi"})]

    assert refusal(await api.act(a, "scale", {"replicas": 2})) == (422, "quota.exceeded", "replicas")
    answer = await api.client.put(f"{SERVICES}/{a['id']}", json={"config": larger})
    assert refusal(answer) == (422, "quota.exceeded", "config.resources.memory")
    assert answer.json()["error"]["params"]["wanted"] == "8448Mi"
    assert await api.refused_apply(body) == (422, "quota.exceeded", "services[1].resources.cpu")
    assert await api.refused_apply(body, dry_run=True) == (422, "quota.exceeded", "services[1].resources.cpu")
    many = {"name": "many", "services": [service("x", replicas=49, resources={"cpu": "1m", "memory": "6Mi"})]}
    await api.act(made["by_name"]["b"], "unpublish")
    await api.apply({**many, "services": [{**many["services"][0], "replicas": 48}]}, publish=True)
    assert await api.refused_apply({**many, "services": [{**many["services"][0], "replicas": 50}]}) == (
        422, "quota.exceeded", "services[0].replicas",
    )  # fmt: skip
    await api.client.delete(f"{URL}/{(await api.everything())[0]['id']}")
    await api.act(made["by_name"]["b"], "publish")
    after = await api.get(made)
    assert {name: one["config"] for name, one in after["by_name"].items()} == {
        name: one["config"] for name, one in before[0]["by_name"].items()
    }


async def test_taking_less_is_always_allowed(
    api: Applications, admin: object, factory: Factory, tenant: Tenant
) -> None:
    """Also above a quota that was lowered meanwhile."""
    made = await api.create(two())
    await api.publish(made)
    administrator = await factory.client(Role.PLATFORM_ADMIN)
    quota = {"cpu": "1", "memory": "1Gi", "pods": 10}
    assert (await administrator.patch(f"/api/v1/tenants/{tenant.id}", json={"quota": quota})).status_code == 200

    assert (await api.act(made["by_name"]["a"], "upgrade", {"image": "a:2"})).status_code == 202
    assert (await api.act(made["by_name"]["a"], "scale", {"replicas": 0})).status_code == 202
    assert refusal(await api.act(made["by_name"]["a"], "scale", {"replicas": 1})) == (422, "quota.exceeded", "replicas")


async def test_dependencies_count(api: Applications) -> None:
    """Publishing one service asks for what it needs as well."""
    big = service("db", resources={"cpu": "3"})
    made = await api.create({"name": "shop", "services": [service("web", "db", resources={"cpu": "2"}), big]})

    assert refusal(await api.act(made["by_name"]["web"], "publish"))[:2] == (422, "quota.exceeded")
    assert await api.published(made) == set()


async def test_parallel_publishing_never_takes_more_than_there_is(api: Applications) -> None:
    """Six applications that take half each, all at once: two get it."""
    made = [await api.create({"name": f"app{n}", "services": [service(f"s{n}", resources=HALF)]}) for n in range(6)]

    answers = await asyncio.gather(*(api.client.post(f"{URL}/{one['id']}/publish") for one in made))

    assert sorted(answer.status_code for answer in answers) == [202, 202, 422, 422, 422, 422]
    published = [name for one in made for name in await api.published(one)]
    assert len(published) == 2


async def test_parallel_ways_to_take_the_last_of_it(api: Applications) -> None:
    """Scaling, publishing and applying exclude each other as well."""
    made = await api.create(two())
    await api.act(made["by_name"]["a"], "publish")
    new = {"name": "new", "services": [service("c", resources=HALF)]}

    answers = await asyncio.gather(
        api.act(made["by_name"]["a"], "scale", {"replicas": 2}),
        api.act(made["by_name"]["b"], "publish"),
        api.client.post(f"{URL}/apply", json=new, params={"publish": True}),
    )

    assert sum(answer.status_code < 300 for answer in answers) == 1
    assert {answer.json()["error"]["code"] for answer in answers if answer.status_code >= 300} == {"quota.exceeded"}


async def test_parallel_claims_of_a_name_and_a_domain(api: Applications, factory: Factory) -> None:
    """One wins, the others are told; nobody sees an internal error."""
    others = [Applications(await factory.client(Role.DEVELOPER, await factory.tenant())) for _ in range(3)]
    body = {"name": "shop", "services": [service("web", ports=[{"port": 80}], domain="shop")]}

    by_domain = await asyncio.gather(*(other.client.post(URL, json=body) for other in others))
    by_name = await asyncio.gather(*(api.client.post(URL, json={"name": "same"}) for _ in range(3)))

    assert sorted(answer.status_code for answer in by_domain) == [201, 409, 409]
    assert {refusal(answer)[1] for answer in by_domain if answer.status_code == 409} == {"service.domain_taken"}
    assert sorted(answer.status_code for answer in by_name) == [201, 409, 409]
    assert {refusal(answer)[1] for answer in by_name if answer.status_code == 409} == {"application.name_taken"}


async def test_parallel_changes_cannot_close_a_cycle(api: Applications) -> None:
    """Each alone would be sound."""
    made = await api.create({"name": "shop", "services": [service("a"), service("b")]})

    def depend(name: str, on: str) -> object:
        body = {"config": {"image": "x", "depends_on": [on]}}
        return api.client.put(f"{SERVICES}/{made['by_name'][name]['id']}", json=body)

    answers = await asyncio.gather(depend("a", "b"), depend("b", "a"))

    assert sorted(answer.status_code for answer in answers) == [200, 422]


def test_demand_is_exact() -> None:
    """No rounding, however it is written."""
    assert demand("0.1", "100M", 3) + demand("200m", "1Gi", 1) == Demand(
        Decimal("0.5"), Decimal(300_000_000 + 2**30), Decimal(4)
    )


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (Demand(Decimal("4.1")), "cpu"),
        (Demand(memory=Decimal(8 * 2**30 + 1)), "memory"),
        (Demand(pods=Decimal(51)), "pods"),
        (Demand(volumes=Decimal(3)), "volumes"),
        (Demand(storage=Decimal(10 * 2**30 + 1)), "storage"),
        (Demand(services=Decimal(4)), "services"),
        (Demand(domains=Decimal(2)), "domains"),
    ],
)
def test_each_limit_holds_alone(after: Demand, what: str) -> None:
    """The error tells which, and the field for it."""
    tenant = Tenant(name="acme", quota_cpu="4", quota_memory="8Gi", quota_pods=50)
    tenant.quota_volumes, tenant.quota_storage, tenant.quota_services, tenant.quota_domains = 2, "10Gi", 3, 1

    with pytest.raises(Invalid) as caught:
        check_quota(tenant, Demand(), after, lambda asked: f"of {asked}")

    assert (caught.value.params["what"], caught.value.field) == (what, f"of {what}")
    check_quota(tenant, after, after, lambda _: None)


@pytest.mark.parametrize(
    ("quota", "body", "what"),
    [
        ({"services": 3}, {}, "services"),
        ({"domains": 3}, {"ports": [{"port": 80}], "domain": True}, "domains"),
        ({"cpu": "300m"}, {"resources": {"cpu": "100m", "memory": "6Mi"}}, "cpu"),
        ({"memory": "30Mi"}, {"resources": {"cpu": "1m", "memory": "10Mi"}}, "memory"),
        ({"pods": 3}, {"resources": {"cpu": "1m", "memory": "6Mi"}}, "pods"),
    ],
)
async def test_many_at_once_get_exactly_what_there_is(
    api: Applications, admin: httpx.AsyncClient, tenant: Tenant, quota: dict[str, object], body: Json, what: str
) -> None:
    """Not one unit more, whatever is counted, and not one less."""
    assert (await admin.patch(f"/api/v1/tenants/{tenant.id}", json={"quota": quota})).status_code == 200

    def ask(number: int) -> Awaitable[httpx.Response]:
        own = {**body, "domain": f"d{number}"} if "domain" in body else body
        wanted = {"name": f"app{number}", "services": [service(f"s{number}", **own)]}
        return api.client.post(f"{URL}/apply", json=wanted, params={"publish": True})

    answers = await asyncio.gather(*(ask(number) for number in range(12)))

    refused = [answer.json()["error"] for answer in answers if answer.status_code != 200]
    assert len(refused) == 9
    assert {(error["code"], error["params"]["what"]) for error in refused} == {("quota.exceeded", what)}


@pytest.mark.parametrize("what", ["volumes", "storage"])
async def test_rooms_that_come_later_share_the_lock(database: Database, tenant: Tenant, what: What) -> None:
    """Volumes and their storage have no owner among the rooms yet: whoever counts them does it like this."""
    one = Decimal(1) if what == "volumes" else Decimal(50 * 2**30)
    taken = Demand()

    async def take() -> bool:
        nonlocal taken
        async with database.session() as session:
            held = await locked_tenant(session, tenant.id)
            before = taken
            await session.execute(text("SELECT 1"))
            after = before + Demand(**{what: one})
            try:
                check_quota(held, before, after, lambda _: None)
            except Invalid:
                return False
            taken = after
        return True

    async with database.session() as session:
        await session.execute(update(Tenant).values(quota_volumes=2, quota_storage="100Gi"))
    assert sum(await asyncio.gather(*(take() for _ in range(10)))) == 2
