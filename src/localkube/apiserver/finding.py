"""Which of a list's records are wanted: label and field selectors, pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from localkube.objects.errors import BadRequest, Expired
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


def page(records: list[Record], limit: int, token: str, revision: int) -> tuple[list[Record], str, int, int]:
    """One page: (records, token of the next page, how many remain, revision). Raises Expired, BadRequest."""
    if token:
        after, revision = _decode(token)
        records = [r for r in records if _place(r) > after]
    if not limit or len(records) <= limit:
        return records, "", 0, revision
    chosen = records[:limit]
    return chosen, _encode(_place(chosen[-1]), revision), len(records) - limit, revision


def _place(record: Record) -> tuple[str, str]:
    metadata = record.obj["metadata"]
    return metadata.get("namespace") or "", metadata["name"]


def _encode(place: tuple[str, str], revision: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([*place, revision]).encode()).decode()


def _decode(token: str) -> tuple[tuple[str, str], int]:
    try:
        namespace, name, revision = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError) as error:
        raise BadRequest(f"continue key is not valid: {error}") from error
    if not isinstance(revision, int):
        raise Expired("The provided continue parameter is too old to display a consistent list result.")
    return (str(namespace), str(name)), revision
