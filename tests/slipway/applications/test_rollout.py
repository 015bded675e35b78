"""Rolling updates over HTTP: held, let go on, and returned from."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from slipway.applications.models import Revision, Service
from slipway.applications.schemas import Rollout
from slipway.applications.views import load_view
from slipway.audit.models import Operation
from slipway.server import Platform
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, shop
from tests.slipway.applications.conftest import InstantStatuses


@pytest.fixture
async def made(api: Applications) -> Json:
    """The published shop, whose web is at revision 2."""
    made = await api.create(shop())
    await api.publish(made)
    web = made["by_name"]["web"]
    assert (await api.act(web, "upgrade", {"image": "web:2"})).status_code == 202
    return made


def under_way(**fields: int) -> Rollout:
    """An update of which one of two replicas is done."""
    return Rollout(
        **{"revision": 2, "previous": 1, "desired": 2, "updated": 1, "ready": 1, "old": 1, **fields}, done=False
    )


async def paused(platform: Platform, service: Json) -> bool:
    async with platform.database.read() as session:
        found = await session.scalar(select(Service.paused).where(Service.id == service["id"]))
    return bool(found)


async def test_a_rollout_is_held_and_goes_on(api: Applications, made: Json, platform: Platform) -> None:
    """Asking twice is no error, and recorded once."""
    web = made["by_name"]["web"]
    for _ in range(2):
        assert (await api.act(web, "rollout/pause")).status_code == 202
    assert await paused(platform, web)
    assert (await api.act(web, "rollout/resume")).status_code == 202
    assert not await paused(platform, web)
    async with platform.database.read() as session:
        actions = list(await session.scalars(select(Operation.action).where(Operation.action.like("service.rollout%"))))
    assert sorted(actions) == ["service.rollout_pause", "service.rollout_resume"]


async def test_returning_takes_the_revision_that_old_replicas_run(
    api: Applications, made: Json, platform: Platform, statuses: InstantStatuses
) -> None:
    """As a new revision, and nothing is held any more."""
    web = made["by_name"]["web"]
    await api.act(web, "rollout/pause")
    statuses.rollouts["web"] = under_way()

    assert (await api.act(web, "rollout/abort")).status_code == 202

    newest = (await api.client.get(f"{SERVICES}/{web['id']}/revisions")).json()[0]
    assert (newest["number"], newest["rolled_back_to"], newest["config"]["image"]) == (3, 1, "web:1")
    assert not await paused(platform, web)


async def test_what_repeats_a_revision_has_its_pods(api: Applications, made: Json, platform: Platform) -> None:
    """Also what repeats one that repeats it; what is changed after that has its own."""
    web = made["by_name"]["web"]
    for revision in (1, 3):
        assert (await api.act(web, "rollback", {"revision": revision})).status_code == 202
        await api.act(web, "upgrade", {"image": f"web:{revision + 9}"})

    async with platform.database.read() as session:
        view = await load_view(session, made["id"])
        query = select(Revision.number, Revision.runs_as).where(Revision.service_id == web["id"])
        rows = (await session.execute(query.order_by(Revision.number))).all()
    assert [tuple(row) for row in rows] == [(1, None), (2, None), (3, 1), (4, None), (5, 1), (6, None)]
    assert view is not None and {each.name: each.mark for each in view.services}["web"] == 6


async def test_a_finished_rollout_is_not_returned_from(
    api: Applications, made: Json, statuses: InstantStatuses
) -> None:
    """Rolling back is the way then."""
    statuses.rollouts["web"] = Rollout(revision=2, desired=1, updated=1, ready=1, old=0, done=True)

    assert refusal(await api.act(made["by_name"]["web"], "rollout/abort"))[:2] == (409, "service.rollout_over")


async def test_unpublishing_ends_a_pause(api: Applications, made: Json, platform: Platform) -> None:
    """Published again, it comes up; and what is not published has nothing to hold."""
    web = made["by_name"]["web"]
    await api.act(web, "rollout/pause")
    await api.client.post(f"{URL}/{made['id']}/unpublish")

    assert not await paused(platform, web)
    for action in ("pause", "resume", "abort"):
        assert refusal(await api.act(web, f"rollout/{action}"))[:2] == (409, "service.not_published")
