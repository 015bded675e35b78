"""What the table keeps of times."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from noderouter.decide import Decision, Row
from noderouter.model import State
from noderouter.table import Table

LONG_AGO = "2020-01-02T03:04:05Z"


def row(state: State = State.OK, number: int = 2) -> Row:
    return Row("b", ip_network(f"10.1.{number}.0/24"), ip_address("192.168.5.2"), state)


def told(table: Table, changed: str = LONG_AGO) -> dict[str, object]:
    """The table's document as an earlier run would have told it."""
    document = table.document()
    return {**document, "routes": [{**route, "changed": changed} for route in document["routes"]]}


def times(table: Table) -> list[str]:
    return [route["changed"] for route in table.document()["routes"]]


@pytest.mark.parametrize("remembered_first", [True, False])
def test_times_of_an_earlier_run_hold_for_what_is_still_so(remembered_first: bool) -> None:
    earlier, table = Table("a"), Table("a")
    earlier.update(Decision(rows=(row(), row(State.CONFLICT, 3))), None)
    now = Decision(rows=(row(), row(State.OK, 3)))
    if remembered_first:
        table.remember(told(earlier))
        table.update(now, None)
    else:
        table.update(now, None)
        table.remember(told(earlier))
    still, other = times(table)
    assert still == LONG_AGO and other > LONG_AGO


def test_a_state_that_comes_back_is_new() -> None:
    earlier, table = Table("a"), Table("a")
    earlier.update(Decision(rows=(row(),)), None)
    table.remember(told(earlier))
    for state in (State.OK, State.MISSING, State.OK):
        table.update(Decision(rows=(row(state),)), None)
    assert times(table)[0] > LONG_AGO


def test_a_report_that_is_none_is_refused_as_a_whole() -> None:
    earlier, table = Table("a"), Table("a")
    earlier.update(Decision(rows=(row(),)), None)
    with pytest.raises(ValueError, match="isoformat"):
        table.remember(told(earlier, "yesterday"))
    table.remember({"format": 9})
    table.update(Decision(rows=(row(),)), None)
    assert times(table)[0] > LONG_AGO
