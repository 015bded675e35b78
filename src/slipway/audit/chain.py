"""How operations are chained: what a row's hash is made of. Pure.

A hash covers the whole row and the hash of the row before, so nobody can change, remove, insert or move a row without
making all later hashes wrong. The form is fixed for ever: rows of the past are verified by it (and migration 0010 has a
copy of it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""Stands for the hash before the first row."""

FIELDS = (
    "seq", "id", "time", "actor_id", "actor_name", "tenant_id", "action", "object_kind", "object_id", "object_name",
    "before", "after", "outcome", "detail", "duration_ms", "request_id", "source",
)  # fmt: skip
"""What is covered, in this order."""


def digest(previous: str, values: Sequence[Any]) -> str:
    """Return the hash of a row with these values of ``FIELDS``, which follows a row with the hash ``previous``."""
    written = [_written(value) for value in values]
    content = json.dumps([previous, *written], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _written(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
