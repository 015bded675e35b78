"""Forms in which objects are answered: JSON, Table, PartialObjectMetadata.

Source: "Kubernetes API Concepts", Alternate representations of resources.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from aiohttp import web

from localkube.objects.access import Obj
from localkube.objects.errors import NotAcceptable
from localkube.objects.kinds import Kind
from localkube.objects.table import Include, table
from localkube.store import Record

encode: Callable[[object], bytes] = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Form:
    """``shape``: ``object``, ``table`` or ``metadata``; ``include``: what a table's rows carry of their object."""

    shape: str = "object"
    include: Include = "Metadata"


def form_of(request: web.Request) -> Form:
    """The first acceptable form. Raises NotAcceptable (protobuf alone, for example)."""
    asked = request.query.get("includeObject", "Metadata")
    include: Include = "Object" if asked == "Object" else "None" if asked == "None" else "Metadata"
    accept = request.headers.get("Accept", "*/*")
    for entry in accept.split(","):
        media, *parameters = [part.strip() for part in entry.split(";")]
        if media not in ("application/json", "application/*", "*/*"):
            continue
        given = dict(p.partition("=")[::2] for p in parameters)
        match given.get("as"):
            case "Table":
                return Form("table", include)
            case "PartialObjectMetadata" | "PartialObjectMetadataList":
                return Form("metadata")
            case _:
                return Form()
    raise NotAcceptable("only the following media types are accepted: application/json")


def one(kind: Kind, form: Form, record: Record) -> bytes:
    """One object."""
    if form.shape == "object":
        return record.body
    return encode(_shaped(kind, form, record.obj))


def one_obj(kind: Kind, form: Form, obj: Obj) -> bytes:
    """One object that is not (or not as such) in the store."""
    return encode(obj if form.shape == "object" else _shaped(kind, form, obj))


def many(kind: Kind, form: Form, records: Sequence[Record], list_meta: Obj) -> bytes:
    """A list; whole objects are written as they were encoded once."""
    if form.shape == "table":
        return encode({**_table(kind, form, [r.obj for r in records]), "metadata": list_meta})
    if form.shape == "metadata":
        head = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": list_meta}
        return encode({**head, "items": [_partial(r.obj) for r in records]})
    start = encode({"kind": kind.list_kind, "apiVersion": kind.api_version, "metadata": list_meta})
    return start[:-1] + b',"items":[' + b",".join(r.body for r in records) + b"]}"


def watch_line(kind: Kind, form: Form) -> Callable[[str, Record], bytes]:
    """Makes one line of a watch from (event type, record)."""
    if form.shape == "object":
        return lambda event, record: b'{"type":"' + event.encode() + b'","object":' + record.body + b"}\n"
    return lambda event, record: encode({"type": event, "object": _shaped(kind, form, record.obj)}) + b"\n"


def _shaped(kind: Kind, form: Form, obj: Obj) -> Obj:
    if form.shape == "metadata":
        return _partial(obj)
    return {**_table(kind, form, [obj]), "metadata": {"resourceVersion": obj["metadata"].get("resourceVersion", "")}}


def _table(kind: Kind, form: Form, objs: list[Obj]) -> Obj:
    return table(kind, objs, include=form.include)


def _partial(obj: Obj) -> Obj:
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": obj["metadata"]}
