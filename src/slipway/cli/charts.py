"""``container charts`` and ``host charts``: how something went, a line for each quantity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from slipway.cli.api import Json
from slipway.cli.output import Format, console, show_json, show_rows
from slipway.quantities import bytes_in_words, cpus_in_words

BARS = "▁▂▃▄▅▆▇█"
UNKNOWN = "·"
WIDTH = 60

COLUMNS = (
    ("METRIC", "metric"),
    ("NOW", "now"),
    ("MEAN", "mean"),
    ("HIGHEST", "highest"),
    ("REQUEST", "request"),
    ("LIMIT", "limit"),
    ("OVER TIME", "line"),
)


class Range(StrEnum):
    """How far back."""

    HOUR = "1h"
    QUARTER = "6h"
    DAY = "1d"
    WEEK = "7d"
    MONTH = "30d"


def show_charts(charts: Json, output: Format) -> None:
    """Show a table with a line of bars for each quantity: to its own highest, a dot where nothing is known."""
    if output is Format.JSON:
        show_json(charts)
        return
    show_rows([_row(each) for each in charts["charts"]], COLUMNS, Format.TABLE, "")
    start, end = (datetime.fromtimestamp(charts[at], UTC) for at in ("start", "end"))
    console.print(f"From {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC; {UNKNOWN} is where nothing was measured")


def _row(chart: Json) -> Json:
    values = [value for _, value in chart["points"]]
    known = [value for value in values if value is not None]

    def words(value: float | None) -> str | None:
        return None if value is None else _in_words(value, chart["unit"])

    return {
        "metric": f"{chart['metric'].replace('_', ' ')}{' (pod)' if chart['of'] == 'pod' else ''}",
        # The last step may not be measured yet.
        "now": words(next((value for value in reversed(values[-4:]) if value is not None), None)),
        "mean": words(sum(known) / len(known) if known else None),
        "highest": words(max(known, default=None)),
        "request": words(chart["request"]),
        "limit": words(chart["limit"]),
        "line": line(values),
    }


def line(values: Sequence[float | None], width: int = WIDTH) -> str:
    """Draw values as bars, the highest of those that share one."""
    most = max((value for value in values if value is not None), default=0)
    shares = [values[at * len(values) // width : (at + 1) * len(values) // width] for at in range(width)]
    return "".join(_bar([value for value in share if value is not None], most) for share in shares)


def _bar(known: Sequence[float], most: float) -> str:
    if not known:
        return UNKNOWN
    return BARS[round(max(known) / most * (len(BARS) - 1)) if most > 0 else 0]


def _in_words(value: float, unit: str) -> str:
    if unit == "cores":
        return cpus_in_words(f"{value:.2f}")
    return bytes_in_words(round(value)) + ("/s" if unit == "bytes_per_second" else "")
