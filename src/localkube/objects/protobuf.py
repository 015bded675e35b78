"""Reads Kubernetes' protobuf bodies: ``kubectl create`` and typed Go clients send nothing else. Answers are JSON.

``wire.txt`` names each message's fields by number. Types are ``str int bool float bytes time microtime quantity intstr
fields raw strings``, ``[T]`` for repeated ones, ``{T}`` for maps; ``*`` marks those whose zero differs from absence,
``.`` a message whose fields belong to the one around it.
Source: protobuf.dev, "Encoding"; Kubernetes API Concepts, "Kubernetes Protobuf encoding".
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest
from localkube.objects.kinds import kind_of

WIRE_FILE = Path(__file__).with_name("wire.txt")
MAGIC = b"k8s\x00"
OTHERS = {
    ("v1", "DeleteOptions"): "meta.DeleteOptions",
    ("meta.k8s.io/v1", "DeleteOptions"): "meta.DeleteOptions",
    ("autoscaling/v1", "Scale"): "autoscaling.Scale",
    ("policy/v1", "Eviction"): "policy.Eviction",
    ("v1", "Binding"): "core.Binding",
    ("authentication.k8s.io/v1", "TokenRequest"): "authentication.TokenRequest",
}
"""Bodies that are no objects of a served kind."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``pointer``: a zero value is a value."""

    name: str
    type: str
    pointer: bool


class _MalformedError(ValueError):
    """The bytes are not a message."""


def decode(data: bytes) -> Obj:
    """The object in ``data``. Raises BadRequest when it cannot be read or its kind is not served."""
    if not data.startswith(MAGIC):
        raise BadRequest("the object provided is unrecognized (must be of type Object): no protobuf envelope")
    try:
        return _unwrapped(data[len(MAGIC) :])
    except (_MalformedError, IndexError, UnicodeDecodeError, struct.error, json.JSONDecodeError) as error:
        raise BadRequest(f"the object provided cannot be decoded from protobuf: {error}") from error


def _unwrapped(data: bytes) -> Obj:
    envelope = dict(_fields(data))
    type_meta = dict(_fields(_bytes(envelope.get(1, b""))))
    api_version, kind = _bytes(type_meta.get(1, b"")).decode(), _bytes(type_meta.get(2, b"")).decode()
    served = kind_of(api_version, kind)
    name = served.model if served else OTHERS.get((api_version, kind))
    # A request for one of our kinds carries DeleteOptions in the kind's own version.
    if name is None and kind == "DeleteOptions":
        name = "meta.DeleteOptions"
    if name is None or name not in _messages():
        raise BadRequest(f'no kind "{kind}" is registered for version "{api_version}" in protobuf')
    return {"apiVersion": api_version, "kind": kind, **_message(name, _bytes(envelope.get(2, b"")))}


@cache
def _messages() -> dict[str, dict[int, Field]]:
    found: dict[str, dict[int, Field]] = {}
    fields: dict[int, Field] = {}
    for line in WIRE_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            number, name, written = line.split()
            fields[int(number)] = Field(name, written.removeprefix("*"), written.startswith("*"))
        elif line:
            fields = found[line] = {}
    return found


def _message(name: str, data: bytes) -> Obj:
    known = _messages()[name]
    made: Obj = {}
    for number, raw in _fields(data):
        field = known.get(number)
        if field is None:
            continue  # a newer client's field
        if field.name == ".":
            made |= _message(field.type, _bytes(raw))
        elif field.type[0] == "[":
            made.setdefault(field.name, []).append(_value(field.type[1:-1], raw))
        elif field.type[0] == "{":
            entry = dict(_fields(_bytes(raw)))
            key = _bytes(entry.get(1, b"")).decode()
            made.setdefault(field.name, {})[key] = _value(field.type[1:-1], entry.get(2, b""))
        else:
            value = _value(field.type, raw)
            if field.pointer or value not in ("", 0, {}, None):
                made[field.name] = value
    return made


def _value(written: str, raw: int | bytes) -> Any:
    if reader := _READERS.get(written):
        return reader(raw)
    return _message(written, _bytes(raw))


def _signed(raw: int | bytes) -> int:
    if isinstance(raw, bytes):
        if raw:
            raise _MalformedError("a number was expected")
        return 0
    return raw - (1 << 64) if raw >= 1 << 63 else raw


def _time(raw: int | bytes, micro: bool = False) -> str | None:
    parts = dict(_fields(_bytes(raw)))
    if not parts:
        return None
    moment = datetime.fromtimestamp(_signed(parts.get(1, 0)), UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{_signed(parts.get(2, 0)) // 1000:06}Z" if micro else f"{text}Z"


def _int_or_string(raw: int | bytes) -> int | str:
    parts = dict(_fields(_bytes(raw)))
    return _bytes(parts.get(3, b"")).decode() if parts.get(1) else _signed(parts.get(2, 0))


def _first_text(raw: int | bytes) -> str:
    return _bytes(dict(_fields(_bytes(raw))).get(1, b"")).decode()


_READERS: dict[str, Callable[[int | bytes], Any]] = {
    "str": lambda raw: _bytes(raw).decode(),
    "int": _signed,
    "bool": lambda raw: bool(_signed(raw)),
    "float": lambda raw: struct.unpack("<d", _bytes(raw))[0],
    "bytes": lambda raw: base64.b64encode(_bytes(raw)).decode(),
    "time": _time,
    "microtime": lambda raw: _time(raw, micro=True),
    "quantity": _first_text,
    "intstr": _int_or_string,
    "fields": lambda raw: json.loads(_first_text(raw) or "{}"),
    "strings": lambda raw: [_bytes(item).decode() for number, item in _fields(_bytes(raw)) if number == 1],
    "raw": lambda raw: json.loads(_first_text(raw) or "null"),
}


def _bytes(raw: int | bytes) -> bytes:
    if isinstance(raw, int):
        raise _MalformedError("text or a message was expected")
    return raw


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Pairs of field number and value: an unsigned number, or bytes."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire_type == 2:
            size, at = _varint(data, at)
        elif wire_type in (1, 5):
            size = 8 if wire_type == 1 else 4
        else:
            raise _MalformedError(f"wire type {wire_type} is not used")
        if at + size > len(data):
            raise _MalformedError("the message ends early")
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise _MalformedError("a number is too long")
