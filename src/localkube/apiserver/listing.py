"""Lists: at which revision, which records, which page of them.

All pages of a list show the state of its first page. When that is no longer kept, the client is told so, with a token
by which it may go on with what there is now.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from localkube.apiserver import custom, finding, versions
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, Expired
from localkube.objects.kinds import Kind
from localkube.store import Record, Store

_NOW = -1
"""In a token: the remainder may be of another state than what came before."""

_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without"
    " the continue parameter, or use the continue token in this response to retrieve the remainder of the results."
    " Continuing with the provided token results in an inconsistent list - objects that were created, modified, or"
    " deleted between the time the first chunk was returned and now may show up in the list."
)

Place = tuple[str, str]


def records_of(store: Store, kind: Kind, namespace: str | None, query: Mapping[str, str]) -> tuple[list[Record], Obj]:
    """The records that a list request asks for, and the list's metadata. Raises ApiError."""
    versions.check_list(query)
    labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
    finding.check(kind, labels, fields)
    token, limit = query.get("continue", ""), _limit(query.get("limit", "0"))
    after: Place | None = None
    if token:
        after, revision = _decode(token)
        found, revision = _continued(store, kind, namespace, after, revision)
    else:
        found, revision = _begun(store, kind, namespace, query)
    if custom.is_converted(kind):
        found = [custom.seen(kind, record) for record in found]
    records = [record for record in finding.select(found, labels, fields) if after is None or _place(record) > after]
    metadata: Obj = {"resourceVersion": str(revision)}
    if limit and len(records) > limit:
        metadata["continue"] = _encode(_place(records[limit - 1]), revision)
        if not labels and not fields:
            metadata["remainingItemCount"] = len(records) - limit
        records = records[:limit]
    return records, metadata


def _begun(store: Store, kind: Kind, namespace: str | None, query: Mapping[str, str]) -> tuple[list[Record], int]:
    asked = versions.revision_of(query.get("resourceVersion", ""))
    versions.check_reached(asked, store.revision)
    match = query.get("resourceVersionMatch", "")
    if match == versions.EXACT or (not match and asked and _limit(query.get("limit", "0"))):
        return store.at(kind.resource, namespace, asked), asked
    return store.list(kind.resource, namespace), store.revision


def _continued(
    store: Store, kind: Kind, namespace: str | None, after: Place, revision: int
) -> tuple[list[Record], int]:
    if revision == _NOW:
        return store.list(kind.resource, namespace), store.revision
    try:
        return store.at(kind.resource, namespace, revision), revision
    except Expired as error:
        expired = Expired(_TOO_OLD)
        expired.token = _encode(after, _NOW)
        raise expired from error


def _place(record: Record) -> Place:
    metadata = record.obj["metadata"]
    return metadata.get("namespace") or "", metadata["name"]


def _limit(text: str) -> int:
    try:
        return max(0, int(text))
    except ValueError as error:
        raise BadRequest(f"invalid limit {text!r}") from error


def _encode(place: Place, revision: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([*place, revision]).encode()).decode()


def _decode(token: str) -> tuple[Place, int]:
    try:
        namespace, name, revision = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError) as error:
        raise BadRequest(f"continue key is not valid: {error}") from error
    if not isinstance(namespace, str) or not isinstance(name, str) or type(revision) is not int:
        raise BadRequest("continue key is not valid: it was not made by this API")
    return (namespace, name), revision
