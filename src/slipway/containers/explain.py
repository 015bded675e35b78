"""What this room asks of the one that knows why pods are not ready; the server hands it in."""

from __future__ import annotations

from typing import Protocol

from slipway.cluster import Obj
from slipway.reasons import Reason


class Explainer(Protocol):
    """Explains pods."""

    def explain(self, pod: Obj) -> Reason | None:
        """Return why a pod is not ready; None when it is, or when nothing speaks against its becoming so."""
        ...
