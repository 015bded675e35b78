"""Canaries over HTTP: started, weighed, taken over and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from slipway.access import Role, Scope
from slipway.applications.models import Service
from slipway.applications.schemas import Rollout
from slipway.audit.models import Operation
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from slipway.web import provide
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, shop
from tests.slipway.applications.conftest import InstantStatuses
from tests.slipway.factory import Factory

DONE = Rollout(revision=1, desired=1, updated=1, ready=1, old=0, done=True)


@pytest.fixture
async def web(api: Applications, platform: Platform, statuses: InstantStatuses, settings: Settings) -> Json:
    """The published web of the shop, in a cluster with a Gateway."""
    provide(platform.app, Settings, settings.model_copy(update={"gateway": "infra/public"}))
    made = await api.create(shop())
    await api.publish(made)
    statuses.rollouts["web"] = DONE
    found: Json = made["by_name"]["web"]
    return found


def trial(web: Json, **fields: Any) -> Json:
    return {"config": {**web["config"], "image": "web:2"}, **fields}


async def weigh(api: Applications, web: Json, weight: int) -> int:
    answer = await api.client.put(f"{SERVICES}/{web['id']}/canary/weight", json={"weight": weight})
    return answer.status_code


async def rows(platform: Platform) -> list[Service]:
    async with platform.database.read() as session:
        return list(await session.scalars(select(Service).where(Service.canary_of.is_not(None))))


async def test_a_canary_runs_beside_its_service(api: Applications, web: Json) -> None:
    answer = await api.act(web, "canary", trial(web))
    assert answer.status_code == 202, answer.text
    canary = answer.json()["canary"]
    assert (canary["name"], canary["weight"], canary["config"]["image"]) == ("web-canary", 10, "web:2")
    assert canary["config"]["domain"] is None
    unchanged = (await api.client.get(f"{SERVICES}/{web['id']}")).json()
    assert (unchanged["revision"], unchanged["config"]["image"]) == (1, "web:1")


async def test_a_rehearsal_meets_the_same_rules_and_starts_nothing(
    api: Applications, web: Json, platform: Platform
) -> None:
    answer = await api.act(web, "canary", trial(web), dry_run=True)
    assert (answer.status_code, answer.json()["canary"]) == (202, None)
    assert await rows(platform) == []
    unchanged = refusal(await api.act(web, "canary", {"config": web["config"]}, dry_run=True))
    assert unchanged[:2] == (409, "service.canary_without_change")
    async with platform.database.read() as session:
        recorded = list(await session.scalars(select(Operation.action).where(Operation.action.like("%canary%"))))
    assert recorded == []


async def test_a_promoted_configuration_becomes_the_services(api: Applications, web: Json, platform: Platform) -> None:
    """With the service's domain; and the canary serves on, though it is deleted."""
    await api.act(web, "canary", trial(web))
    assert await weigh(api, web, 50) == 202
    assert (await api.act(web, "canary/promote")).status_code == 202
    now = (await api.client.get(f"{SERVICES}/{web['id']}")).json()
    assert (now["revision"], now["config"]["image"], now["config"]["domain"]) == (2, "web:2", "shop")
    (row,) = await rows(platform)
    assert row.canary_promoted and row.deleted_at is not None
    async with platform.database.read() as session:
        actions = list(await session.scalars(select(Operation.action).where(Operation.action.like("service.canary%"))))
    assert sorted(actions) == ["service.canary_promote", "service.canary_start", "service.canary_weight"]


async def test_an_aborted_canary_leaves_the_service_as_it_was(api: Applications, web: Json) -> None:
    await api.act(web, "canary", trial(web))
    answer = await api.act(web, "canary/abort")
    assert (answer.status_code, answer.json()["canary"]) == (202, None)
    assert (await api.client.get(f"{SERVICES}/{web['id']}")).json()["revision"] == 1
    assert refusal(await api.act(web, "canary/abort"))[:2] == (409, "service.no_canary")


async def test_unpublishing_takes_the_canary_away(api: Applications, web: Json, platform: Platform) -> None:
    await api.act(web, "canary", trial(web))
    await api.client.post(f"{URL}/{web['application_id']}/unpublish")
    assert all(row.deleted_at is not None and not row.canary_promoted for row in await rows(platform))


@pytest.mark.parametrize(
    ("action", "body"), [("upgrade", {"image": "web:3"}), ("scale", {"replicas": 3}), ("canary", None)]
)
async def test_a_service_on_trial_is_not_changed(api: Applications, web: Json, action: str, body: Json | None) -> None:
    await api.act(web, "canary", trial(web))
    assert refusal(await api.act(web, action, body or trial(web)))[:2] == (409, "service.canary_running")


async def test_a_canary_itself_is_changed_only_through_its_service(api: Applications, web: Json) -> None:
    canary = (await api.act(web, "canary", trial(web))).json()["canary"]
    assert refusal(await api.act(canary, "scale", {"replicas": 3}))[:2] == (409, "service.is_canary")


async def test_a_file_does_not_know_of_canaries(api: Applications, web: Json, platform: Platform) -> None:
    """Applied again, it neither changes nor removes one."""
    await api.act(web, "canary", trial(web))
    assert (await api.apply(shop()))["changes"] == []
    assert [row.deleted_at for row in await rows(platform)] == [None]


async def test_image_and_variables_are_tried_by_who_may_only_deploy(
    web: Json, factory: Factory, tenant: Tenant
) -> None:
    """A whole configuration could bring any command, and any secret of the application."""
    deployer = await factory.client_of(await factory.user(Role.DEVELOPER, tenant), Scope.DEPLOY)
    path = f"{SERVICES}/{web['id']}/canary"

    refused = await deployer.post(path, json=trial(web))
    started = await deployer.post(path, json={"image": "web:2", "env": {"A": "1"}, "weight": 30})

    assert refused.status_code == 403, refused.text
    assert started.status_code == 202, started.text
    canary = started.json()["canary"]
    assert (canary["config"]["image"], canary["config"]["env"]["A"], canary["weight"]) == ("web:2", "1", 30)


async def test_what_was_changed_meanwhile_is_not_tried(api: Applications, web: Json) -> None:
    assert refusal(await api.act(web, "canary", trial(web, revision=7)))[:2] == (409, "service.changed_meanwhile")


async def test_a_further_canary_waits_until_the_one_before_is_gone(api: Applications, web: Json) -> None:
    await api.act(web, "canary", trial(web))
    assert (await api.act(web, "canary/abort")).json()["ending"] == "aborted"
    assert refusal(await api.act(web, "canary", trial(web)))[:2] == (409, "service.canary_ending")


async def test_a_canary_has_to_fit_the_quota(api: Applications, web: Json, platform: Platform) -> None:
    """Nothing is left of one that does not."""
    config = {**web["config"], "resources": {"cpu": "4", "memory": "64Mi"}}
    assert refusal(await api.act(web, "canary", {"config": config})) == (422, "quota.exceeded", None)
    assert await rows(platform) == []


async def test_a_service_that_goes_takes_its_canary_along(api: Applications, web: Json, platform: Platform) -> None:
    await api.act(web, "canary", trial(web))
    assert (await api.client.delete(f"{SERVICES}/{web['id']}")).status_code == 204
    assert all(row.deleted_at is not None for row in await rows(platform))


async def test_without_a_gateway_there_is_none(
    api: Applications, web: Json, platform: Platform, settings: Settings
) -> None:
    provide(platform.app, Settings, settings.model_copy(update={"gateway": ""}))
    assert refusal(await api.act(web, "canary", trial(web)))[:2] == (409, "service.canary_without_gateway")


async def test_nothing_is_tried_without_a_change_or_during_an_update(
    api: Applications, web: Json, statuses: InstantStatuses
) -> None:
    assert refusal(await api.act(web, "canary", {"config": web["config"]}))[:2] == (
        409,
        "service.canary_without_change",
    )
    statuses.rollouts["web"] = DONE.model_copy(update={"done": False})
    assert refusal(await api.act(web, "canary", trial(web)))[:2] == (409, "service.canary_during_rollout")


async def test_a_service_without_a_domain_has_none(api: Applications, web: Json) -> None:
    application = await api.get({"id": web["application_id"]})
    redis = application["by_name"]["redis"]
    assert refusal(await api.act(redis, "canary", trial(redis)))[:2] == (409, "service.canary_without_domain")
