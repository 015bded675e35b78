"""The statements that make accounts. What databases make of them is in the integration tests."""

from __future__ import annotations

import hashlib
import subprocess

import pytest

from slipway.managed.engines.accounts import Access, Account, Accounts, Said
from slipway.managed.engines.mysql_accounts import MysqlAccounts
from slipway.managed.engines.redis_accounts import RedisAccounts

HOSTILE = "';DROP/**/USER`root\\"
ENGINES = [MysqlAccounts(), RedisAccounts()]


def account(username: str = "shop", password: str = "correct-horse", access: Access = Access.READ_WRITE) -> Account:
    """Return an account of the database ``shop_data``."""
    return Account(username, password, access, "shop_data")


def test_a_password_stays_within_its_quotes() -> None:
    """Quotes are doubled and backslashes escaped, after the server was told how it is to read them."""
    script = MysqlAccounts().ensure(account(password=HOSTILE))

    assert script.startswith("SET SESSION sql_mode = 'STRICT_ALL_TABLES';\n")
    assert r"ALTER USER 'shop'@'%' IDENTIFIED BY ''';DROP/**/USER`root\\';" in script.splitlines()


def test_redis_is_told_the_hash_of_a_password() -> None:
    """Nothing of the password itself is in the statement."""
    script = RedisAccounts().ensure(account(password=HOSTILE))

    assert f" #{hashlib.sha256(HOSTILE.encode()).hexdigest()} " in script
    assert HOSTILE not in script


def test_a_grant_is_for_one_database_only() -> None:
    """An underscore there would be any character: ``shop_data`` would also be ``shopxdata``."""
    script = MysqlAccounts().ensure(account())

    assert r"GRANT ALL PRIVILEGES ON `shop\_data`.* TO 'shop'@'%';" in script
    assert "CREATE DATABASE IF NOT EXISTS `shop_data` " in script


def test_a_reader_loses_what_it_had_before() -> None:
    """An account that wrote until now keeps no right but to read."""
    lines = MysqlAccounts().ensure(account(access=Access.READ_ONLY)).splitlines()

    assert lines[-2:] == [
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'shop'@'%';",
        r"GRANT SELECT, SHOW VIEW ON `shop\_data`.* TO 'shop'@'%';",
    ]
    assert " reset on " in RedisAccounts().ensure(account(access=Access.READ_ONLY))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("username", ["", "Shop", "a'b", "a b", "a\nACL SAVE", "a" * 33, "-a"])
def test_what_nobody_checked_gets_into_no_statement(engine: Accounts, username: str) -> None:
    """The last line of defence; requests are refused long before."""
    with pytest.raises(ValueError, match="not checked"):
        engine.ensure(account(username=username))
    with pytest.raises(ValueError, match="not checked"):
        engine.drop(username)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("password", ["short", "with blank in it", "line\nbreak-line", "größer-als-groß", "x" * 129])
def test_passwords_of_strange_characters_get_into_no_statement(engine: Accounts, password: str) -> None:
    """Printable ASCII is what every client can send."""
    with pytest.raises(ValueError, match="not checked"):
        engine.ensure(account(password=password))


def test_sessions_of_a_dropped_user_are_ended_and_nothing_else_is_run() -> None:
    """Only what is exactly a KILL is taken from the answer."""
    said = Said("KILL 12;\nKILL 1; DROP DATABASE shop;\nKILL 13;\n", "", 0)

    assert MysqlAccounts().afterwards(said) == ["KILL 12;\n", "KILL 13;\n"]
    assert RedisAccounts().afterwards(said) == []


def test_an_error_is_told_without_the_statement() -> None:
    """The client writes the statement, with its password, before the error."""
    err = (
        "--------------\nCREATE USER 'a' IDENTIFIED BY 'geheim'\n--------------\n\nERROR 1045 (28000): Access denied\n"
    )

    assert MysqlAccounts().failure(Said("", err, 1)) == "ERROR 1045 (28000): Access denied"
    assert MysqlAccounts().failure(Said("", "sh: 1: there is no client\n", 127)) == "sh: 1: there is no client"
    assert MysqlAccounts().failure(Said("", "", 0)) is None


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (Said("OK\nOK\n", "", 0), None),
        (Said("1\nOK\n", "", 0), None),
        (Said("OK\nERR no ACL file\n", "", 0), "ERR no ACL file"),
        (Said("", "connection refused\n", 1), "connection refused"),
        (Said("", "", None), "the client ended with code None"),
    ],
)
def test_redis_errors_are_found_among_its_answers(said: Said, failure: str | None) -> None:
    """Its client ends well whatever the server answers."""
    assert RedisAccounts().failure(said) == failure


@pytest.mark.parametrize("engine", ENGINES)
def test_scripts_of_clients_are_good_shell(engine: Accounts) -> None:
    """They run in images where nothing is known but a shell."""
    subprocess.run(["sh", "-n", "-c", engine.client], check=True)
