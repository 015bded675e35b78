"""Which of a list's records are wanted: label and field selectors."""

from __future__ import annotations

from collections.abc import Sequence

from localkube.objects.selectors import match_fields, match_labels, parse_fields, parse_labels
from localkube.store import Record


def select(records: Sequence[Record], labels: str = "", fields: str = "") -> list[Record]:
    """Records that both selectors choose, in order. Raises BadRequest for a selector that cannot be read."""
    if labels:
        parse_labels(labels)
        records = [r for r in records if match_labels(labels, r.obj["metadata"].get("labels"))]
    if fields:
        parse_fields(fields)
        records = [r for r in records if match_fields(fields, r.obj)]
    return list(records)
