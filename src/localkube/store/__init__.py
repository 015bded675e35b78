"""Where objects live: one SQLite database, one growing revision, synchronous calls from the event loop's thread."""

from localkube.store.store import Change, Record, Store

__all__ = ["Change", "Record", "Store"]
