"""What ``kubectl get pods`` shows: ready containers, the one word, and restarts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from localkube.objects.access import Obj
from localkube.objects.meta import now
from localkube.objects.table import pod_status
from tests.localkube.objects.factory import container, pod

RUNNING: Obj = {"running": {}}
COMPLETED: Obj = {"terminated": {"exitCode": 0, "reason": "Completed"}}
FAILED: Obj = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": now()}}
BACK_OFF: Obj = {"waiting": {"reason": "CrashLoopBackOff"}}
WAITS: Obj = {"waiting": {"reason": "PodInitializing"}}
INITIALIZED: Obj = {"type": "Initialized", "status": "True"}


def status(name: str, state: Obj, **more: Any) -> Obj:
    return {"name": name, "state": state, "restartCount": 0, **more}


def up(name: str, **more: Any) -> Obj:
    return status(name, RUNNING, ready=True, started=True, **more)


def seen(init: list[Obj], main: list[Obj], **more: Any) -> Obj:
    """A pod with an init container, a sidecar and a container."""
    inits = [container("init"), container("side", restartPolicy="Always")]
    found = pod(container("web"), initContainers=inits)
    found["status"] = {"phase": "Pending", "initContainerStatuses": init, "containerStatuses": main, **more}
    return found


def shown(found: Obj) -> tuple[str, str]:
    return pod_status.ready(found), pod_status.word(found)


@pytest.mark.parametrize(
    ("init", "main", "expected"),
    [
        ([status("init", RUNNING), status("side", WAITS)], status("web", WAITS), ("0/2", "Init:0/2")),
        ([status("init", BACK_OFF), status("side", WAITS)], status("web", WAITS), ("0/2", "Init:CrashLoopBackOff")),
        ([status("init", FAILED), status("side", WAITS)], status("web", WAITS), ("0/2", "Init:Error")),
        ([status("init", COMPLETED), status("side", RUNNING)], status("web", WAITS), ("0/2", "Init:1/2")),
        ([status("init", COMPLETED), up("side")], status("web", WAITS), ("1/2", "PodInitializing")),
        ([status("init", COMPLETED), up("side")], up("web"), ("2/2", "Running")),
        ([status("init", COMPLETED), up("side")], status("web", BACK_OFF), ("1/2", "CrashLoopBackOff")),
        ([status("init", COMPLETED), up("side") | {"ready": False}], up("web"), ("1/2", "Running")),
    ],
)
def test_sidecars_count_as_containers_once_they_started(init: list[Obj], main: Obj, expected: tuple[str, str]) -> None:
    phase = "Running" if main["state"] is not WAITS else "Pending"
    assert shown(seen(init, [main], phase=phase)) == expected


def test_a_sidecar_that_stopped_is_told_of_a_pod_that_goes_on() -> None:
    found = seen(
        [status("init", COMPLETED), status("side", BACK_OFF)], [up("web")], phase="Running", conditions=[INITIALIZED]
    )
    assert shown(found) == ("1/2", "Init:CrashLoopBackOff")


def test_restarts_are_those_of_init_containers_until_they_are_done() -> None:
    at = datetime.now(UTC)
    again = {"restartCount": 3, "lastState": FAILED}
    assert pod_status.restarts(seen([status("init", RUNNING, **again)], []), at).startswith("3 (")
    init = [status("init", COMPLETED, **again), up("side", restartCount=1)]
    assert pod_status.restarts(seen(init, [up("web", restartCount=1)]), at) == "2"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"phase": "Running"}, "Terminating"),
        ({"phase": "Succeeded"}, "Completed"),
        ({"phase": "Running", "reason": "NodeLost"}, "Unknown"),
    ],
)
def test_a_pod_that_ended_is_not_said_to_be_ending(told: Obj, expected: str) -> None:
    state = COMPLETED if told["phase"] == "Succeeded" else RUNNING
    found = seen([status("init", COMPLETED)], [status("web", state)], **told)
    found["metadata"]["deletionTimestamp"] = now()
    assert pod_status.word(found) == expected
