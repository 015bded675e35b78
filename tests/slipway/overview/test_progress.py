"""How far something is, read off what is there now."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications.schemas import ApplicationStatus, Rollout, ServiceStatus, State
from slipway.applications.status.texts import tell
from slipway.applications.views import Trial
from slipway.audit import Brief
from slipway.overview.failing import failing_of, since_of
from slipway.overview.progress import Now, progress_of
from tests.slipway.applications.status.samples import NOW, application, at, service

Json = dict[str, Any]


def status(name: str, state: State, ready: int = 0, reason: str = "", wave: int = 0) -> ServiceStatus:
    rollout = Rollout(revision=1, desired=2, updated=1, ready=ready, old=1, done=state is State.RUNNING)
    wanted = state in (State.RUNNING, State.PUBLISHING, State.DEGRADED)
    return ServiceStatus(
        id=f"{name}-id",
        name=name,
        state=state,
        desired=2,
        ready=ready,
        wave=wave,
        reason=tell(reason, {"ready": ready, "desired": 2, "code": 1, "again": "", "again_zh": "", "needed": "db"})
        if reason
        else None,
        rollout=rollout if wanted else None,
    )


def now(state: State, *services: ServiceStatus, deleting: bool = False) -> Now:
    view = application(*(service(each.name) for each in services), deleting=deleting)
    told = ApplicationStatus(
        id=view.id, name=view.name, tenant_id=view.tenant_id, state=state, ready=1, total=2, services=list(services)
    )
    return Now.of([(view, told)])


def done(action: str) -> Brief:
    kind = action.partition(".")[0]
    ids = {"application": "shop-id", "service": "web-id"}
    return Brief(
        id="o", time=NOW, actor_id="u", actor_name="mei", tenant_id="acme-id", action=action, object_kind=kind,
        object_id=ids[kind], object_name="shop", outcome="ok",
    )  # fmt: skip


STARTING = status("web", State.PUBLISHING, 1, "starting")
CRASHED = status("web", State.DEGRADED, 0, "crashed")
RUNNING = status("web", State.RUNNING, 2)
GOING = status("web", State.UNPUBLISHING)
DRAFT = status("web", State.DRAFT)


@pytest.mark.parametrize(
    ("action", "present", "expected"),
    [
        ("application.publish", now(State.PUBLISHING, STARTING), ("running", 1, 2)),
        ("application.publish", now(State.DEGRADED, CRASHED), ("failed", 1, 2)),
        ("application.publish", now(State.RUNNING, RUNNING), ("done", 1, 2)),
        ("application.publish", now(State.DRAFT, DRAFT), None),
        ("application.create", now(State.DRAFT, DRAFT), None),
        ("application.create", now(State.PUBLISHING, STARTING), ("running", 1, 2)),
        ("service.create", now(State.DRAFT, DRAFT), None),
        ("application.apply", now(State.DRAFT, DRAFT), ("done", None, None)),
        ("application.unpublish", now(State.UNPUBLISHING, GOING, status("db", State.DRAFT)), ("running", 1, 2)),
        ("application.unpublish", now(State.DRAFT, DRAFT), ("done", None, None)),
        ("application.unpublish", now(State.RUNNING, RUNNING), None),
        ("application.delete", now(State.UNPUBLISHING, GOING, deleting=True), ("running", None, None)),
        ("application.delete", Now({}, {}), ("done", None, None)),
        ("service.upgrade", now(State.PUBLISHING, STARTING), ("running", 1, 2)),
        ("service.upgrade", now(State.DEGRADED, CRASHED), ("failed", 0, 2)),
        ("service.upgrade", now(State.RUNNING, RUNNING), ("done", 2, 2)),
        ("service.upgrade", now(State.DRAFT, DRAFT), ("done", None, None)),
        ("service.publish", now(State.DRAFT, DRAFT), None),
        ("service.unpublish", now(State.UNPUBLISHING, GOING), ("running", None, None)),
        ("service.unpublish", now(State.DRAFT, DRAFT), ("done", None, None)),
        ("service.unpublish", now(State.RUNNING, RUNNING), None),
        ("service.delete", now(State.RUNNING, GOING), ("running", None, None)),
        ("service.delete", now(State.RUNNING), ("done", None, None)),
        ("service.scale", Now({}, {}), None),
    ],
)
def test_progress_is_read_off_the_present(action: str, present: Now, expected: tuple[Any, ...] | None) -> None:
    found = progress_of(done(action), present)

    assert (found and (found.state, found.ready, found.total)) == expected


def trial(stable: ServiceStatus, canary: ServiceStatus | None, *, deleting: bool = False) -> Now:
    """The web with a canary; None: with nothing of one."""
    beside = service("web-canary", trial=Trial("web-id", 10, NOW), deleting=deleting)
    view = application(service("web"), *([beside] if canary or deleting else []))
    told = ApplicationStatus(
        id=view.id, name=view.name, tenant_id=view.tenant_id, state=State.RUNNING, ready=1, total=2,
        services=[stable, *([canary] if canary else [])],
    )  # fmt: skip
    return Now.of([(view, told)])


@pytest.mark.parametrize(
    ("action", "present", "expected"),
    [
        ("canary_start", trial(RUNNING, status("web-canary", State.PUBLISHING, 1)), "running"),
        ("canary_weight", trial(RUNNING, status("web-canary", State.PUBLISHING, 1)), "running"),
        ("canary_start", trial(RUNNING, status("web-canary", State.DEGRADED, 0, "crashed")), "failed"),
        ("canary_start", trial(CRASHED, status("web-canary", State.RUNNING, 2)), "done"),
        ("canary_start", trial(RUNNING, None), None),
        ("canary_promote", trial(STARTING, None, deleting=True), "running"),
        ("canary_promote", trial(CRASHED, None, deleting=True), "failed"),
        ("canary_promote", trial(RUNNING, None, deleting=True), "running"),
        ("canary_promote", trial(RUNNING, None), "done"),
        ("canary_abort", trial(RUNNING, None, deleting=True), "running"),
        ("canary_abort", trial(RUNNING, None), "done"),
        ("restart", trial(RUNNING, status("web-canary", State.DEGRADED, 0, "crashed")), "done"),
    ],
)
def test_a_canary_begins_with_its_own_pods_and_ends_with_them(action: str, present: Now, expected: str | None) -> None:
    found = progress_of(done(f"service.{action}"), present)

    assert (found and found.state) == expected


def test_a_restart_counts_what_has_restarted() -> None:
    """Replicas of before are ready as well, and a canary is no part of it."""
    waiting = status("web", State.PUBLISHING, 2, "starting", wave=1)
    found = progress_of(done("application.restart"), now(State.PUBLISHING, status("db", State.RUNNING, 2), waiting))
    assert (found and (found.state, found.ready, found.total)) == ("running", 1, 2)
    beside = trial(waiting, RUNNING.model_copy(update={"id": "web-canary-id"}))
    beside = Now({key: (view, told.model_copy(update={"state": State.PUBLISHING})) for key, (view, told) in
                  beside.applications.items()}, beside.services)  # fmt: skip
    found = progress_of(done("application.restart"), beside)
    assert (found and (found.state, found.ready)) == ("running", 0)
    found = progress_of(done("application.restart"), now(State.RUNNING, RUNNING))
    assert (found and found.state) == "done"


def test_the_reason_is_that_of_what_keeps_the_others_waiting() -> None:
    waiting = status("web", State.PUBLISHING, 0, "waiting_for_dependency", wave=1)
    found = progress_of(
        done("application.publish"), now(State.DEGRADED, waiting, status("db", State.DEGRADED, 0, "crashed"))
    )

    assert found is not None and found.reason is not None and found.reason.code == "crashed"


def test_what_does_not_run_at_all_comes_before_what_lacks_replicas_and_the_newest_first() -> None:
    """What is only starting, or waits for another, is no failure."""
    names = ("half", "old", "new", "starting", "waiting")
    services = [
        status("half", State.DEGRADED, 1, "crashed"),
        status("old", State.DEGRADED, 0, "crashed"),
        status("new", State.PUBLISHING, 0, "crashed"),
        status("starting", State.PUBLISHING, 0, "starting"),
        status("waiting", State.PUBLISHING, 0, "waiting_for_dependency"),
    ]
    view = application(*(service(name) for name in names))
    seen = ApplicationStatus(id="shop-id", name="shop", tenant_id="acme-id", state=State.DEGRADED, ready=0, total=5,
                             services=services)  # fmt: skip
    since = {"half-id": at(1), "old-id": at(900), "new-id": at(10)}

    failing = failing_of([(view, seen)], lambda key: since_of({"metadata": {"creationTimestamp": since[key]}}))

    assert (failing.total, [each.service for each in failing.items]) == (3, ["new", "old", "half"])
