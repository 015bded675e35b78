"""How a service's configuration is kept: as JSON, in which the values that look like secrets are sealed.

The rest stays readable for the database, which is asked for configurations by their partition. A sealed value stands as
``{"sealed": …}`` where otherwise a text does, so what an older version stored is read as it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Dialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from slipway.db import Keyring, Obj, SealedType, keys_of
from slipway.masking import is_secret

_SEALED = "sealed"


class SealedConfig(SealedType):
    """The column of a revision's configuration."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Obj | None, dialect: Dialect) -> Obj | None:
        """Seal the secrets among the variables."""
        if value is None or not _has_secrets(value):
            return value
        return _sealed(value, keys_of(dialect))

    def process_result_value(self, value: Obj | None, dialect: Dialect) -> Obj | None:
        """Open what is sealed."""
        if value is None or not any(_is_sealed(each) for each in _env(value).values()):
            return value
        return _opened(value, keys_of(dialect))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """Let queries look into the JSON as usual."""
        return self.impl_instance.coerce_compared_value(op, value)

    def reseal(self, stored: Any, keyring: Keyring) -> Any:
        """Seal what is plain, or sealed by another than the newest key."""
        values = _env(stored).values()
        if not _has_secrets(stored) and all(keyring.is_newest(each[_SEALED]) for each in values if _is_sealed(each)):
            return stored
        return _sealed(_opened(stored, keyring), keyring)


def _env(config: Obj | None) -> Obj:
    return (config or {}).get("env") or {}


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict)


def _has_secrets(config: Obj) -> bool:
    return any(not _is_sealed(value) and is_secret(name, value) for name, value in _env(config).items())


def _sealed(config: Obj, keyring: Keyring) -> Obj:
    env = {
        name: {_SEALED: keyring.seal(value.encode())} if is_secret(name, value) else value
        for name, value in _env(config).items()
    }
    return {**config, "env": env}


def _opened(config: Obj, keyring: Keyring) -> Obj:
    env = {
        name: keyring.open(value[_SEALED]).decode() if _is_sealed(value) else value
        for name, value in _env(config).items()
    }
    return {**config, "env": env}
