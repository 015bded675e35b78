"""Accounts of MySQL 8 and MariaDB: a user of a database, from wherever it connects. Pure."""

from __future__ import annotations

import re

from slipway.managed.engines.accounts import USERNAMES, Access, Account, Said, fits, last_line, refuse_strange

_GRANTS = {Access.READ_WRITE: "ALL PRIVILEGES", Access.READ_ONLY: "SELECT, SHOW VIEW"}
_KNOWN_QUOTING = "SET SESSION sql_mode = 'STRICT_ALL_TABLES';"
"""Whatever the server is set to, backslashes escape and double quotes are no names from here on."""
_KILL = re.compile(r"^KILL [0-9]+;$")

_CLIENT = """\
client=$(command -v mariadb || command -v mysql) || { echo "there is no mariadb and no mysql client" >&2; exit 127; }
export MYSQL_PWD="${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}"
head -c "$1" | "$client" --no-defaults --protocol=tcp --host=127.0.0.1 --user=root \\
    --default-character-set=utf8mb4 --batch --skip-column-names
"""
"""By TCP: while a new data directory is filled, a server that is not the real one yet listens on the socket."""


class MysqlAccounts:
    """Users with rights to one database."""

    reserved = frozenset({"root", "mysql", "sys", "information_schema", "performance_schema"})
    client = _CLIENT

    def ensure(self, account: Account) -> str:
        """Make database and user; give exactly the rights that it should have."""
        refuse_strange(account)
        if account.database is None:
            raise ValueError("an account of MySQL is one of a database")
        database = account.database
        user, password = _user(account.username), _text(account.password)
        lines = [
            _KNOWN_QUOTING,
            f"CREATE DATABASE IF NOT EXISTS `{database}` CHARACTER SET utf8mb4;",
            f"CREATE USER IF NOT EXISTS {user} IDENTIFIED BY {password};",
            f"ALTER USER {user} IDENTIFIED BY {password};",
        ]
        if account.access is not Access.READ_WRITE:
            lines.append(f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {user};")
        lines.append(f"GRANT {_GRANTS[account.access]} ON {_only(database)}.* TO {user};")
        return "\n".join(lines) + "\n"

    def drop(self, username: str) -> str:
        """Remove the user, and ask for its sessions, which would outlive it."""
        if not fits(USERNAMES, username):
            raise ValueError("the account was not checked")
        sessions = f"FROM information_schema.PROCESSLIST WHERE USER = {_text(username)};"
        return f"{_KNOWN_QUOTING}\nDROP USER IF EXISTS {_user(username)};\nSELECT CONCAT('KILL ', ID, ';') {sessions}\n"

    def afterwards(self, said: Said) -> list[str]:
        """End the sessions, some of which may have ended meanwhile."""
        return [f"{line}\n" for line in said.out.splitlines() if _KILL.match(line)]

    def failure(self, said: Said) -> str | None:
        """Return the error; the client repeats the statement before it."""
        if said.code == 0:
            return None
        errors = [line for line in said.err.splitlines() if line.startswith("ERROR ")]
        return errors[-1] if errors else last_line(said)


def _user(username: str) -> str:
    return f"{_text(username)}@'%'"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _only(database: str) -> str:
    """Name one database: in a grant, ``_`` would stand for any character."""
    escaped = database.replace("_", "\\_")
    return f"`{escaped}`"
