"""The network between hosts: routes to their pod networks, as the agents on the hosts report them."""

from slipway.network.reports import RouteReports, watched_reports
from slipway.network.routes import router

__all__ = ["RouteReports", "router", "watched_reports"]
