"""Openings: a tenant lets another one reach one of its services, which the other accepts."""

from slipway.applications.openings.models import Opening
from slipway.applications.openings.occupant import OpeningOccupant
from slipway.applications.openings.reconcile import OpeningSync
from slipway.applications.openings.routes import router

__all__ = ["Opening", "OpeningOccupant", "OpeningSync", "router"]
