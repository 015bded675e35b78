"""The first packet of an SCTP association, sent and received without the kernel's SCTP, which few machines have.

``python -m tests.localkube.network.sctp send ADDRESS PORT`` and ``… receive SECONDS``, each in a network namespace. The
latter prints the ports to which such packets came.
Source: RFC 9260, sections 3.1, 3.3.2 and appendix A (CRC32c).
"""

from __future__ import annotations

import socket
import struct
import sys
import time

PROTOCOL = 132
_INIT = 1
_POLYNOMIAL = 0x82F63B78


def first_packet(source: int, target: int) -> bytes:
    """An INIT chunk with its header."""
    chunk = struct.pack(">BBHIIHHI", _INIT, 0, 20, 0x1234, 65536, 1, 1, 1)
    without = struct.pack(">HHII", source, target, 0, 0) + chunk
    return without[:8] + struct.pack("<I", crc32c(without)) + without[12:]


def crc32c(data: bytes) -> int:
    """The checksum of a packet whose checksum is zero."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTOCOL) as raw:
        if sys.argv[1] == "send":
            raw.sendto(first_packet(40_000, int(sys.argv[3])), (sys.argv[2], 0))
            return
        tell("listens")
        end = time.monotonic() + float(sys.argv[2])
        while (left := end - time.monotonic()) > 0:
            raw.settimeout(left)
            try:
                packet = raw.recv(2000)
            except TimeoutError:
                return
            header = (packet[0] & 15) * 4
            tell(str(struct.unpack(">H", packet[header + 2 : header + 4])[0]))


if __name__ == "__main__":
    main()
