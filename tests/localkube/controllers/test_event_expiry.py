"""Events do not pile up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localkube.controllers import Controllers, Settings
from localkube.controllers.event_expiry import last_seen
from localkube.objects import events
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import obj, pod
from tests.localkube.controllers.fake import FakeAccess


async def test_only_events_that_were_not_repeated_for_the_lifetime_go(access: FakeAccess, until: Until) -> None:
    subject = access.create("pods", "shop", pod(spec={"schedulerName": "nobody"}))
    for reason in ("Old", "Fresh"):
        events.record(access, subject, "Normal", reason, "it happened", "test")
    (old,) = [e for e in access.list("events", "shop") if e["reason"] == "Old"]
    stamp = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    access.mutate("events", "shop", old["metadata"]["name"], lambda e: e.update(lastTimestamp=stamp))

    running = Controllers(access, Settings(event_lifetime=3600))
    await running.start()
    try:
        await until(lambda: [e["reason"] for e in access.list("events", "shop")] == ["Fresh"])
    finally:
        await running.stop()


@pytest.mark.parametrize(
    ("parts", "hour"),
    [
        ({"lastTimestamp": "2026-01-01T05:00:00Z", "eventTime": "2026-01-01T01:00:00.000000Z"}, 5),
        ({"eventTime": "2026-01-01T01:00:00.000000Z", "series": {"lastObservedTime": "2026-01-01T07:00:00.0Z"}}, 7),
        ({"eventTime": "2026-01-01T01:00:00.000000Z"}, 1),
        ({}, 0),
    ],
)
def test_the_latest_time_in_an_event_counts(parts: Obj, hour: int) -> None:
    assert last_seen(obj("v1", "Event", "e", **parts)).hour == hour
