"""Passwords that a directory keeps, asked of a real OpenLDAP server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from slipway.errors import Unavailable
from slipway.users.origin import Origin
from slipway.users.sso.ldap import Directory
from tests.slipway.users.sso.directory import BASE, Slapd, slapd


@pytest.fixture(scope="module")
def server() -> Iterator[Slapd]:
    """One server for all."""
    with slapd() as running:
        yield running


@pytest.fixture
def directory(server: Slapd) -> Directory:
    """As an administrator would set it."""
    return Directory(
        url=server.url,
        base=BASE,
        bind_dn=f"cn=reader,{BASE}",
        bind_password="reader-secret",
        start_tls=False,
        ca_file=server.ca_file,
        user_filter="(uid={username})",
        username_attribute="uid",
        name_attribute="cn",
        group_base=f"ou=groups,{BASE}",
        group_filter="(member={dn})",
    )


async def test_the_right_password_tells_who_it_is(directory: Directory) -> None:
    """With the groups, by their names and their distinguished names; the subject outlives renaming."""
    found = await directory.identify("mei", "mei-password")

    assert found is not None
    assert (found.origin, found.username, found.display_name) == (Origin.LDAP, "mei", "Mei Lin")
    assert {"ops", "acme-dev", f"cn=ops,ou=groups,{BASE}"} <= set(found.groups)
    assert found.subject.count("-") == 4


async def test_groups_are_read_from_member_of_without_a_filter(directory: Directory) -> None:
    """As Active Directory and OpenLDAP's overlay keep them."""
    found = await replace(directory, group_filter="").identify("wei", "wei-password")

    assert found is not None
    assert set(found.groups) == {"acme-dev", f"cn=acme-dev,ou=groups,{BASE}"}


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("mei", "wrong"),
        ("mei", ""),
        ("mei", "wei-password"),
        ("nobody", "mei-password"),
        ("", "mei-password"),
        ("*", "mei-password"),
        ("m*", "mei-password"),
        ("mei)(uid=*", "mei-password"),
        ("mei\x00", "mei-password"),
    ],
)
async def test_nobody_else_is_let_in(directory: Directory, username: str, password: str) -> None:
    """An empty password would be an anonymous bind, which succeeds; a name is no filter."""
    assert await directory.identify(username, password) is None


async def test_names_with_the_filters_own_signs_are_found(directory: Directory) -> None:
    """They are escaped, not refused."""
    found = await directory.identify("star*(x)", "star-password")

    assert found is not None
    assert found.username == "star*(x)"


@pytest.mark.parametrize("how", ["ldaps", "start_tls"])
async def test_the_way_there_is_encrypted_on_demand(directory: Directory, server: Slapd, how: str) -> None:
    """Both ways that servers offer."""
    secured = replace(directory, url=server.secure_url) if how == "ldaps" else replace(directory, start_tls=True)

    assert await secured.identify("mei", "mei-password") is not None


@pytest.mark.parametrize("how", ["ldaps", "start_tls"])
async def test_a_server_with_a_strange_certificate_is_not_told_passwords(
    directory: Directory, server: Slapd, how: str
) -> None:
    """The system's authorities do not know this one."""
    strange = replace(directory, ca_file=None)
    secured = replace(strange, url=server.secure_url) if how == "ldaps" else replace(strange, start_tls=True)

    with pytest.raises(Unavailable) as caught:
        await secured.identify("mei", "mei-password")
    assert caught.value.code == "sso.directory_failed"


@pytest.mark.parametrize("change", [{"bind_password": "wrong"}, {"url": "ldap://127.0.0.1:1"}, {"base": "dc=none"}])
async def test_a_directory_that_fails_is_not_a_wrong_password(directory: Directory, change: dict[str, str]) -> None:
    """The administrator reads why, and nobody reads the password."""
    with pytest.raises(Unavailable) as caught:
        await replace(directory, **change).identify("mei", "mei-password")  # type: ignore[arg-type]
    assert "mei-password" not in str(caught.value)
