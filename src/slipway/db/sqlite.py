"""SQLite's connections, closed for good; ``database`` opens them.

SQLite puts off the end of a connection until its last unfinished statement is gone, and keeps the transaction with its
lock until then. A task that is cancelled within a query leaves such a statement: the cursor lives on in the exception's
frames until these are collected, which may take minutes, in which nobody else could write.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from weakref import WeakSet


class Connection(sqlite3.Connection):
    """A connection whose ``close`` ends its statements and gives its locks back, whoever still holds its cursors."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        """Return a cursor that ends with the connection."""
        made = super().cursor(*arguments, **options)
        self._cursors.add(made)
        return made

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Return a new cursor that has executed the statement; the standard one would not ask ``cursor`` for it."""
        executed: sqlite3.Cursor = self.cursor().execute(*arguments)
        return executed

    def close(self) -> None:
        """Finish what is unfinished, then close: what is not committed is rolled back now. May be repeated."""
        cursors, self._cursors = list(self._cursors), WeakSet()
        for cursor in cursors:
            cursor.close()
        super().close()
