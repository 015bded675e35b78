"""What an engine has to know to keep accounts: the words for its own client, and nothing of where that runs. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

USERNAMES = r"^[a-z][a-z0-9_-]{0,31}$"
DATABASES = r"^[a-z][a-z0-9_]{0,63}$"
PASSWORDS = r"^[!-~]{8,128}$"
"""Printable ASCII without blanks: what every client, every URL and every configuration file takes."""


class Access(StrEnum):
    """What an account may do with the data."""

    READ_WRITE = "read_write"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it should be in the database."""

    username: str
    password: str
    access: Access
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the client answered: its output, its complaints, and the code that it ended with (None: it did not run)."""

    out: str
    err: str
    code: int | None


class Accounts(Protocol):
    """How one engine keeps accounts, by scripts for its client.

    Every script may be run again and again: it brings about a state, whatever the one before.
    """

    @property
    def reserved(self) -> frozenset[str]:
        """Names of users and databases that are the engine's own."""

    @property
    def client(self) -> str:
        """A shell script that has the client read so many bytes (``$1``) of statements from standard input."""

    def ensure(self, account: Account) -> str:
        """Make the account, or make it what it should be."""

    def drop(self, username: str) -> str:
        """Take the account away; what it stored stays."""

    def afterwards(self, said: Said) -> list[str]:
        """Return what is still to be run after ``drop`` was answered so, each of which may fail."""

    def failure(self, said: Said) -> str | None:
        """Return what went wrong, without what was to be run: there are passwords in it."""


def fits(pattern: str, text: str) -> bool:
    """Tell whether a name or password is of a shape that is put into statements."""
    return re.fullmatch(pattern, text) is not None


def refuse_strange(account: Account) -> None:
    """Make sure that nothing gets into a statement that was not looked at: a mistake of ours, not of a user."""
    shapes = {USERNAMES: account.username, PASSWORDS: account.password, DATABASES: account.database or "none"}
    for pattern, text in shapes.items():
        if not fits(pattern, text):
            raise ValueError("the account was not checked")


def last_line(said: Said) -> str:
    """Return the last that a client said before it ended badly."""
    lines = [line.strip() for line in said.err.splitlines() if line.strip()]
    return lines[-1] if lines else f"the client ended with code {said.code}"
