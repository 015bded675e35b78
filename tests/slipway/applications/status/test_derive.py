"""States and progress, derived from what should be and what is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from slipway.applications.schemas import ServiceStatus, State
from slipway.applications.status.derive import application_status, service_status
from slipway.applications.status.observed import Sight
from slipway.applications.status.reasons import Circumstances
from slipway.applications.views import ServiceView, Trial
from tests.slipway.applications.status.samples import (
    NOW,
    application,
    at,
    cluster_service,
    deployment,
    pod,
    running,
    service,
)

FAILING = {"waiting": {"reason": "ErrImagePull"}}


def status(of: ServiceView, sight: Sight) -> ServiceStatus:
    return service_status(application(of), of, sight, Circumstances(now=NOW), 0, "http://web/")


def test_nothing_wanted_and_nothing_there_is_a_draft() -> None:
    found = status(service(published=False), Sight())
    assert (found.state, found.reason, found.url) == (State.DRAFT, None, None)


def test_nothing_wanted_but_something_there_is_unpublishing() -> None:
    assert status(service(published=False), Sight(pods=(pod(ending=True),))).state == State.UNPUBLISHING


def test_deleted_service_is_unpublishing_to_its_end() -> None:
    assert status(service(deleting=True), Sight()).state == State.UNPUBLISHING


def test_all_replicas_ready_is_running() -> None:
    web = service(replicas=2)
    found = status(web, running(web))
    assert (found.state, found.ready, found.reason, found.url) == (State.RUNNING, 2, None, "http://web/")
    assert found.rollout is not None and found.rollout.done


def test_no_replicas_wanted_and_none_there_is_running() -> None:
    web = service(replicas=0)
    assert status(web, running(web)).state == State.RUNNING


def test_first_publish_is_publishing_even_when_it_fails() -> None:
    web = service()
    found = status(web, Sight(owned=(deployment(web, complete=False),), pods=(pod(state=FAILING),)))
    assert found.state == State.PUBLISHING
    assert found.reason is not None and found.reason.code == "image_pull_failed"


def test_first_publish_that_fails_for_too_long_is_degraded() -> None:
    web = service()
    overdue = [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]
    seen = Sight(owned=(deployment(web, complete=False, conditions=overdue),), pods=(pod(state=FAILING),))
    assert status(web, seen).state == State.DEGRADED


def test_replica_that_breaks_later_degrades() -> None:
    web = service(replicas=2)
    pods = (pod("a", ready=True), pod("b", state={"terminated": {"exitCode": 1, "finishedAt": at(1)}}))
    seen = Sight(owned=(deployment(web, availableReplicas=1),), pods=pods)
    found = status(web, seen)
    assert (found.state, found.ready) == (State.DEGRADED, 1)
    assert found.reason is not None and found.reason.code == "crashed"


def test_rollout_counts_new_and_old_replicas() -> None:
    web = service(revision=2, replicas=2)
    pods = (pod("a", revision=1, ready=True), pod("b", revision=1, ready=True), pod("c", revision=2))
    found = status(web, Sight(owned=(deployment(web, complete=False),), pods=pods))
    assert found.rollout is not None
    assert found.rollout.model_dump() == {
        "revision": 2,
        "runs_as": 2, "previous": 1, "desired": 2, "updated": 1, "ready": 0, "old": 2, "done": False, "paused": False,
    }  # fmt: skip
    assert (found.state, found.ready) == (State.PUBLISHING, 2)


def test_failing_rollout_over_serving_replicas_is_degraded_with_the_new_ones_reason() -> None:
    web = service(revision=2)
    pods = (pod("a", revision=1, ready=True), pod("b", revision=2, state=FAILING))
    found = status(web, Sight(owned=(deployment(web, complete=False),), pods=pods))
    assert found.state == State.DEGRADED
    assert found.reason is not None and found.reason.code == "image_pull_failed"


def test_new_revision_that_the_cluster_has_not_heard_of_is_not_done() -> None:
    web = service(revision=2)
    seen = Sight(owned=(deployment(web, revision=1),), pods=(pod(revision=1, ready=True),))
    found = status(web, seen)
    assert found.state == State.PUBLISHING
    assert found.rollout is not None and not found.rollout.done


def test_restart_is_a_rollout_of_the_same_revision() -> None:
    web = service(restarted_at=datetime(2025, 5, 1, tzinfo=UTC))
    found = status(web, Sight(owned=(deployment(web),), pods=(pod(ready=True),)))
    assert found.rollout is not None
    assert (found.rollout.updated, found.rollout.old, found.rollout.done) == (0, 1, False)


def test_who_waits_to_restart_is_judged_by_what_it_is_meanwhile() -> None:
    web = service(restarted_at=datetime(2025, 5, 1, tzinfo=UTC))
    around = Circumstances(now=NOW, restarts_after=["db"])
    view = application(web)
    told = service_status(view, web, running(web), around, 1, None)
    assert (told.state, told.ready, told.reason and told.reason.code) == (State.PUBLISHING, 1, "waiting_to_restart")
    down = Sight(owned=running(web).owned, pods=(pod(state=FAILING),))
    assert service_status(view, web, down, around, 1, None).state == State.DEGRADED


def test_ending_replicas_are_no_longer_counted() -> None:
    web = service(revision=2)
    pods = (pod("a", revision=1, ready=True, ending=True), pod("b", revision=2, ready=True))
    seen = Sight(owned=(deployment(web), cluster_service(web)), pods=pods)
    assert status(web, seen).state == State.RUNNING


def test_application_is_as_its_worst_service() -> None:
    web, api, draft = service("web"), service("api"), service("draft", published=False)
    view = application(web, api, draft)
    good = status(web, running(web))
    bad = good.model_copy(update={"state": State.DEGRADED, "ready": 0})
    idle = status(draft, Sight())
    assert application_status(view, [good, good, idle]).state == State.RUNNING
    found = application_status(view, [good, bad, idle])
    assert (found.state, found.ready, found.total, found.urls) == (State.DEGRADED, 1, 2, ["http://web/"] * 2)
    assert application_status(view, [idle]).state == State.DRAFT
    going = idle.model_copy(update={"state": State.UNPUBLISHING})
    assert application_status(view, [idle, going]).state == State.UNPUBLISHING
    assert application_status(application(deleting=True), []).state == State.UNPUBLISHING


def test_rollout_says_where_it_could_return_to_and_that_it_is_held() -> None:
    web = replace(service(revision=4, replicas=2), paused=True)
    pods = (pod("a", revision=2, ready=True), pod("b", revision=3, ready=True), pod("c", revision=4, ready=True))
    found = status(web, Sight(owned=(deployment(web, complete=False),), pods=pods))
    assert found.rollout is not None
    assert (found.rollout.previous, found.rollout.paused, found.state) == (3, True, State.PUBLISHING)
    assert found.reason is not None and found.reason.message.startswith("The update is paused")


def test_finished_rollout_has_nothing_to_return_to() -> None:
    web = service(revision=2)
    found = status(web, running(web))
    assert found.rollout is not None and found.rollout.previous is None


def test_a_canary_is_not_counted_beside_its_service() -> None:
    web, canary = service(), service("web-canary", trial=Trial("web-id", 10, NOW))
    view = application(web, canary)
    statuses = [service_status(view, each, running(each), Circumstances(now=NOW), 0, None) for each in view.services]
    assert (application_status(view, statuses).ready, application_status(view, statuses).total) == (1, 1)
    failing = statuses[1].model_copy(update={"state": State.DEGRADED})
    assert application_status(view, [statuses[0], failing]).state == State.DEGRADED
