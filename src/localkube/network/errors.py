"""What can go wrong on the machine's side of the network. Messages say what to do."""

# ruff: noqa: N818 - the names say what is wrong; that they are errors is plain where they are raised

from __future__ import annotations

from collections.abc import Sequence


class NetworkError(Exception):
    """The network cannot do what it was asked."""


class ProgramFailed(NetworkError):
    """A program ended with an error; ``text`` is what it wrote."""

    def __init__(self, command: Sequence[str], status: int, text: str) -> None:
        super().__init__(f"`{' '.join(command)}` ended with status {status}: {text.strip()}")
        self.text = text


class RangeTaken(NetworkError):
    """The machine already has routes to addresses of the pod or service range."""


class RangeExhausted(NetworkError):
    """No pod address is free."""


class DnsFailed(NetworkError):
    """The DNS server does not start."""
