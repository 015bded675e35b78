"""Accounts of Redis 7 and Valkey: users of its access control list, which it keeps in a file on the volume. Pure."""

from __future__ import annotations

import hashlib

from slipway.managed.engines.accounts import USERNAMES, Access, Account, Said, fits, last_line, refuse_strange

_RULES = {
    Access.READ_WRITE: "~* &* +@all -@admin -migrate",
    Access.READ_ONLY: "%R~* +@read +@connection +@transaction +info -@admin",
}
"""Neither kind manages the server; ``migrate`` would send data to other servers."""

_CLIENT = """\
client=$(command -v redis-cli || command -v valkey-cli) || { echo "there is no redis client" >&2; exit 127; }
export REDISCLI_AUTH="$REDIS_PASSWORD"
head -c "$1" | "$client"
"""


class RedisAccounts:
    """Users of the whole instance: its numbered databases have no rights of their own."""

    reserved = frozenset({"default"})
    client = _CLIENT

    def ensure(self, account: Account) -> str:
        """Set all of the user's rules in one step. The password itself never gets there, only its hash."""
        refuse_strange(account)
        password = hashlib.sha256(account.password.encode()).hexdigest()
        return f"ACL SETUSER {account.username} reset on #{password} {_RULES[account.access]}\nACL SAVE\n"

    def drop(self, username: str) -> str:
        """Remove the user; its connections end with it."""
        if not fits(USERNAMES, username):
            raise ValueError("the account was not checked")
        return f"ACL DELUSER {username}\nACL SAVE\n"

    def afterwards(self, said: Said) -> list[str]:
        """Nothing is left to do."""
        return []

    def failure(self, said: Said) -> str | None:
        """Return the first answer that is none of success: the client takes errors for answers."""
        for line in filter(None, map(str.strip, said.out.splitlines())):
            if line != "OK" and not line.isdigit():
                return line
        return None if said.code == 0 else last_line(said)
