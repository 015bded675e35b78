"""Options of logs become the Engine's, and long lines are whole again."""

from __future__ import annotations

from localkube.objects.ports import LogOptions
from localkube.runtime.logs import Joiner, query


def test_everything_is_asked_for_by_default() -> None:
    assert query(LogOptions("app"), 0) == {
        "stdout": "1", "stderr": "1", "follow": "0", "timestamps": "0", "tail": "all",
    }  # fmt: skip


def test_seconds_count_back_from_now() -> None:
    assert query(LogOptions("app", since=90, tail=0), 100.5) | {"since": "10.500000000", "tail": "0"} == query(
        LogOptions("app", since=90, tail=0), 100.5
    )


def test_since_time_keeps_all_of_its_digits() -> None:
    asked = query(LogOptions("app", since_time="2026-11-28T02:56:01.000000001+00:00"), 1e9)
    assert asked["since"] == "1795834561.000000001"


def test_since_time_is_absolute() -> None:
    assert query(LogOptions("app", since_time="1970-01-01T00:01:00Z"), 1e9)["since"] == "60.000000000"


def test_long_line_keeps_only_its_first_stamp() -> None:
    joiner = Joiner(stamped=True)
    joined = joiner.join([(1, b"T1 aaa"), (2, b"T2 err\n"), (1, b"T3 bbb\n")]) + joiner.join([(1, b"T4 next\n")])
    assert joined == b"T1 aaaT2 err\nbbb\nT4 next\n"


def test_lines_without_stamps_are_left_alone() -> None:
    assert Joiner(stamped=False).join([(1, b"a b"), (1, b"c d\n")]) == b"a bc d\n"
