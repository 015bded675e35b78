"""Sets of completion indexes in their written form."""

from __future__ import annotations

import pytest

from localkube.objects import indexes


@pytest.mark.parametrize(("written", "meant"), [("", set()), ("3", {3}), ("0,2", {0, 2}), ("1-3,7", {1, 2, 3, 7})])
def test_sets_are_read_and_written(written: str, meant: set[int]) -> None:
    assert indexes.parse(written, 10) == meant
    assert indexes.render(meant) == written


def test_two_in_a_row_are_a_list_and_three_a_range() -> None:
    assert indexes.render({0, 1, 3, 4, 5}) == "0,1,3-5"


def test_what_is_beyond_the_count_is_left_out() -> None:
    assert indexes.parse("0-999999999", 3) == {0, 1, 2}


@pytest.mark.parametrize("text", ["a", "1-", "-1", "3,2", "3-1", "1,,2", "1,1"])
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"index|order"):
        indexes.parse(text, 10)
