"""Import of Compose files: what of one an application can be, and what of it is lost.

Nothing here stores anything: the result is an application file, which ``POST /applications/apply`` takes.
"""

from slipway.compose.convert import convert
from slipway.compose.routes import router

__all__ = ["convert", "router"]
