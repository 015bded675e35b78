"""The keys by which secrets are sealed before they reach the database.

A file of one key a line, newest first: the first one seals, all of them open. What is sealed names its key
(``<id>.<token>``), so that a missing key is told by its id and never answered with garbage. The id of a key is derived
from it one way.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.exc import DontWrapMixin

from slipway.errors import SlipwayError, Unavailable

_ID_LENGTH = 16
_SEPARATOR = "."


class KeyringError(SlipwayError):
    """The keys themselves are not as they must be: the platform does not start."""


class CannotOpen(DontWrapMixin, Unavailable):
    """A sealed value that none of our keys opens; SQLAlchemy passes it on as it is."""


class Keyring:
    """The keys of one file. It looks at the file again when a value is sealed with a key that it does not know."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._keys = _read(file)

    @property
    def file(self) -> Path:
        """Where the keys are."""
        return self._file

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return next(iter(self._keys))

    @property
    def ids(self) -> list[str]:
        """The ids of all keys, newest first."""
        return list(self._keys)

    def seal(self, content: bytes) -> str:
        """Return the content as only the keys can read it."""
        newest = self.newest
        return f"{newest}{_SEPARATOR}{self._keys[newest].encrypt(content).decode()}"

    def open(self, sealed: str) -> bytes:
        """Return what was sealed, or raise CannotOpen."""
        key_id, _, token = sealed.partition(_SEPARATOR)
        if key_id not in self._keys:
            self._keys = _read(self._file)
        key = self._keys.get(key_id)
        if key is None:
            raise CannotOpen("encryption.key_missing", {"keys": [key_id], "file": str(self._file)})
        try:
            return key.decrypt(token)
        except InvalidToken as error:
            raise CannotOpen("encryption.damaged", {"key": key_id}) from error

    def is_newest(self, sealed: str) -> bool:
        """Tell whether the value is sealed with the newest key."""
        return sealed.startswith(self.newest + _SEPARATOR)


def make_key_file(file: Path) -> bool:
    """Make a file with one key that only its owner reads, unless there is one; tell whether it was made."""
    if file.exists():
        return False
    add_key(file)
    return True


def add_key(file: Path) -> str:
    """Put a new key before those of the file, which stay (a file that is not there is made); return its id."""
    known = _lines(file) if file.exists() else {}
    if known:
        _check(known, file)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Fernet.generate_key().decode()
    _write(file, [key, *known.values()])
    return _id(key)


def _write(file: Path, keys: list[str]) -> None:
    """Replace the file at once, so that whoever reads it meanwhile sees all of it."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write("".join(f"{key}\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


def _read(file: Path) -> Mapping[str, Fernet]:
    return _check(_lines(file), file)


def _lines(file: Path) -> dict[int, str]:
    """Return the lines that hold something, by their numbers; ``#`` begins a remark."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text"
        raise KeyringError("encryption.file_unreadable", {"file": str(file), "reason": reason}) from error
    stripped = {number: line.strip() for number, line in enumerate(lines, 1)}
    return {number: line for number, line in stripped.items() if line and not line.startswith("#")}


def _check(lines: Mapping[int, str], file: Path) -> dict[str, Fernet]:
    found: dict[str, Fernet] = {}
    for number, line in lines.items():
        try:
            found[_id(line)] = Fernet(line)
        except ValueError as error:
            raise KeyringError("encryption.key_invalid", {"file": str(file), "line": number}) from error
    if not found:
        raise KeyringError("encryption.file_empty", {"file": str(file)})
    return found


def _id(key: str) -> str:
    return hmac.new(key.encode(), b"slipway key id", sha256).hexdigest()[:_ID_LENGTH]
