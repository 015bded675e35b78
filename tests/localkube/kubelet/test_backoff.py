"""How long restarts and retries wait."""

from __future__ import annotations

from localkube.kubelet.backoff import Crash, Retries, after_death, crashes_of, in_words, remembered
from tests.localkube.kubelet.factory import at, found, pod, there


def dead(attempt: int, ran_for: float = 1) -> object:
    return found(attempt=attempt, state="exited", started_at=at(0), finished_at=at(ran_for))


def test_delays_double_up_to_five_minutes() -> None:
    crash: Crash | None = None
    delays = []
    for attempt in range(8):
        crash = after_death(crash, dead(attempt))  # type: ignore[arg-type]
        delays.append(crash.delay)
    assert delays == [0, 10, 20, 40, 80, 160, 300, 300]


def test_same_death_counts_once() -> None:
    gone = found(state="exited")
    crash = after_death(None, gone)
    assert after_death(crash, gone) is crash


def test_ten_quiet_minutes_forgive_earlier_crashes() -> None:
    assert after_death(Crash("old", 160.0), dead(5, ran_for=600)).delay == 0  # type: ignore[arg-type]


def test_what_never_ran_is_not_forgiven() -> None:
    gone = found(attempt=1, state="exited", started_at=None)
    assert after_death(Crash("old", 10.0), gone).delay == 20


def test_running_containers_have_not_crashed() -> None:
    assert crashes_of(there(found()), {}) == {}


def test_back_off_goes_on_after_a_restart_of_localkube() -> None:
    gone = found(attempt=3, state="exited")
    waiting = {"name": "web", "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "restartCount": 3}
    known = remembered(pod(status={"containerStatuses": [waiting]}), there(gone))
    assert known == {"web": Crash(gone.id, 40.0)}


def test_death_while_localkube_was_away_is_no_old_crash() -> None:
    running = {"name": "web", "state": {"running": {}}, "restartCount": 3}
    gone = found(attempt=3, state="exited")
    assert remembered(pod(status={"containerStatuses": [running]}), there(gone)) == {}


def test_retries_wait_longer_each_time_and_forget_on_success() -> None:
    retries = Retries(first=1, longest=3)
    waits = []
    for _ in range(4):
        retries.failed("web", 100)
        waits.append(retries.not_before["web"] - 100)
    assert waits == [1, 2, 3, 3]
    retries.succeeded("web")
    retries.failed("web", 100)
    assert retries.not_before["web"] == 101


def test_retries_never_before_a_given_time() -> None:
    retries = Retries()
    retries.failed("web", 100, at=130)
    assert retries.not_before == {"web": 130}
    retries.hurry()
    assert retries.not_before == {}


def test_words() -> None:
    assert [in_words(10), in_words(80), in_words(300)] == ["10s", "1m20s", "5m0s"]
