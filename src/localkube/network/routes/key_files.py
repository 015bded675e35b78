"""Certificates and their keys as files, for as long as HAProxy reads them: while it starts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from localkube.network.routes.certificates import file_name, listing
from localkube.network.routes.model import Offer

LIST = "list"


def directory_of(data_dir: Path) -> Path:
    """Where the files are, within HAProxy's directory."""
    return data_dir / "certificates"


@contextmanager
def key_files(data_dir: Path, offers: Iterable[Offer]) -> Iterator[None]:
    """Write the files, which only their owner may read, and remove them at the end of the block."""
    offers = tuple(offers)
    directory = directory_of(data_dir)
    remove(data_dir)
    directory.mkdir(parents=True, mode=0o700)
    try:
        for certificate in {offer.certificate for offer in offers}:
            _write(directory / file_name(certificate), certificate.pem)
        _write(directory / LIST, listing(offers))
        yield
    finally:
        remove(data_dir)


def remove(data_dir: Path) -> None:
    """Remove what an end in the middle left behind."""
    shutil.rmtree(directory_of(data_dir), ignore_errors=True)


def _write(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
