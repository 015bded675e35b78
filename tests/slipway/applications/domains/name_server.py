"""A name server on loopback, asked over UDP as any other, whose records tests set."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class NameServer(asyncio.DatagramProtocol):
    """Answers with what was set; a name without any record does not exist. ``silent``: it answers nothing."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.silent = False
        self.port = 0

    def put(self, name: str, kind: str, *values: str) -> None:
        """Set the records of a name and a type."""
        self.records[f"{name}.", kind] = [f'"{value}"' if kind == "TXT" else value for value in values]

    def connection_made(self, transport: Any) -> None:
        """Begin to listen."""
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Answer a question."""
        if self.silent:
            return
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        question = query.question[0]
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        if values := self.records[name, kind]:
            answer.answer.append(dns.rrset.from_text(name, 0, "IN", kind, *values))
        elif not any(values for (of, _), values in self.records.items() if of == name):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server() -> AsyncIterator[NameServer]:
    """Run one."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    try:
        yield server
    finally:
        transport.close()
