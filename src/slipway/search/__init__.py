"""One search over everything that somebody may see: each room finds what is its own, this one puts it together."""

from slipway.search.routes import Seekers, router
from slipway.search.schemas import SearchKind

__all__ = ["SearchKind", "Seekers", "router"]
