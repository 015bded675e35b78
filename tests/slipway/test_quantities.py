"""Percentages are rounded as people round, and told alike everywhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from slipway.quantities import percent_of


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("0.6", "11.4", 5), ("1", "8", 13), ("3.98", "4", 100), ("0.104", "10", 1), ("0.105", "10", 1), ("6", "4", 150)],
)
def test_a_share_is_rounded_and_not_cut(part: str, whole: str, percent: int) -> None:
    assert percent_of(Decimal(part), Decimal(whole)) == percent


def test_of_nothing_there_is_no_share() -> None:
    assert percent_of(Decimal(1), Decimal(0)) is None
