"""Why a number of replicas cannot be told."""

from __future__ import annotations


class MetricError(Exception):
    """One metric cannot be had. ``reason`` and ``text`` are Kubernetes' own; ``about`` precedes them in a summary."""

    def __init__(self, text: str, reason: str = "", about: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.reason = reason
        self.about = about


class NoSamplesError(MetricError):
    """Nobody measures, or nothing was measured yet."""
