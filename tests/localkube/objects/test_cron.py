"""Cron schedules: what is read, what is refused, and the times that follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from localkube.objects import cron

MONDAY = datetime(2026, 3, 2, 10, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("* * * * *", "2026-03-02T10:18"),
        ("*/15 * * * *", "2026-03-02T10:30"),
        ("5 10 * * *", "2026-03-03T10:05"),
        ("0 0 1 * *", "2026-04-01T00:00"),
        ("0 9-17/4 * * mon-fri", "2026-03-02T13:00"),
        ("30 4 29 feb *", "2028-02-29T04:30"),
        ("0 0 13 * 5", "2026-03-06T00:00"),
        ("0 0 13 * ?", "2026-03-13T00:00"),
        ("1,2,40 10 * * *", "2026-03-02T10:40"),
        ("@hourly", "2026-03-02T11:00"),
        ("@weekly", "2026-03-08T00:00"),
    ],
)
def test_the_next_time_follows_the_fields(text: str, following: str) -> None:
    assert cron.parse(text).after(MONDAY) == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_a_span_counts_from_the_last_time() -> None:
    assert cron.parse("@every 1h30m").after(MONDAY) == MONDAY + timedelta(minutes=90)


def test_a_date_that_never_comes_has_no_time() -> None:
    assert cron.parse("0 0 30 2 *").after(MONDAY) is None


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "5-1 * * * *"],
)
def test_what_is_outside_of_a_field_is_refused(text: str) -> None:
    with pytest.raises(cron.ScheduleError):
        cron.parse(text)


@pytest.mark.parametrize(
    "text", ["*/0 * * * *", "a * * * *", "1,, * * * *", "- * * * *", "@never", "@every", "@every 5x"]
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(cron.ScheduleError):
        cron.parse(text)


def test_times_are_the_clock_of_the_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=berlin)

    found = cron.first(cron.parse("0 8 * * *"), before, 2)

    assert [time.astimezone(UTC).hour for time in found] == [6, 6]


def test_an_hour_that_comes_twice_counts_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    found = cron.first(cron.parse("30 2 * * *"), datetime(2026, 10, 24, 12, tzinfo=berlin), 2)

    assert [time.day for time in found] == [25, 26]
