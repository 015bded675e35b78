"""Recording events: shape, counting, and never being in the way."""

from __future__ import annotations

import logging

import pytest

from localkube.objects import events
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, ServiceUnavailable
from tests.localkube.controllers.factory import namespace, node, pod
from tests.localkube.controllers.fake import FakeAccess


@pytest.fixture
def access() -> FakeAccess:
    fake = FakeAccess()
    fake.create("namespaces", None, namespace())
    return fake


def test_an_event_names_its_object_and_source(access: FakeAccess) -> None:
    subject = pod()

    source = events.Source("kubelet", "n1")
    events.record(access, subject, "Warning", "BackOff", "restarting", source, "spec.containers{main}")

    (event,) = access.list("events", "shop")
    assert event["involvedObject"]["name"] == "web-1"
    assert event["involvedObject"]["uid"] == subject["metadata"]["uid"]
    assert event["involvedObject"]["fieldPath"] == "spec.containers{main}"
    assert event["source"] == {"component": "kubelet", "host": "n1"}
    assert (event["type"], event["reason"], event["message"], event["count"]) == ("Warning", "BackOff", "restarting", 1)


def test_a_repetition_is_counted(access: FakeAccess) -> None:
    for _ in range(3):
        events.record(
            access, pod_of_ours := pod(metadata={"uid": "u1"}), "Normal", "Pulled", "image is there", "kubelet"
        )

    (event,) = access.list("events", "shop")
    assert event["count"] == 3
    assert event["involvedObject"]["name"] == pod_of_ours["metadata"]["name"]


@pytest.mark.parametrize("other", [("Normal", "Pulled", "another message"), ("Warning", "Pulled", "image is there")])
def test_something_else_is_another_event(access: FakeAccess, other: tuple[events.EventType, str, str]) -> None:
    subject = pod()
    events.record(access, subject, "Normal", "Pulled", "image is there", "kubelet")

    events.record(access, subject, *other, "kubelet")

    assert len(access.list("events", "shop")) == 2


def test_events_of_cluster_wide_objects_are_in_the_default_namespace(access: FakeAccess) -> None:
    events.record(access, node(), "Normal", "NodeReady", "it is ready", "kubelet")

    assert len(access.list("events", "default")) == 1


def test_a_message_of_any_length_is_kept_to_what_the_api_takes(access: FakeAccess) -> None:
    events.record(access, pod(), "Warning", "Failed", "x" * 5000, "kubelet")

    (event,) = access.list("events", "shop")
    assert len(event["message"]) == 1024


def test_an_api_that_refuses_is_logged_and_not_raised(access: FakeAccess, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_resource: str, _obj: Obj) -> ApiError:
        return ServiceUnavailable("the disk is full")

    access.refuse = refuse
    caplog.set_level(logging.WARNING)

    events.record(access, pod(), "Normal", "Pulled", "image is there", "kubelet")

    assert "the disk is full" in caplog.text


def test_events_in_a_leaving_namespace_are_not_kept(access: FakeAccess) -> None:
    access.delete("namespaces", None, "shop")

    events.record(access, pod(), "Normal", "Killing", "stopping", "kubelet")

    assert access.list("events", "shop") == []
