"""Columns of priority classes."""

from __future__ import annotations

from localkube.objects.priority import PRIORITY_CLASSES
from localkube.objects.table.columns import AGE, NAME, Column, column, number

PRIORITY = {
    PRIORITY_CLASSES: (
        NAME,
        number("Value", "value"),
        Column("Global-Default", lambda each, _: bool(each.get("globalDefault")), type="boolean"),
        AGE,
        column("PreemptionPolicy", lambda each: str(each.get("preemptionPolicy", ""))),
    )
}
