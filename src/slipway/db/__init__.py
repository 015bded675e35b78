"""The SQL database: engine, session, base of all models, migrations."""

from slipway.db.base import ID_LENGTH, Base, Obj, UtcDateTime, new_id, utcnow
from slipway.db.database import Database, Session, after_commit, before_commit
from slipway.db.migrate import migrate

__all__ = [
    "ID_LENGTH",
    "Base",
    "Database",
    "Obj",
    "Session",
    "UtcDateTime",
    "after_commit",
    "before_commit",
    "migrate",
    "new_id",
    "utcnow",
]
