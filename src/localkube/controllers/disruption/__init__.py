"""Disruption budgets: how many pods may be evicted now."""

from localkube.controllers.disruption.controller import disruption_budgets

__all__ = ["disruption_budgets"]
