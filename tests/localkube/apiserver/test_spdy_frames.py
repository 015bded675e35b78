"""SPDY frames: what is sent is understood, in whatever pieces it comes, and what is no SPDY is told apart."""

from __future__ import annotations

import random
import zlib

import pytest

from localkube.apiserver.spdy import frames
from localkube.apiserver.spdy.errors import MalformedError
from localkube.apiserver.spdy.headers import DICTIONARY, LARGEST, Unpacker

HEADERS = {"streamtype": "data", "port": "80"}


def session() -> bytes:
    writer = frames.Writer()
    return b"".join(
        (
            writer.opened(1, HEADERS),
            frames.window_update(1, 100),
            writer.opened(3, HEADERS, fin=True),
            writer.reply(5),
            frames.data(1, b"some words"),
            frames.data(1, b"", fin=True),
            frames.ping(7),
            frames.reset(3, frames.CANCEL),
            frames.go_away(3),
        )
    )


EXPECTED = [
    frames.Opened(1, HEADERS, fin=False),
    frames.Opened(3, HEADERS, fin=True),
    frames.Data(1, b"some words", fin=False),
    frames.Data(1, b"", fin=True),
    frames.Ping(7),
    frames.Reset(3),
    frames.GoAway(),
]


def test_dictionary_is_the_drafts() -> None:
    assert zlib.adler32(DICTIONARY) == 0xE3C6A7C2  # as every implementation's header blocks name it


def test_frames_are_understood() -> None:
    assert frames.Reader().feed(session()) == EXPECTED


def test_bytes_may_come_one_by_one() -> None:
    reader = frames.Reader()
    found = [frame for byte in session() for frame in reader.feed(bytes([byte]))]
    assert b"".join(frame.data for frame in found if isinstance(frame, frames.Data)) == b"some words"
    assert [frame for frame in found if not isinstance(frame, frames.Data)] == [
        frame for frame in EXPECTED if not isinstance(frame, frames.Data)
    ]


def test_only_the_last_piece_of_a_data_frame_ends_the_stream() -> None:
    reader = frames.Reader()
    whole = frames.data(1, b"ab", fin=True)
    assert reader.feed(whole[:-1]) == [frames.Data(1, b"a", fin=False)]
    assert reader.feed(whole[-1:]) == [frames.Data(1, b"b", fin=True)]


@pytest.mark.parametrize(
    "wrong",
    [
        b"GET / HTTP/1.1\r\n\r\n".replace(b"G", b"\xc7", 1),
        bytes.fromhex("8002 0001 00 00000a") + bytes(10),  # another version
        bytes.fromhex("8003 0001 00 000004") + bytes(4),  # too short
        bytes.fromhex("8003 0001 00 ffffff"),  # too long
        bytes.fromhex("8003 0001 00 00000e") + bytes(10) + b"nope",  # headers that are not compressed
        bytes.fromhex("8003 0006 00 000000"),
    ],
)
def test_what_is_no_spdy_is_told_apart(wrong: bytes) -> None:
    with pytest.raises(MalformedError):
        frames.Reader().feed(wrong)


def test_headers_that_would_fill_the_memory_are_refused() -> None:
    packer = zlib.compressobj(zdict=DICTIONARY)
    bomb = packer.compress(bytes(LARGEST * 100)) + packer.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(MalformedError, match="more than"):
        Unpacker().unpack(bomb)


@pytest.mark.parametrize("seed", range(200))
def test_damaged_sessions_are_frames_or_malformed_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(session())
    for _ in range(chance.randint(1, 5)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    reader = frames.Reader()
    try:
        for at in range(0, len(damaged), 7):
            assert all(frame is not None for frame in reader.feed(bytes(damaged[at : at + 7])))
    except MalformedError as error:
        assert str(error)
