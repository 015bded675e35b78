"""The Engine's answers in the kubelet's terms."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.runtime import reading
from localkube.runtime.labels import Identity

IDENTITY = Identity("container", "u1", "default", "web", "app", 2)
NEVER = "0001-01-01T00:00:00Z"
BEGAN, ENDED = "2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:06.5Z"


def inspected(**state: object) -> dict[str, Any]:
    """An answer of "inspect a container" with the fields that are read."""
    empty = {"Status": "running", "ExitCode": 0, "StartedAt": BEGAN, "FinishedAt": NEVER, "Error": "", "Pid": 0}
    return {
        "Id": "c1",
        "Created": "2026-01-02T03:04:04Z",
        "Image": "sha256:1",
        "Config": {"Image": "web:1", "Labels": IDENTITY.labels("main")},
        "State": {**empty, **state},
    }


def test_running_container_has_a_pid_and_no_exit_code() -> None:
    found = reading.found(inspected(Pid=77))
    assert (found.state, found.pid, found.exit_code, found.started_at, found.finished_at) == (
        "running", 77, None, BEGAN, None,
    )  # fmt: skip
    assert (found.pod_uid, found.name, found.attempt, found.role) == ("u1", "app", 2, "container")


def test_ended_container_tells_how() -> None:
    found = reading.found(inspected(Status="exited", ExitCode=137, FinishedAt=ENDED, OOMKilled=True))
    assert (found.state, found.exit_code, found.finished_at, found.oom_killed) == ("exited", 137, ENDED, True)


def test_container_whose_command_could_not_run_counts_as_ended() -> None:
    found = reading.found(inspected(Status="created", ExitCode=127, Error="no such command", StartedAt=NEVER))
    assert (found.state, found.exit_code, found.error) == ("exited", 127, "no such command")
    assert (found.started_at, found.finished_at) == (None, "2026-01-02T03:04:04Z")


def test_container_that_was_not_started_yet_is_created() -> None:
    found = reading.found(inspected(Status="created", StartedAt=NEVER))
    assert (found.state, found.exit_code, found.started_at) == ("created", None, None)


@pytest.mark.parametrize(
    ("reference", "repository"),
    [
        ("web", "web"),
        ("web:1", "web"),
        ("r.example:5000/a/web:1", "r.example:5000/a/web"),
        ("r.example:5000/web", "r.example:5000/web"),
        ("web:1@sha256:00", "web"),
    ],
)
def test_repository_of_a_reference(reference: str, repository: str) -> None:
    assert reading.repository(reference) == repository


def test_reference_without_tag_means_latest() -> None:
    assert reading.with_tag("r.example:5000/web") == "r.example:5000/web:latest"
    assert reading.with_tag("web:1") == "web:1"
    assert reading.with_tag("web@sha256:00") == "web@sha256:00"


def test_digest_of_the_same_repository_is_chosen() -> None:
    answer = {"Id": "sha256:1", "RepoDigests": ["other@sha256:2", "r.example/web@sha256:3"], "Config": None, "Size": 5}
    image = reading.image(answer, "r.example/web:1")
    assert (image.digest_reference, image.size, image.entrypoint) == ("r.example/web@sha256:3", 5, [])


def test_event_tells_whose_container_died_and_how() -> None:
    attributes = {**IDENTITY.labels("main"), "exitCode": "3", "name": "lk-x"}
    event = reading.happened(
        {"Action": "die", "Actor": {"ID": "c1", "Attributes": attributes}, "timeNano": 1_500_000_000}
    )
    assert event is not None
    assert (event.id, event.action, event.exit_code, event.pod_uid, event.name, event.at) == (
        "c1", "die", 3, "u1", "app", 1.5,
    )  # fmt: skip


def test_other_events_are_passed_over() -> None:
    assert reading.happened({"Action": "exec_create: sh", "Actor": {"ID": "c1", "Attributes": {}}}) is None
