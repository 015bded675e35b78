"""Cron jobs on a clock that the test sets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from localkube.controllers import Controllers
from localkube.controllers.cron_job import cron_jobs
from localkube.controllers.cron_job.schedule import due, is_too_late, job_for
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import obj, template
from tests.localkube.controllers.fake import FakeAccess

NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)


def cron_job(name: str = "tick", **spec: Any) -> Obj:
    pods = template()
    pods["spec"]["restartPolicy"] = "Never"
    made = {"created": "2026-03-02T12:00:00Z"} | spec
    return obj(
        "batch/v1",
        "CronJob",
        name,
        metadata={"creationTimestamp": made.pop("created")},
        spec={"schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": pods}}, **made},
    )


def test_nothing_is_due_before_the_first_time() -> None:
    found = due(cron_job(), NOON)

    assert found.latest is None
    assert found.next == NOON.replace(minute=5, second=0)


def test_only_the_last_missed_time_counts() -> None:
    found = due(cron_job(created="2026-03-02T11:32:00Z"), NOON)

    assert (found.latest, found.missed) == (NOON.replace(second=0), 6)


def test_a_year_of_missed_minutes_is_found_quickly() -> None:
    found = due(cron_job(created="2025-03-02T12:00:00Z", schedule="* * * * *"), NOON)

    assert found.latest == NOON.replace(second=0)
    assert found.missed == pytest.approx(365 * 24 * 60, rel=0.01)


def test_deadline_hides_older_times() -> None:
    late = cron_job(created="2026-03-02T11:32:00Z", startingDeadlineSeconds=10)

    assert due(late, NOON).latest is None
    assert is_too_late(late, NOON.replace(second=0), NOON)


def test_time_zone_decides_the_hour() -> None:
    found = due(cron_job(schedule="0 8 * * *", timeZone="Asia/Shanghai"), NOON)

    assert found.next == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


def test_job_is_named_after_its_time() -> None:
    scheduled = NOON.replace(second=0)

    made = job_for(cron_job(timeZone="Asia/Shanghai"), scheduled)

    assert made["metadata"]["name"] == f"tick-{int(scheduled.timestamp()) // 60}"
    stamp = made["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"]
    assert stamp == "2026-03-02T20:00:00+08:00"


class Clock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def controllers(access: FakeAccess, clock: Clock) -> AsyncIterator[Controllers]:
    """The cron job controller alone, so that nothing ends the jobs."""
    running = Controllers(access, catalogue=[cron_jobs], clock=clock)
    await running.start()
    yield running
    await running.stop()


def jobs(access: FakeAccess) -> list[str]:
    return sorted(job["metadata"]["name"] for job in access.list("jobs.batch"))


def touch(access: FakeAccess) -> None:
    """Have the controller look again."""

    def change(current: Obj) -> None:
        labels = current["metadata"].setdefault("labels", {})
        labels["touched"] = str(int(labels.get("touched", 0)) + 1)

    access.mutate("cronjobs.batch", "shop", "tick", change)


@pytest.mark.parametrize(("policy", "left"), [("Allow", 2), ("Forbid", 1), ("Replace", 1)])
async def test_policy_decides_about_jobs_that_still_run(
    access: FakeAccess, controllers: Controllers, clock: Clock, until: Until, policy: str, left: int
) -> None:
    access.create("cronjobs.batch", "shop", cron_job(concurrencyPolicy=policy, created="2026-03-02T11:58:00Z"))
    created = access.get("cronjobs.batch", "shop", "tick")["metadata"]["creationTimestamp"]
    assert created == "2026-03-02T11:58:00Z"
    await until(lambda: len(jobs(access)) == 1)
    first = jobs(access)

    clock.now = NOON + timedelta(minutes=5)
    touch(access)

    def status() -> Obj:
        found: Obj = access.get("cronjobs.batch", "shop", "tick")["status"]
        return found

    if policy == "Forbid":
        await until(lambda: any(e["reason"] == "JobAlreadyActive" for e in access.list("events")))
    else:
        await until(lambda: status()["lastScheduleTime"] == "2026-03-02T12:05:00Z")
    assert len(jobs(access)) == left
    assert (first[0] in jobs(access)) == (policy != "Replace")
