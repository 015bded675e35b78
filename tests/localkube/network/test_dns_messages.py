"""Messages as anybody may send them."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from ipaddress import IPv4Network

from localkube.network.dns.messages import SRV, answer, read_question
from localkube.network.dns.responder import Responder
from localkube.network.dns.srv import Target

NAME = b"\x04_sql\x04_tcp\x02db\0"
QUESTION = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + NAME + struct.pack(">HH", SRV, 1)
KNOWN = {"_sql._tcp.db": (Target(5432, "db-0.db"),)}


def test_no_message_breaks_the_reader() -> None:
    chance = random.Random(5)
    for _ in range(5000):
        message = bytearray(chance.randbytes(chance.randrange(60)) if chance.random() < 0.3 else QUESTION)
        for _ in range(chance.randrange(4)):
            if message:
                message[chance.randrange(len(message))] = chance.randrange(256)
        question = read_question(bytes(message[: chance.randrange(1, 61)]))
        assert question is None or len(answer(question, None, 512)) >= 12


def test_an_answer_that_has_no_room_says_so() -> None:
    question = read_question(QUESTION)
    assert question is not None
    short = answer(question, [Target(1, f"pod-{number}.db") for number in range(100)], 512)
    assert short[2] & 2
    assert len(short) == len(QUESTION)


def test_answers_and_other_operations_are_not_questions() -> None:
    assert read_question(QUESTION[:2] + b"\x81" + QUESTION[3:]) is None
    update = read_question(QUESTION[:2] + b"\x28" + QUESTION[3:])
    assert update is not None
    assert answer(update, None, 512)[3] & 15 == 4


async def test_a_client_that_sends_nonsense_does_not_disturb_others() -> None:
    responder = Responder("cluster.local", IPv4Network("10.42.0.0/16"))
    responder.ports = KNOWN
    await responder.start()
    try:
        for nonsense in (b"\0\3abc", b"\xff\xff" + b"a" * 100):
            reader, writer = await asyncio.open_connection("127.0.0.1", responder.place)
            writer.write(nonsense)
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", responder.place)
        writer.write((len(QUESTION).to_bytes(2, "big") + QUESTION) * 2)
        first = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        second = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        writer.close()
        assert first == second
        assert struct.unpack(">H", first[6:8]) == (1,)
        await asyncio.to_thread(_ask_after_nonsense, responder.place)
    finally:
        await responder.stop()


def _ask_after_nonsense(place: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.connect(("127.0.0.1", place))
        client.send(b"\xff")
        client.send(QUESTION)
        assert client.recv(600)[:2] == QUESTION[:2]
