"""DNS messages (RFC 1035, 2782, 6891), as much of them as answers for SRV records and pods' names take. Pure."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import NamedTuple

from localkube.network.dns.srv import Target

A, ANY, SRV = 1, 255, 33

_INTERNET = 1
_NO_ERROR, _NAME_ERROR, _NOT_IMPLEMENTED = 0, 3, 4
_RESPONSE, _AUTHORITATIVE, _TRUNCATED, _RECURSION_WANTED = 0x8000, 0x0400, 0x0200, 0x0100
_OPERATION = 0x7800
_QUESTION_NAME = b"\xc0\x0c"
_WEIGHT = 100
_TTL_SECONDS = 5
_HEADER = struct.Struct(">HHHHHH")
_LONGEST_NAME = 255


class Question(NamedTuple):
    """What somebody asks. ``raw`` is the question as it was sent; ``name`` is in small letters, without a last dot."""

    identity: int
    flags: int
    name: str
    kind: int
    raw: bytes


def read_question(message: bytes) -> Question | None:
    """The only question of a message; None for what is not a question that can be answered."""
    if len(message) < _HEADER.size:
        return None
    identity, flags, questions, *_ = _HEADER.unpack_from(message)
    if flags & _RESPONSE or questions != 1:
        return None
    labels: list[str] = []
    place = _HEADER.size
    while place < len(message) and (length := message[place]):
        label = message[place + 1 : place + 1 + length]
        if length > 63 or len(label) < length or place > _HEADER.size + _LONGEST_NAME:
            return None
        labels.append(label.decode("latin-1").lower())
        place += 1 + length
    end = place + 5
    if len(message) < end:
        return None
    kind, group = struct.unpack_from(">HH", message, place + 1)
    if group not in (_INTERNET, ANY):
        return None
    return Question(identity, flags, ".".join(labels), kind, message[_HEADER.size : end])


def answer(question: Question, targets: Sequence[Target] | None, room: int) -> bytes:
    """The answer, of at most ``room`` bytes: one that is longer says so and has no records. None: no such name."""
    flags = _flags(question)
    if question.flags & _OPERATION:
        return _message(question, flags | _NOT_IMPLEMENTED, ())
    if targets is None:
        return _message(question, flags | _NAME_ERROR, ())
    wanted = question.kind in (SRV, ANY)
    whole = _message(question, flags | _NO_ERROR, [_record(target) for target in targets] if wanted else ())
    return whole if len(whole) <= room else _message(question, flags | _TRUNCATED, ())


def address_answer(question: Question, address: IPv4Address) -> bytes:
    """The answer for a name that has this address."""
    flags = _flags(question)
    if question.flags & _OPERATION:
        return _message(question, flags | _NOT_IMPLEMENTED, ())
    head = _QUESTION_NAME + struct.pack(">HHIH", A, _INTERNET, _TTL_SECONDS, len(address.packed))
    return _message(question, flags | _NO_ERROR, [head + address.packed] if question.kind in (A, ANY) else ())


def _flags(question: Question) -> int:
    return _RESPONSE | _AUTHORITATIVE | question.flags & (_OPERATION | _RECURSION_WANTED)


def _message(question: Question, flags: int, records: Sequence[bytes]) -> bytes:
    header = _HEADER.pack(question.identity, flags, 1, len(records), 0, 0)
    return header + question.raw + b"".join(records)


def _record(target: Target) -> bytes:
    content = struct.pack(">HHH", 0, _WEIGHT, target.port) + _name(target.name)
    return _QUESTION_NAME + struct.pack(">HHIH", SRV, _INTERNET, _TTL_SECONDS, len(content)) + content


def _name(name: str) -> bytes:
    """Never compressed: RFC 2782 forbids it for targets."""
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
