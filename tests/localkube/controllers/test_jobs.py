"""Jobs: how ends are counted across crashes, when pods are replaced, when a job is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from localkube.controllers import Controllers
from localkube.controllers.job.backoff import delay_after
from localkube.controllers.job.plan import New, plan
from localkube.controllers.job.pods import FAILURES, FINALIZER, INDEX
from localkube.controllers.job.tally import may_go, take
from localkube.controllers.job.verdict import failure, success
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import obj, pod, template
from tests.localkube.controllers.fake import FakeAccess

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def job(status: Obj | None = None, **spec: Any) -> Obj:
    pods = template()
    pods["spec"]["restartPolicy"] = "Never"
    wanted = {"completions": 1, "parallelism": 1, "backoffLimit": 6, "template": pods, **spec}
    return obj("batch/v1", "Job", "sum", spec=wanted, status=status or {})


def ended(name: str, phase: str, *, tracked: bool = True, index: int | None = None, ago: float = 60) -> Obj:
    marks = {} if index is None else {INDEX: str(index), FAILURES: "0"}
    finished = (NOW - timedelta(seconds=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    code = 0 if phase == "Succeeded" else 1
    terminated = {"name": "main", "state": {"terminated": {"exitCode": code, "finishedAt": finished}}}
    metadata = {"uid": name, "finalizers": [FINALIZER] if tracked else [], "annotations": marks}
    return pod(name, metadata=metadata, status={"phase": phase, "containerStatuses": [terminated]})


def test_an_end_is_counted_once_wherever_the_writing_stops() -> None:
    counted = job(completions=3)
    fresh, freed = ended("a", "Succeeded"), ended("a", "Succeeded", tracked=False)

    first = take(counted, [fresh])
    assert (first.succeeded, first.heard_succeeded) == (0, ["a"])
    assert may_go(counted, first, fresh, over=False)

    counted["status"] = first.written()
    again = take(counted, [fresh])
    assert (again.succeeded, again.heard_succeeded, again.all_succeeded) == (0, ["a"], 1)

    for left in ([freed], []):
        last = take(counted, left)
        assert (last.succeeded, last.heard_succeeded) == (1, [])
    counted["status"] = last.written()
    assert take(counted, [freed]).all_succeeded == 1


def test_a_pod_is_held_until_its_end_is_recorded() -> None:
    running = job(completions=3)

    assert not may_go(running, take(running, []), ended("a", "Failed"), over=False)


def test_ignored_failures_do_not_count() -> None:
    rule = {"action": "Ignore", "onExitCodes": {"operator": "In", "values": [1]}}
    ignoring = job(podFailurePolicy={"rules": [rule]})
    failed = ended("a", "Failed")

    tally = take(ignoring, [failed])

    assert tally.all_failed == 0
    assert may_go(ignoring, tally, failed, over=False)


def test_pauses_double_with_each_failure_in_a_row() -> None:
    failing = [ended(str(n), "Failed", ago=1000 - n) for n in range(3)]
    last = ended("last", "Failed", ago=5)

    assert delay_after(job(), [last], NOW) == 5
    assert delay_after(job(), [*failing, last], NOW) == 75
    assert delay_after(job(), [*failing, ended("good", "Succeeded", ago=7), last], NOW) == 5
    assert delay_after(job(), [ended(str(n), "Failed", ago=1) for n in range(30)], NOW) == 599


def test_lowest_free_indexes_come_first() -> None:
    indexed = job(completionMode="Indexed", completions=6, parallelism=3, status={"completedIndexes": "0,2"})
    active = pod("one", ready=True, metadata={"annotations": {INDEX: "1"}})

    found = plan(indexed, [active], take(indexed, [active]), NOW, 16)

    assert found.new == [New(3), New(4)]


def test_two_pods_of_an_index_become_one() -> None:
    indexed = job(completionMode="Indexed", completions=2, parallelism=2)
    twins = [pod(name, ready=True, metadata={"annotations": {INDEX: "0"}}) for name in ("a", "b")]

    found = plan(indexed, twins, take(indexed, twins), NOW, 16)

    assert [p["metadata"]["name"] for p in found.surplus] == ["b"]
    assert found.new == [New(1)]


def test_only_what_is_missing_is_made_at_the_end() -> None:
    nearly = job(completions=5, parallelism=4, status={"succeeded": 4})

    assert len(plan(nearly, [], take(nearly, []), NOW, 16).new) == 1


def test_one_success_is_enough_without_a_number_of_completions() -> None:
    queue = job(parallelism=3, status={"succeeded": 1})
    del queue["spec"]["completions"]
    workers = [pod(name, ready=True) for name in ("a", "b")]

    tally = take(queue, workers)

    assert plan(queue, workers, tally, NOW, 16).new == []
    assert success(queue, tally, active=2) is None
    assert success(queue, tally, active=0) is not None


def test_restarts_inside_pods_use_the_budget() -> None:
    restarting = job(backoffLimit=3)
    restarting["spec"]["template"]["spec"]["restartPolicy"] = "OnFailure"
    busy = pod("a", ready=False, status={"containerStatuses": [{"restartCount": 3}]})

    found = failure(restarting, [busy], take(restarting, [busy]), NOW)

    assert found is not None
    assert found.reason == "BackoffLimitExceeded"


def end_all(access: FakeAccess, phase: str) -> None:
    for each in access.list("pods"):
        if each.get("status", {}).get("phase") in (None, "Pending"):
            name = each["metadata"]["name"]
            access.mutate("pods", "shop", name, lambda current: current["status"].update(phase=phase), "status")


@pytest.mark.parametrize("propagation", ["Background", "Orphan"])
async def test_no_pod_of_a_deleted_job_is_held_for_ever(
    access: FakeAccess, controllers: Controllers, until: Until, propagation: str
) -> None:
    access.create("jobs.batch", "shop", job(parallelism=2, completions=2))
    await until(lambda: len(access.list("pods")) == 2)

    access.delete("jobs.batch", "shop", "sum", propagation=propagation)

    await until(lambda: access.find("jobs.batch", "shop", "sum") is None)
    await until(lambda: not [p for p in access.list("pods") if p["metadata"].get("finalizers")])


async def test_job_counts_and_completes(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    access.create("jobs.batch", "shop", job(parallelism=2, completions=3))
    for number in (2, 3):
        await until(lambda number=number: len(access.list("pods")) == number)  # type: ignore[misc]  # bound above
        end_all(access, "Succeeded")

    await until(lambda: condition(access.get("jobs.batch", "shop", "sum"), "Complete"))

    status = access.get("jobs.batch", "shop", "sum")["status"]
    assert (status["succeeded"], status["uncountedTerminatedPods"]) == (3, {})
    assert [p for p in access.list("pods") if p["metadata"].get("finalizers")] == []
