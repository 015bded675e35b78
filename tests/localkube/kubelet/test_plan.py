"""What a pod needs next, decided without clock or engine."""

from __future__ import annotations

import pytest

from localkube.kubelet.backoff import Crash
from localkube.kubelet.observed import Observed
from localkube.kubelet.plan import (
    SANDBOX,
    Attach,
    Plan,
    Remove,
    Situation,
    StartContainer,
    StartSandbox,
    Stop,
    outcome,
    plan,
)
from localkube.objects.access import Obj
from localkube.runtime import Found
from tests.localkube.kubelet.factory import START, container, found, pod, sandbox, there

NOW = START + 10


def planned(of: Obj, *everything: Found, **situation: object) -> Plan:
    observed = there(*everything)
    attached = observed.sandbox.id if observed.sandbox else ""
    return plan(of, observed, Situation(**{"attached": attached, **situation}), NOW)  # type: ignore[arg-type]


def started(made: Plan) -> list[tuple[str, int]]:
    return [(a.container["name"], a.attempt) for a in made.actions if isinstance(a, StartContainer)]


def stopped(made: Plan) -> dict[str, str]:
    return {a.found.id: a.message for a in made.actions if isinstance(a, Stop)}


def test_new_pod_gets_a_sandbox_first() -> None:
    assert planned(pod()).actions == [StartSandbox(0)]


def test_sandbox_waits_for_volumes() -> None:
    assert planned(pod(), mounted=False).actions == []


def test_containers_wait_until_the_sandbox_is_attached() -> None:
    box = sandbox()
    assert planned(pod(), box, attached="").actions == [Attach(box)]


def test_all_containers_start_side_by_side() -> None:
    made = planned(pod(container("web"), container("log")), sandbox())
    assert started(made) == [("web", 0), ("log", 0)]


def test_nothing_is_done_twice() -> None:
    assert planned(pod(), sandbox(), busy=frozenset({"web"})).actions == []
    assert planned(pod(), busy=frozenset({SANDBOX})).actions == []


def test_running_pod_needs_nothing() -> None:
    made = planned(pod(), sandbox(), found())
    assert made.actions == []
    assert made.wake_at is None


def test_first_crash_is_restarted_at_once() -> None:
    dead = found(state="exited")
    made = planned(pod(), sandbox(), dead, crashes={"web": Crash(dead.id, 0.0)})
    assert started(made) == [("web", 1)]
    assert made.crash_loops == {}


def test_second_crash_waits_from_the_time_of_death() -> None:
    dead = found(attempt=1, state="exited")
    made = planned(pod(), sandbox(), dead, crashes={"web": Crash(dead.id, 10.0)})
    assert made.actions == []
    assert made.crash_loops == {"web": 10.0}
    assert made.wake_at == START + 15


@pytest.mark.parametrize(
    ("policy", "code", "restarted"),
    [
        ("Always", 0, True),
        ("Always", 1, True),
        ("OnFailure", 1, True),
        ("OnFailure", 0, False),
        ("Never", 0, False),
        ("Never", 1, False),
    ],
)
def test_restart_policy(policy: str, code: int, restarted: bool) -> None:
    dead = found(state="exited", exit_code=code)
    made = planned(pod(restartPolicy=policy), sandbox(), dead)
    assert bool(started(made)) is restarted


def test_start_that_failed_waits_for_its_time() -> None:
    made = planned(pod(), sandbox(), not_before={"web": NOW + 7})
    assert made.actions == []
    assert made.wake_at == NOW + 7


def test_container_with_failed_liveness_is_stopped_with_the_reason() -> None:
    running = found()
    made = planned(pod(), sandbox(), running, unhealthy={running.id: "failed liveness probe"})
    assert stopped(made) == {running.id: "failed liveness probe"}


def test_container_with_another_image_is_stopped() -> None:
    running = found()
    made = planned(pod(container(image="web:2")), sandbox(), running)
    assert "definition changed" in stopped(made)[running.id]


def test_death_of_the_sandbox_ends_all_containers_and_then_makes_a_new_one() -> None:
    dead, running = sandbox(state="exited"), found()
    assert running.id in stopped(planned(pod(), dead, running))
    made = planned(pod(), dead, found(state="exited"))
    assert made.actions == [StartSandbox(1)]


def test_containers_start_again_in_the_new_sandbox() -> None:
    dead = found(state="exited")
    made = planned(pod(), sandbox(state="exited"), sandbox(1), dead, crashes={"web": Crash(dead.id, 0.0)})
    assert started(made) == [("web", 1)]


def test_init_containers_run_one_after_the_other() -> None:
    two = pod(initContainers=[container("first"), container("second")])
    assert started(planned(two, sandbox())) == [("first", 0)]
    done = found("first", state="exited", exit_code=0)
    assert started(planned(two, sandbox(), done)) == [("second", 0)]
    assert started(planned(two, sandbox(), done, found("second"))) == []
    also = found("second", state="exited", exit_code=0)
    assert started(planned(two, sandbox(), done, also)) == [("web", 0)]


def test_init_containers_run_again_in_a_new_sandbox() -> None:
    with_init = pod(initContainers=[container("first")])
    done = found("first", state="exited", exit_code=0)
    assert started(planned(with_init, sandbox(state="exited"), sandbox(1), done)) == [("first", 1)]


def test_init_containers_do_not_run_again_beside_a_running_pod() -> None:
    with_init = pod(initContainers=[container("first")])
    assert started(planned(with_init, sandbox(), found())) == []


def test_sidecar_lets_the_others_start_when_it_is_up() -> None:
    with_sidecar = pod(initContainers=[container("side", restartPolicy="Always")])
    side = found("side")
    assert started(planned(with_sidecar, sandbox())) == [("side", 0)]
    assert started(planned(with_sidecar, sandbox(), side)) == []
    assert started(planned(with_sidecar, sandbox(), side, started=frozenset({side.id}))) == [("web", 0)]


def test_failed_init_container_of_a_pod_that_never_restarts_fails_the_pod() -> None:
    once = pod(initContainers=[container("first")], restartPolicy="Never")
    dead = found("first", state="exited")
    assert outcome(once, there(sandbox(), dead)) == "Failed"


def test_outcome_is_told_by_the_exit_codes() -> None:
    once = pod(container("a"), container("b"), restartPolicy="Never")
    good, bad = found("a", state="exited", exit_code=0), found("b", state="exited", exit_code=3)
    assert outcome(once, there(good)) is None
    assert outcome(once, there(good, found("b", state="exited", exit_code=0))) == "Succeeded"
    assert outcome(once, there(good, bad)) == "Failed"
    assert outcome(pod(container("a"), container("b")), there(good, bad)) is None


def test_finished_pod_stops_containers_and_then_its_sandbox() -> None:
    over = pod(status={"phase": "Failed"})
    box, running = sandbox(), found()
    assert list(stopped(planned(over, box, running))) == [running.id]
    assert list(stopped(planned(over, box, found(state="exited")))) == [box.id]


def test_last_two_incarnations_are_kept_for_their_logs() -> None:
    dead = [found(attempt=n, state="exited") for n in range(3)]
    made = planned(pod(), sandbox(), *dead, found(attempt=3))
    removed = {a.found.attempt for a in made.actions if isinstance(a, Remove)}
    assert removed == {0, 1}


def test_container_that_was_made_but_not_started_is_made_again() -> None:
    scrap = found(state="created", started_at=None)
    made = planned(pod(), sandbox(), scrap)
    assert Remove(scrap) in made.actions
    assert started(made) == [("web", 0)]


def test_restart_count_goes_on_when_the_runtime_lost_the_container() -> None:
    known = {"containerStatuses": [{"name": "web", "restartCount": 4, "containerID": "docker://gone"}]}
    assert started(planned(pod(status=known), sandbox())) == [("web", 5)]


def test_container_that_the_pod_does_not_have_is_stopped() -> None:
    strange = found("old")
    assert strange.id in stopped(planned(pod(), sandbox(), found(), strange))


def test_nothing_observed_is_an_empty_pod() -> None:
    assert Observed().sandbox is None
    assert Observed().running() == []


RULES = [{"action": "Restart", "exitCodes": {"operator": "In", "values": [42]}}]


@pytest.mark.parametrize(
    ("own", "code", "restarted"),
    [
        ({"restartPolicy": "Always"}, 0, True),
        ({"restartPolicy": "OnFailure"}, 0, False),
        ({"restartPolicy": "OnFailure"}, 3, True),
        ({"restartPolicy": "Never", "restartPolicyRules": RULES}, 42, True),
        ({"restartPolicy": "Never", "restartPolicyRules": RULES}, 3, False),
        ({}, 3, False),
    ],
)
def test_containers_own_restart_policy_and_rules_go_before_the_pods(own: Obj, code: int, restarted: bool) -> None:
    once = pod(container(**own), container("other"), restartPolicy="Never")
    dead = found("web", state="exited", exit_code=code)
    assert (("web", 1) in started(planned(once, sandbox(), dead, found("other")))) is restarted
    ended = outcome(once, there(sandbox(), dead, found("other", state="exited", exit_code=0)))
    assert ended == (None if restarted else "Failed" if code else "Succeeded")


def test_init_container_that_may_not_fail_fails_the_pod() -> None:
    of = pod(initContainers=[container("init", restartPolicy="Never")])
    assert outcome(of, there(sandbox(), found("init", state="exited", exit_code=1))) == "Failed"


def test_pod_that_the_kubelet_failed_is_stopped() -> None:
    running = found("web")
    assert list(stopped(planned(pod(), sandbox(), running, failed=True))) == [running.id]


def test_ephemeral_container_starts_before_all_others_and_never_again() -> None:
    of = pod(initContainers=[container("init")], ephemeralContainers=[container("debug")])
    assert started(planned(of, sandbox())) == [("debug", 0), ("init", 0)]
    dead = found("debug", state="exited", exit_code=1)
    assert started(planned(of, sandbox(), dead, found("init"))) == []
    lost = {**of, "status": {"ephemeralContainerStatuses": [{"name": "debug", "containerID": "docker://gone"}]}}
    assert started(planned(lost, sandbox(), found("init"))) == []


def test_sidecars_end_after_the_others_and_the_last_one_first() -> None:
    inits = [container("first", restartPolicy="Always"), container("second", restartPolicy="Always")]
    once = pod(initContainers=inits, restartPolicy="Never")
    done, first, second = found("web", state="exited", exit_code=0), found("first"), found("second")
    assert list(stopped(planned(once, sandbox(), done, first, second))) == [second.id]
    assert list(stopped(planned(once, sandbox(), done, first))) == [first.id]
    running = found("web")
    assert list(stopped(planned(once, sandbox(), running, first, failed=True))) == [running.id]
