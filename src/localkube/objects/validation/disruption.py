"""Disruption budgets."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.problems import Problems


def check_budget(budget: Obj, old: Obj | None, found: Problems) -> None:
    """Check a disruption budget: one of two amounts, and a selector."""
    spec: Obj = budget.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    if "minAvailable" in spec and "maxUnavailable" in spec:
        found.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set")
    for name in ("minAvailable", "maxUnavailable"):
        amount: int | str | None = spec.get(name)
        if isinstance(amount, int):
            found.at_least(f"spec.{name}", amount, 0)
        elif amount is not None:
            if wrong := names.percent(amount):
                found.invalid(f"spec.{name}", amount, wrong)
            elif int(amount[:-1]) > 100:
                found.invalid(f"spec.{name}", amount, "must not be greater than 100%")
    if "selector" in spec:
        check_selector("spec.selector", spec["selector"], found)
    policies = ("AlwaysAllow", "IfHealthyBudget")
    found.one_of("spec.unhealthyPodEvictionPolicy", spec.get("unhealthyPodEvictionPolicy"), policies)
