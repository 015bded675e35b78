"""Sets of completion indexes, as an indexed job's status tells them: ``0-3,7``. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def parse(text: str, count: int) -> set[int]:
    """Read a set; indexes of ``count`` and above are left out. Raises ValueError with what is wrong."""
    found: set[int] = set()
    last = -1
    for part in text.split(",") if text else ():
        low_text, dash, high_text = part.partition("-")
        numbers = [low_text, high_text] if dash else [low_text]
        if not all(number.isascii() and number.isdigit() for number in numbers):
            raise ValueError(f"cannot convert string to integer for index: {part!r}")
        low, high = int(numbers[0]), int(numbers[-1])
        if low <= last or high < low:
            raise ValueError(f"non-increasing order, previous: {last}, current: {low}")
        found.update(range(low, min(high + 1, count)))
        last = high
    return found


def render(indexes: Iterable[int]) -> str:
    """Write a set with runs of three and more as ranges, of two as a list."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ",".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    if len(run) > 2:
        return f"{run[0]}-{run[-1]}"
    return ",".join(str(index) for index in run)
