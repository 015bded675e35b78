"""Whose turn it is while a whole application restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slipway.applications import labels
from slipway.applications.status.observed import Sight
from slipway.applications.status.turns import in_turn, waiting_for_turn
from slipway.applications.views import ServiceView, Trial
from tests.slipway.applications.status.samples import NOW, application, deployment, pod, running, service

BEFORE = datetime(2025, 4, 1, tzinfo=UTC)
THEN = datetime(2025, 5, 1, 11, 59, 30, 123456, tzinfo=UTC)


def member(name: str, *depends_on: str, turn: bool = True, **fields: Any) -> ServiceView:
    """A service that is to restart with its application."""
    found = service(name, depends_on=list(depends_on), restarted_at=THEN, **fields)
    return replace(found, restarts_in_turn=turn)


def told(of: ServiceView, at: str | None, *, ready: bool = True) -> Sight:
    """The service with the restart that its deployment and its pods tell."""
    annotations = {"annotations": {labels.RESTARTED_AT: at}} if at else {}
    made = deployment(of)
    made.obj["spec"]["template"]["metadata"].update(annotations)
    body = pod(f"{of.name}-1", revision=of.revision, ready=ready)
    body["metadata"].update(annotations)
    return Sight(owned=(made,), pods=(body,))


def old(of: ServiceView) -> Sight:
    return told(of, BEFORE.isoformat())


def done(of: ServiceView) -> Sight:
    return told(of, THEN.isoformat())


def failing(of: ServiceView) -> Sight:
    """Its restart has begun, and the new replica does not become ready."""
    return told(of, THEN.isoformat(), ready=False)


DB, API, WEB = member("db"), member("api", "db"), member("web", "api")


def waits(*seen: tuple[ServiceView, Sight]) -> dict[str, list[str]]:
    view = application(*(each for each, _ in seen))
    found = waiting_for_turn(view, {each.id: sight for each, sight in seen})
    return {key.removesuffix("-id"): list(names) for key, names in found.items()}


def test_all_but_the_first_wave_wait_when_it_begins() -> None:
    assert waits((DB, old(DB)), (API, old(API)), (WEB, old(WEB))) == {"api": ["db"], "web": ["db"]}


def test_a_wave_begins_when_the_one_before_runs_again() -> None:
    assert waits((DB, done(DB)), (API, old(API)), (WEB, old(WEB))) == {"web": ["api"]}
    assert waits((DB, done(DB)), (API, done(API)), (WEB, old(WEB))) == {}


def test_what_fails_in_its_wave_stops_all_later_ones() -> None:
    """Also those that do not depend on it."""
    cache = member("cache")
    seen = ((DB, failing(DB)), (cache, done(cache)), (API, old(API)), (WEB, old(WEB)))
    assert waits(*seen) == {"api": ["db"], "web": ["db"]}
    other = member("other", "cache")
    assert waits((DB, failing(DB)), (cache, done(cache)), (other, old(other))) == {"other": ["db"]}


def test_what_has_begun_goes_on_whatever_becomes_of_others() -> None:
    assert waits((DB, failing(DB)), (API, failing(API)), (WEB, old(WEB))) == {"web": ["db"]}


def test_a_restart_of_the_one_that_fails_lets_nobody_past_it() -> None:
    """It is no longer one of the whole application's, but still before the others."""
    again = replace(DB, restarted_at=NOW, restarts_in_turn=False)
    assert waits((again, failing(DB)), (API, old(API))) == {"api": ["db"]}


def test_a_single_service_waits_for_nobody() -> None:
    alone = member("api", "db", turn=False)
    assert waits((DB, failing(DB)), (alone, old(alone))) == {}


def test_a_paused_update_before_it_makes_it_wait() -> None:
    held = replace(DB, paused=True)
    half = Sight(owned=done(held).owned, pods=old(held).pods)
    assert waits((held, half), (API, old(API))) == {"api": ["db"]}


def test_a_new_revision_before_it_has_to_be_there_first() -> None:
    newer = replace(DB, revision=2)
    assert waits((newer, done(DB)), (API, old(API))) == {"api": ["db"]}


def test_nobody_waits_for_a_canary_or_for_what_is_not_published() -> None:
    canary = replace(service("db-canary", trial=Trial(DB.id, 10, NOW)), restarted_at=None)
    stopped = replace(member("cache"), published=False)
    assert waits((DB, done(DB)), (canary, told(canary, None, ready=False)), (stopped, Sight()), (API, old(API))) == {}


def test_what_the_cluster_does_not_have_begins_new_at_once() -> None:
    assert waits((DB, failing(DB)), (API, Sight())) == {}


def test_who_waits_keeps_the_restart_before() -> None:
    view = application(API, DB)
    sights = {DB.id: failing(DB), API.id: old(API)}
    found = {each.name: each.restarted_at for each in in_turn(view, sights).services}
    assert found == {"db": THEN, "api": BEFORE}
    assert in_turn(view, {**sights, DB.id: done(DB)}) is view
    never = in_turn(view, {**sights, API.id: told(API, None)})
    assert {each.name: each.restarted_at for each in never.services} == {"db": THEN, "api": None}


def test_a_mark_that_is_none_of_ours_is_not_kept() -> None:
    found = in_turn(application(API, DB), {DB.id: failing(DB), API.id: told(API, "yesterday")})
    assert found.services[0].restarted_at is None


def test_a_later_restart_begins_anew_and_leaves_alone_who_still_waited() -> None:
    """Who has restarted does so again; who waits keeps what it has, so that it restarts once."""
    later = [replace(each, restarted_at=NOW) for each in (DB, API, WEB)]
    seen = {later[0].id: done(DB), later[1].id: done(API), later[2].id: old(WEB)}
    view = in_turn(application(*later), seen)
    assert [each.restarted_at for each in view.services] == [NOW, THEN, BEFORE]


def test_nothing_restarts_in_what_never_was() -> None:
    plain = service("web")
    view = application(plain)
    assert in_turn(view, {plain.id: running(plain)}) is view
