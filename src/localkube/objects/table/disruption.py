"""Columns of disruption budgets."""

from __future__ import annotations

from localkube.objects.table.columns import AGE, NAME, at, column, number

_UNSET = "N/A"

DISRUPTION = {
    "poddisruptionbudgets.policy": (
        NAME,
        column("Min Available", lambda budget: str(at(budget, "spec.minAvailable", _UNSET))),
        column("Max Unavailable", lambda budget: str(at(budget, "spec.maxUnavailable", _UNSET))),
        number("Allowed Disruptions", "status.disruptionsAllowed"),
        AGE,
    )
}
