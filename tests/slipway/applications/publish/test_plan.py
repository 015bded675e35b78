"""What the next pass brings up, takes down and forgets."""

from __future__ import annotations

from collections.abc import Iterable

from slipway.applications.publish.plan import Plan, plan_of
from slipway.applications.status.observed import Sight
from slipway.applications.views import ServiceView
from tests.slipway.applications.status.samples import application, pod, running, service

EMPTY = Sight()


def chain(**web: bool) -> tuple[ServiceView, ServiceView, ServiceView]:
    return service("web", depends_on=["api"], **web), service("api", depends_on=["db"]), service("db")


def plan(services: Iterable[ServiceView], *, deleting: bool = False, **sights: Sight) -> Plan:
    view = application(*services, deleting=deleting)
    return plan_of(view, {each.id: sights.get(each.name, EMPTY) for each in view.services})


def names(services: Iterable[ServiceView]) -> list[str]:
    return [each.name for each in services]


def test_only_what_depends_on_nothing_comes_first() -> None:
    assert names(plan(chain()).bring) == ["db"]


def test_next_wave_comes_when_the_one_before_is_ready() -> None:
    web, api, db = chain()
    assert names(plan((web, api, db), db=running(db)).bring) == ["api", "db"]


def test_service_that_is_there_is_updated_though_its_dependency_is_not_ready() -> None:
    web, api, db = chain()
    broken = Sight(owned=running(db).owned, pods=(pod(),))
    assert names(plan((web, api, db), web=running(web), api=running(api), db=broken).bring) == ["web", "api", "db"]


def test_dependency_that_is_not_published_holds_up() -> None:
    api, db = service("api", depends_on=["db"]), service("db", published=False)
    assert names(plan((api, db)).bring) == []


def test_dependency_with_too_few_ready_replicas_holds_up() -> None:
    api, db = service("api", depends_on=["db"]), service("db", replicas=2)
    half = Sight(owned=running(db).owned, pods=running(db).pods[:1])
    assert names(plan((api, db), db=half).bring) == ["db"]


def test_a_service_begins_once_its_old_volume_is_gone() -> None:
    """What runs already stays and is updated: its volume does not go before its replicas."""
    db = service("db", volumes=[{"name": "data", "mount_path": "/data"}])
    view, going = application(db), ["db-data", "other-data"]
    assert plan_of(view, {db.id: EMPTY}, going).bring == ()
    assert plan_of(view, {db.id: EMPTY}, ["other-data"]).bring == (db,)
    assert plan_of(view, {db.id: running(db)}, going).bring == (db,)


def test_taken_down_from_the_top() -> None:
    down = [service("web", depends_on=["api"], published=False), service("api", published=False)]
    web, api = down
    both = plan(down, web=running(web), api=running(api))
    assert {each.name for each in both.remove} == {"web"}
    ending = Sight(pods=(pod(ending=True),))
    assert plan(down, web=ending, api=running(api)).remove == ()
    assert {each.name for each in plan(down, api=running(api)).remove} == {"api"}


def test_dependent_that_should_run_does_not_keep_its_dependency() -> None:
    api, db = service("api", depends_on=["db"]), service("db", published=False)
    assert {each.name for each in plan((api, db), api=running(api), db=running(db)).remove} == {"db"}


def test_deleted_services_are_cleared_when_nothing_is_left() -> None:
    web, db = service("web", deleting=True), service("db")
    assert names(plan((web, db), web=running(web), db=running(db)).cleared) == []
    assert names(plan((web, db), db=running(db)).cleared) == ["web"]


def test_deleted_application_takes_all_services_along() -> None:
    web, api, db = chain()
    gone = plan((web, api, db), deleting=True, db=running(db))
    assert names(gone.bring) == []
    assert {each.name for each in gone.remove} == {"db"}
    assert names(gone.cleared) == ["web", "api"]


def test_unpublished_service_is_not_forgotten() -> None:
    assert plan([service(published=False)]).cleared == ()


def test_pods_without_an_owner_are_taken_down_too() -> None:
    orphan = pod("lost", ready=True)
    del orphan["metadata"]["ownerReferences"]
    assert {each.name for each in plan([service(published=False)], web=Sight(pods=(orphan,))).remove} == {"lost"}
