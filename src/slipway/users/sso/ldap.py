"""Passwords that a directory (LDAP, RFC 4511 to 4516) keeps: search for the person, then bind as them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ldap3 import ALL_ATTRIBUTES, NONE, SAFE_SYNC, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_INVALID_CREDENTIALS, RESULT_SUCCESS
from ldap3.utils.conv import escape_filter_chars

from slipway.errors import Unavailable
from slipway.users.origin import Origin
from slipway.users.sso.identity import Identity

_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ldap")
_TIMEOUT_SECONDS = 5
_REFUSED = frozenset({RESULT_INVALID_CREDENTIALS, 19, 53})
"""Wrong password; and what servers answer of accounts that are locked or disabled (constraintViolation,
unwillingToPerform)."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory is and how people lie in it.

    ``user_filter`` holds ``{username}``, ``group_filter`` may hold ``{dn}`` and ``{username}``; what is put in is
    escaped (RFC 4515). An empty ``bind_dn`` searches anonymously; an empty ``group_filter`` reads ``memberOf``.
    """

    url: str
    base: str
    bind_dn: str
    bind_password: str
    start_tls: bool
    ca_file: Path | None
    user_filter: str
    username_attribute: str
    name_attribute: str
    group_base: str
    group_filter: str

    async def identify(self, username: str, password: str) -> Identity | None:
        """Return who it is; None when there is no such person or the password is wrong. Raises Unavailable."""
        if not password:  # a bind without a password is an anonymous one, and succeeds (RFC 4513, 5.1.2)
            return None
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(_THREADS, partial(self._identify, username, password))
        except (LDAPException, OSError) as error:
            raise Unavailable("sso.directory_failed", {"problem": _words(error)}) from error

    def _identify(self, username: str, password: str) -> Identity | None:
        with self._connection(self.bind_dn, self.bind_password) as search:
            self._bind(search)
            found = self._entries(search, self.base, self.user_filter.format(username=escape_filter_chars(username)))
            if len(found) != 1 or not self._is_right(found[0]["dn"], password):
                return None
            return self._identity(search, found[0])

    def _is_right(self, dn: str, password: str) -> bool:
        with self._connection(dn, password) as connection:
            _, result, _, _ = connection.bind()
            if result["result"] not in {RESULT_SUCCESS, *_REFUSED}:
                raise LDAPException(f"{result['description']} {result['message']}".strip())
            return bool(result["result"] == RESULT_SUCCESS)

    @contextmanager
    def _connection(self, dn: str, password: str) -> Iterator[Connection]:
        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(self.ca_file) if self.ca_file else None)
        server = Server(self.url, get_info=NONE, tls=tls, connect_timeout=_TIMEOUT_SECONDS)
        connection = Connection(
            server,
            dn or None,
            password or None,
            client_strategy=SAFE_SYNC,
            receive_timeout=_TIMEOUT_SECONDS,
            auto_referrals=False,
        )
        try:
            connection.open()
            if self.start_tls:
                connection.start_tls()
            yield connection
        finally:
            opened = connection.socket
            connection.unbind()
            if opened is not None:  # it forgets those that could not be secured
                opened.close()

    def _bind(self, connection: Connection) -> None:
        _, result, _, _ = connection.bind()
        if result["result"] != RESULT_SUCCESS:
            raise LDAPException(f"cannot bind as {self.bind_dn or 'nobody'}: {result['description']}")

    def _entries(self, connection: Connection, base: str, query: str) -> list[Entry]:
        wanted = [ALL_ATTRIBUTES, "entryUUID", "memberOf"]
        _, result, answer, _ = connection.search(base, query, SUBTREE, attributes=wanted, size_limit=1000)
        if result["result"] != RESULT_SUCCESS:
            raise LDAPException(f"cannot search {base}: {result['description']}")
        return [entry for entry in answer if entry["type"] == "searchResEntry"]

    def _identity(self, connection: Connection, entry: Entry) -> Identity:
        username = _first(entry, self.username_attribute)
        subject = _first(entry, "entryUUID") or _first(entry, "objectGUID") or str(entry["dn"])
        groups = self._groups(connection, entry, username)
        return Identity(Origin.LDAP, subject, username, _first(entry, self.name_attribute) or username, groups)

    def _groups(self, connection: Connection, entry: Entry, username: str) -> tuple[str, ...]:
        """Return the common names of the groups, and their distinguished names."""
        if not self.group_filter:
            names = [str(value) for value in entry["attributes"].get("memberOf", ())]
            return tuple(names) + tuple(name.split(",")[0].partition("=")[2] for name in names)
        escaped = {"dn": escape_filter_chars(entry["dn"]), "username": escape_filter_chars(username)}
        found = self._entries(connection, self.group_base or self.base, self.group_filter.format(**escaped))
        return tuple(str(group["dn"]) for group in found) + tuple(_first(group, "cn") for group in found)


def _first(entry: Entry, attribute: str) -> str:
    values = entry["attributes"].get(attribute) or ""
    value = values[0] if isinstance(values, list) else values
    return value.hex() if isinstance(value, bytes) else str(value)


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
