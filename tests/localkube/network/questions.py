"""A DNS client that is small enough to be trusted: one question, one datagram."""

from __future__ import annotations

import socket
import struct

A, PTR, AAAA = 1, 12, 28
NO_ERROR, NAME_ERROR = 0, 3


def ask(server: str, name: str, kind: int = A) -> tuple[int, list[str]]:
    """Status and addresses (of a PTR question: the raw answers' number as so many empty strings)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = labels + b"\0" + struct.pack(">HH", kind, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + question, (server, 53))
        reply = client.recv(4096)
    count = struct.unpack(">H", reply[6:8])[0]
    position = 12 + len(question)
    found: list[str] = []
    for _ in range(count):
        length = struct.unpack(">H", reply[position + 10 : position + 12])[0]
        data = reply[position + 12 : position + 12 + length]
        found.append(socket.inet_ntoa(data) if length == 4 else "")
        position += 12 + length
    return reply[3] & 15, sorted(found)


def time_to_live(server: str, name: str) -> int:
    """Seconds for which the first answer may be kept."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = labels + b"\0" + struct.pack(">HH", A, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + question, (server, 53))
        reply = client.recv(4096)
    seconds: int = struct.unpack(">I", reply[18 + len(question) : 22 + len(question)])[0]
    return seconds
