"""A DNS client that is small enough to be trusted: one question, one datagram."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

A, AAAA = 1, 28
NO_ERROR, NAME_ERROR = 0, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """``seconds``: for how long each answer may be kept."""

    status: int
    addresses: list[str]
    seconds: list[int]


def ask(server: str, name: str, kind: int = A) -> tuple[int, list[str]]:
    """Status and addresses."""
    reply = _exchange(server, name, kind)
    return reply.status, reply.addresses


def times_to_live(server: str, name: str) -> list[int]:
    """Seconds for which the answers may be kept."""
    return _exchange(server, name, A).seconds


def _exchange(server: str, name: str, kind: int) -> Reply:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = labels + b"\0" + struct.pack(">HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + question, (server, 53))
        data = client.recv(4096)
    position = 12 + len(question)
    addresses, seconds = [], []
    for _ in range(struct.unpack(">H", data[6:8])[0]):
        time_to_live, length = struct.unpack(">IH", data[position + 6 : position + 12])
        addresses.append(socket.inet_ntoa(data[position + 12 : position + 12 + length]))
        seconds.append(time_to_live)
        position += 12 + length
    return Reply(data[3] & 15, sorted(addresses), seconds)
