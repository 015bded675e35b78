"""Columns whose content is sealed: read and written as plain values, kept as only the platform's keys can read it.

The keys belong to a database (``use_keys``, at its start) and not to the process. A column that keeps its content
differently inherits from ``SealedType`` as well, so that a rotation of the keys finds it.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from slipway.db.base import Obj
from slipway.db.keyring import CannotOpen, Keyring

_KEYRINGS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()
"""Types are told the dialect, of which each engine has its own."""


def use_keys(dialect: Dialect, keyring: Keyring) -> None:
    """Seal and open by these keys on the engine that has this dialect."""
    _KEYRINGS[dialect] = keyring


def keys_of(dialect: Dialect) -> Keyring:
    """Return the keys of a database that was started."""
    keyring = _KEYRINGS.get(dialect)
    if keyring is None:
        raise CannotOpen("encryption.no_keys")
    return keyring


class SealedType(TypeDecorator[Any]):
    """A column of which at least parts are sealed."""

    __abstract__ = True

    @abstractmethod
    def reseal(self, stored: Any, keyring: Keyring) -> Any:
        """Return what should be stored instead (equal to ``stored`` when that is sealed by the newest key)."""


class SealedJson(SealedType):
    """A JSON object, sealed as a whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Obj | None, dialect: Dialect) -> str | None:
        """Seal."""
        if value is None:
            return None
        return keys_of(dialect).seal(json.dumps(value, separators=(",", ":"), sort_keys=True).encode())

    def process_result_value(self, value: str | None, dialect: Dialect) -> Obj | None:
        """Open."""
        if value is None:
            return None
        found: Obj = json.loads(keys_of(dialect).open(value))
        return found

    def reseal(self, stored: Any, keyring: Keyring) -> Any:
        """Seal by the newest key what is sealed by another."""
        return stored if stored is None or keyring.is_newest(stored) else keyring.seal(keyring.open(stored))
