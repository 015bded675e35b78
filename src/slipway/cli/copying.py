"""Copy files between this machine and a container: tar archives on the way, unpacked with care on this side."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from slipway.cli.api import Api, CliError, Json

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 64 * 1024


class Remote(NamedTuple):
    """A path inside of a container, written ``POD:/path`` or ``POD/CONTAINER:/path``."""

    pod: str
    container: str
    path: str


def remote(text: str) -> Remote | None:
    """Read a place; None when it is one of this machine."""
    place, colon, path = text.partition(":")
    if not colon or place.startswith((".", "/")):
        return None
    pod, _, container = place.partition("/")
    return Remote(pod, container, path)


def download(api: Api, container: Json, path: str, target: Path) -> None:
    """Copy out: into ``target`` when that is a directory, else under that name."""
    parent, name = (target, None) if target.is_dir() else (target.parent, target.name)
    if not parent.is_dir():
        raise CliError(f"there is no directory {parent}.")
    with api.stream(f"/containers/{container['id']}/files", path=path) as response:
        try:
            with tarfile.open(fileobj=io.BufferedReader(_Reader(response.iter_bytes()), PIECE), mode="r|") as archive:
                for member in archive:
                    if name is not None:
                        member.name = str(PurePosixPath(name, *PurePosixPath(member.name).parts[1:]))
                    archive.extract(member, parent, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise CliError(f"{path}: cannot be unpacked here: {error}") from error


def upload(api: Api, container: Json, source: Path, path: str) -> int:
    """Copy in: into ``path`` when it ends with a slash, else under that name; return the archive's size."""
    target = PurePosixPath(path)
    directory, name = (str(target), source.resolve().name) if path.endswith("/") else (str(target.parent), target.name)
    try:
        with tempfile.TemporaryFile() as packed:
            with tarfile.open(fileobj=packed, mode="w") as archive:
                archive.add(source, arcname=name)
            packed.seek(0)
            pieces = iter(lambda: packed.read(PIECE), b"")
            answer = api.upload(f"/containers/{container['id']}/files", pieces, path=directory)
    except OSError as error:
        raise CliError(f"{source}: {error.strerror or error}") from error
    return int(answer["bytes"])


class _Reader(io.RawIOBase):
    """What arrives in pieces, as a file to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill some of the buffer; 0 is the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        view = memoryview(buffer)
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
