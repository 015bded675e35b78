"""What users read of a pod."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.kubelet.container_status import Health, Seen, Wait
from localkube.kubelet.status import PodView, pod_status
from localkube.objects.access import Obj
from localkube.objects.defaults import default
from localkube.objects.kinds import kind_for
from localkube.objects.meta import condition
from localkube.objects.schema import validate_shape
from localkube.runtime import Found
from tests.localkube.kubelet.factory import at, container, found, pod, sandbox, there

UP = Health(started=True, ready=True)


def status_of(of: Obj, *everything: Found, **seen: Any) -> Obj:
    failure = seen.pop("failure", None)
    view = PodView("10.0.0.1", "10.42.0.5", Seen(**seen), at(0), failure)
    return pod_status(of, there(*everything), view)


def ready(status: Obj) -> tuple[str, str]:
    said = condition({"status": status}, "Ready")
    assert said is not None
    return said["status"], said.get("reason", "")


def test_pod_without_anything_is_being_created() -> None:
    status = status_of(pod())
    assert status["phase"] == "Pending"
    assert status["containerStatuses"][0]["state"] == {"waiting": {"reason": "ContainerCreating"}}
    assert ready(status) == ("False", "ContainersNotReady")


def test_running_and_ready() -> None:
    running = found()
    status = status_of(pod(), sandbox(), running, health={running.id: UP})
    assert status["phase"] == "Running"
    assert ready(status) == ("True", "")
    assert (status["podIP"], status["hostIP"]) == ("10.42.0.5", "10.0.0.1")
    only = status["containerStatuses"][0]
    assert only["containerID"] == f"docker://{running.id}"
    assert only["state"] == {"running": {"startedAt": at(0)}}
    assert only["started"] and only["ready"]


def test_running_but_not_ready() -> None:
    running = found()
    status = status_of(pod(), sandbox(), running, health={running.id: Health(True, False)})
    assert status["phase"] == "Running"
    assert condition({"status": status}, "ContainersReady")["message"] == "containers with unready status: [web]"  # type: ignore[index]


def test_pod_being_deleted_is_ready_as_long_as_it_serves() -> None:
    running = found()
    leaving = pod(metadata={"deletionTimestamp": at(1)})
    status = status_of(leaving, sandbox(), running, health={running.id: UP})
    assert ready(status)[0] == "True"
    assert status["phase"] == "Running"
    ended = status_of(leaving, sandbox(), found(state="exited"))
    assert ready(ended)[0] == "False"


def test_crash_loop_shows_the_last_death() -> None:
    dead = found(attempt=2, state="exited", exit_code=3)
    status = status_of(pod(), sandbox(), dead, waits={"web": Wait("CrashLoopBackOff", "back-off 10s")})
    only = status["containerStatuses"][0]
    assert only["state"] == {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}}
    assert only["lastState"]["terminated"]["exitCode"] == 3
    assert only["restartCount"] == 2
    assert status["phase"] == "Running"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"exit_code": 0}, "Completed"),
        ({"exit_code": 2}, "Error"),
        ({"exit_code": 137, "oom_killed": True}, "OOMKilled"),
        ({"exit_code": 127, "started_at": None, "error": "no such file"}, "ContainerCannotRun"),
    ],
)
def test_reason_of_an_end(parts: dict[str, Any], reason: str) -> None:
    status = status_of(pod(), sandbox(), found(state="exited", **parts))
    ended = status["containerStatuses"][0]["state"]["terminated"]
    assert ended["reason"] == reason
    assert ended.get("message", "") == parts.get("error", "")


def test_termination_message_is_shown() -> None:
    dead = found(state="exited")
    status = status_of(pod(), sandbox(), dead, last_words={dead.id: "bye"})
    assert status["containerStatuses"][0]["state"]["terminated"]["message"] == "bye"


def test_previous_incarnation_is_the_last_state() -> None:
    dead, running = found(state="exited", exit_code=9), found(attempt=1)
    status = status_of(pod(), sandbox(), dead, running, health={running.id: UP})
    assert status["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 9


def test_last_state_survives_the_removal_of_the_container() -> None:
    known = {"exitCode": 9, "containerID": "docker://gone"}
    old = {"containerStatuses": [{"name": "web", "state": {}, "lastState": {"terminated": known}}]}
    status = status_of(pod(status=old), sandbox(), found(attempt=1))
    assert status["containerStatuses"][0]["lastState"]["terminated"] == known


def test_finished_pods() -> None:
    once = pod(restartPolicy="Never")
    assert status_of(once, found(state="exited", exit_code=0))["phase"] == "Succeeded"
    failed = status_of(once, found(state="exited", exit_code=1))
    assert failed["phase"] == "Failed"
    assert ready(failed) == ("False", "PodFailed")


def test_phase_of_a_finished_pod_stays() -> None:
    assert status_of(pod(status={"phase": "Failed"}), sandbox(), found())["phase"] == "Failed"


def test_deadline_fails_the_pod_with_its_reason() -> None:
    ends = status_of(pod(), sandbox(), found(), failure=("DeadlineExceeded", "too long"))
    assert (ends["phase"], "reason" in ends) == ("Pending", False)
    status = status_of(pod(), sandbox(), found(state="exited"), failure=("DeadlineExceeded", "too long"))
    assert (status["phase"], status["reason"], status["message"]) == ("Failed", "DeadlineExceeded", "too long")


def test_init_containers_are_awaited() -> None:
    with_init = pod(initContainers=[container("first")])
    status = status_of(with_init, sandbox(), found("first"))
    assert status["phase"] == "Pending"
    assert status["containerStatuses"][0]["state"]["waiting"]["reason"] == "PodInitializing"
    said = condition({"status": status}, "Initialized")
    assert said is not None
    assert (said["status"], said["message"]) == ("False", "containers with incomplete status: [first]")
    done = found("first", state="exited", exit_code=0)
    status = status_of(with_init, sandbox(), done)
    assert condition({"status": status}, "Initialized")["status"] == "True"  # type: ignore[index]
    assert status["initContainerStatuses"][0]["ready"]


def test_times_of_unchanged_conditions_stay() -> None:
    running = found()
    first = status_of(pod(), sandbox(), running, health={running.id: UP})
    for one in first["conditions"]:
        one["lastTransitionTime"] = at(-100)
    again = status_of(pod(status=first), sandbox(), running, health={running.id: UP})
    assert again == first


def test_readiness_gate_of_somebody_else_holds_the_pod_back() -> None:
    running = found()
    gated = pod(readinessGates=[{"conditionType": "example.com/Traffic"}])
    assert ready(status_of(gated, sandbox(), running, health={running.id: UP})) == ("False", "ReadinessGatesNotReady")
    gated["status"]["conditions"] = [{"type": "example.com/Traffic", "status": "True"}]
    status = status_of(gated, sandbox(), running, health={running.id: UP})
    assert ready(status)[0] == "True"
    assert condition({"status": status}, "example.com/Traffic") is not None


def test_status_is_what_the_api_takes_unchanged() -> None:
    running = found()
    whole = pod(initContainers=[container("first")])
    whole["status"] = status_of(
        whole, sandbox(), found("first", state="exited", exit_code=0), running, health={running.id: UP}
    )
    kind = kind_for("pods")
    assert validate_shape(kind, whole) == []
    stored = {**whole, "status": {**whole["status"]}}
    default(kind, stored)
    assert stored["status"] == whole["status"]


def test_mounts_are_told() -> None:
    mounts = [{"name": "data", "mountPath": "/data"}, {"name": "conf", "mountPath": "/conf", "readOnly": True}]
    status = status_of(pod(container(volumeMounts=mounts)), sandbox(), found())
    assert status["containerStatuses"][0]["volumeMounts"] == [
        {"name": "data", "mountPath": "/data"},
        {"name": "conf", "mountPath": "/conf", "readOnly": True, "recursiveReadOnly": "Disabled"},
    ]
