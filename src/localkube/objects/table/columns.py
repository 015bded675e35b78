"""What a column is, and the cells that many kinds share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.meta import parse_time
from localkube.objects.selectors import render_selector

Cell = str | int | float | None
NONE = "<none>"
UNKNOWN = "<unknown>"

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
_SPANS = (
    (2 * _MINUTE, (("s", 1),)),
    (10 * _MINUTE, (("m", _MINUTE), ("s", 1))),
    (3 * _HOUR, (("m", _MINUTE),)),
    (8 * _HOUR, (("h", _HOUR), ("m", _MINUTE))),
    (2 * _DAY, (("h", _HOUR),)),
    (8 * _DAY, (("d", _DAY), ("h", _HOUR))),
    (2 * _YEAR, (("d", _DAY),)),
    (8 * _YEAR, (("y", _YEAR), ("d", _DAY))),
)
"""Up to which age which units are shown; a second unit that is zero is left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``cell`` makes the text of an object at a moment."""

    name: str
    cell: Callable[[Obj, datetime], Cell]
    wide: bool = False
    type: str = "string"
    format: str = ""
    description: str = ""


def column(name: str, cell: Callable[[Obj], Cell], wide: bool = False) -> Column:
    """A column that does not depend on the time."""
    return Column(name, lambda obj, _: cell(obj), wide)


def number(name: str, path: str) -> Column:
    """A column of a number at a path, 0 when it is not there."""
    return Column(name, lambda obj, _: at(obj, path, 0), type="integer")


def at(obj: Obj, path: str, default: Any = "") -> Any:  # the value of any JSON field
    """The value at a dotted path."""
    value: Any = obj
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return default
        value = value[step]
    return value


def since(time: str | None, now: datetime) -> str:
    """How long ago, as short as people want it: ``5m12s``, ``3d``."""
    if not time:
        return UNKNOWN
    return duration(int((now - parse_time(time)).total_seconds()))


def duration(seconds: int) -> str:
    """A duration in one or two units."""
    if seconds < 0:
        return "0s"
    units = next((units for limit, units in _SPANS if seconds < limit), (("y", _YEAR),))
    shown = ""
    for unit, size in units:
        amount, seconds = divmod(seconds, size)
        if amount or not shown:
            shown += f"{amount}{unit}"
    return shown


def age(obj: Obj, now: datetime) -> Cell:
    """The age of the object."""
    return since(at(obj, "metadata.creationTimestamp", None), now)


def name(obj: Obj, _: datetime) -> Cell:
    """The object's name."""
    return str(obj["metadata"].get("name", ""))


def shown_labels(labels: dict[str, str] | None) -> str:
    """``a=b,c=d``."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or NONE


def shown_selector(selector: Obj | None) -> str:
    """A label selector in its query-string form."""
    return render_selector(selector) or NONE


def few(values: list[str], most: int = 3) -> str:
    """The first values, and how many more there are."""
    shown = ",".join(values[:most])
    return f"{shown} + {len(values) - most} more..." if len(values) > most else shown or NONE


NAME = Column("Name", name)
AGE = Column("Age", age)
