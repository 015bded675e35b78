"""The SQL database: engine, session, base of all models, migrations, and what is sealed in it."""

from slipway.db.base import ID_LENGTH, Base, Obj, UtcDateTime, new_id, utcnow
from slipway.db.database import Database, Session, after_commit, before_commit
from slipway.db.encryption import ensure_keys, rotate_keys
from slipway.db.keyring import Keyring, add_key
from slipway.db.migrate import migrate
from slipway.db.sealed import SealedJson, SealedType, keys_of

__all__ = [
    "ID_LENGTH",
    "Base",
    "Database",
    "Keyring",
    "Obj",
    "SealedJson",
    "SealedType",
    "Session",
    "UtcDateTime",
    "add_key",
    "after_commit",
    "before_commit",
    "ensure_keys",
    "keys_of",
    "migrate",
    "new_id",
    "rotate_keys",
    "utcnow",
]
