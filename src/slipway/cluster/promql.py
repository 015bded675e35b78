"""Writes selectors of PromQL: the only place where a name becomes a part of a query. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping


def selector(metric: str, labels: Mapping[str, str], rest: str = "") -> str:
    """Return the series of a metric that have exactly these labels.

    Values are quoted, whatever is in them; ``rest`` is a matcher of our own, which is not.
    """
    matchers = [f"{name}={quoted(value)}" for name, value in labels.items()]
    return f"{metric}{{{','.join([*matchers, rest] if rest else matchers)}}}"


def quoted(value: str) -> str:
    """Return a text as PromQL writes it: its strings are Go's, of which JSON's are a part (but for surrogate pairs)."""
    return json.dumps(value, ensure_ascii=False)
