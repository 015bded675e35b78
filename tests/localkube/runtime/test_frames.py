"""Output is cut into frames, however it arrives."""

from __future__ import annotations

import asyncio

import pytest

from localkube.runtime.frames import HEAD, Frames, batches

STREAM = HEAD.pack(1, 3) + b"out" + HEAD.pack(2, 0) + HEAD.pack(2, 4) + b"errs"
EXPECTED = [(1, b"out"), (2, b""), (2, b"errs")]


@pytest.mark.parametrize("size", [1, 2, 7, 9, 11, 1000])
def test_frames_are_the_same_in_pieces_of_any_size(size: int) -> None:
    frames = Frames()
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    assert [frame for piece in pieces for frame in frames.feed(piece)] == EXPECTED


def test_incomplete_frame_waits_for_its_rest() -> None:
    frames = Frames()
    assert frames.feed(HEAD.pack(1, 5) + b"hell") == []
    assert frames.feed(b"o") == [(1, b"hello")]


async def test_terminal_output_has_no_frames() -> None:
    source = asyncio.StreamReader()
    source.feed_data(STREAM)
    source.feed_eof()
    assert [batch async for batch in batches(source, tty=True)] == [[(1, STREAM)]]
