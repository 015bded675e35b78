"""Amounts that are given as numbers or as percentages. Pure."""

from __future__ import annotations

import math


def resolve(value: int | str, total: int, *, up: bool) -> int:
    """``value``, or so much of ``total`` when it is a percentage, rounded ``up`` or down."""
    if isinstance(value, int):
        return value
    hundredths = int(value.removesuffix("%")) * total
    return math.ceil(hundredths / 100) if up else hundredths // 100
