"""A DNS client that is small enough to be trusted: one question, one datagram."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

A, PTR, TXT, AAAA, SRV = 1, 12, 16, 28, 33
NO_ERROR, NAME_ERROR = 0, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """``texts``: the content of each answer. ``seconds``: for how long each may be kept."""

    status: int
    texts: list[str]
    seconds: list[int]


def ask(server: str, name: str, kind: int = A) -> tuple[int, list[str]]:
    """Status and answers: addresses, names, texts, or for SRV ``port name``."""
    reply = _exchange(server, name, kind)
    return reply.status, reply.texts


def reverse(address: str) -> str:
    """The name that stands for an address in reverse look-ups."""
    return ".".join((*reversed(address.split(".")), "in-addr", "arpa"))


def times_to_live(server: str, name: str) -> list[int]:
    """Seconds for which the answers may be kept."""
    return _exchange(server, name, A).seconds


def _exchange(server: str, name: str, kind: int) -> Reply:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    message = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.sendto(message, (server, 53))
        data = client.recv(4096)
    return _read(data) if not data[2] & 2 else _exchange_by_stream(server, message)


def _exchange_by_stream(server: str, message: bytes) -> Reply:
    """What does not fit into a datagram is asked for again."""
    with socket.create_connection((server, 53), timeout=20) as client, client.makefile("rb") as answers:
        client.sendall(len(message).to_bytes(2, "big") + message)
        return _read(answers.read(int.from_bytes(answers.read(2), "big")))


def _read(data: bytes) -> Reply:
    position = _name(data, 12)[1] + 4
    texts, seconds = [], []
    for _ in range(struct.unpack(">H", data[6:8])[0]):
        position = _name(data, position)[1]
        kind, _, time_to_live, length = struct.unpack(">HHIH", data[position : position + 10])
        texts.append(_content(data, kind, position + 10, length))
        seconds.append(time_to_live)
        position += 10 + length
    return Reply(data[3] & 15, sorted(texts), seconds)


def _content(data: bytes, kind: int, position: int, length: int) -> str:
    if kind == A:
        return socket.inet_ntoa(data[position : position + length])
    if kind == PTR:
        return _name(data, position)[0]
    if kind == SRV:
        return f"{struct.unpack('>H', data[position + 4 : position + 6])[0]} {_name(data, position + 6)[0]}"
    return data[position + 1 : position + length].decode()


def _name(data: bytes, position: int) -> tuple[str, int]:
    """A name, and the place after it."""
    labels: list[str] = []
    while length := data[position]:
        if length >= 0xC0:
            target = (length & 0x3F) << 8 | data[position + 1]
            return ".".join([*labels, _name(data, target)[0]]), position + 2
        labels.append(data[position + 1 : position + 1 + length].decode())
        position += 1 + length
    return ".".join(labels), position + 1
