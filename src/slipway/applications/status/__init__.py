"""How applications are, as the cluster shows it: derived status, reasons in plain words, and a stream of changes."""

from slipway.applications.status.board import StatusBoard
from slipway.applications.status.observed import watched
from slipway.applications.status.reasons import is_failing
from slipway.applications.status.waves import waves

__all__ = ["StatusBoard", "is_failing", "watched", "waves"]
