"""Which hosts can be brought, and what DNS has to say for one to be verified."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slipway.applications.domains.names import Reserved, host_of, shown
from slipway.applications.domains.verdict import Found, Problem, pause, points_here, problem_of
from slipway.errors import Invalid
from slipway.settings import servers_of

RESERVED = Reserved("apps.example.com", "portal.example.com")


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("www.example.org", "www.example.org"),
        (" WWW.Example.ORG. ", "www.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("商店.例子", "xn--czrs0t.xn--fsqu00a"),
        ("example.com", "example.com"),
        ("notapps.example.com", "notapps.example.com"),
    ],
)
def test_a_host_is_kept_as_dns_has_it(written: str, host: str) -> None:
    assert host_of(written, RESERVED) == host


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("*.example.org", "domain.wildcard"),
        ("https://example.org", "domain.not_a_name"),
        ("example.org:80", "domain.not_a_name"),
        ("localhost", "domain.not_a_name"),
        ("192.0.2.1", "domain.not_a_name"),
        ("::1", "domain.not_a_name"),
        ("a_b.example.org", "domain.malformed"),
        ("-a.example.org", "domain.malformed"),
        ("a..example.org", "domain.malformed"),
        (".".join(["a" * 60] * 4) + ".org", "domain.not_a_name"),
        ("apps.example.com", "domain.of_platform"),
        ("Shop.Apps.example.com", "domain.of_platform"),
        ("portal.example.com", "domain.of_platform"),
    ],
)
def test_what_cannot_be_served_is_refused_with_its_reason(written: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        host_of(written, RESERVED)
    assert (refused.value.code, refused.value.field) == (code, "host")


def test_no_words_of_another_library_are_among_ours() -> None:
    with pytest.raises(Invalid) as refused:
        host_of("a..example.org", RESERVED)
    assert refused.value.message("zh") == "a..example.org 不符合域名规范"
    assert refused.value.hint("zh")


def test_a_host_is_shown_as_people_write_it() -> None:
    assert shown("xn--bcher-kva.example") == "bücher.example"


@pytest.mark.parametrize(
    ("records", "problem"),
    [
        (None, Problem.DNS_SILENT),
        (frozenset[str](), Problem.NO_RECORD),
        (frozenset({"slipway-verification=other"}), Problem.OTHER_RECORD),
        (frozenset({"slipway-verification=mine", "slipway-verification=other"}), None),
    ],
)
def test_only_the_own_token_verifies(records: frozenset[str] | None, problem: Problem | None) -> None:
    assert problem_of(Found(records, frozenset({"192.0.2.1"})), "mine") == problem


def test_where_a_host_points_is_told_when_both_ends_are_known() -> None:
    here = Found(frozenset(), frozenset({"192.0.2.1", "192.0.2.2"}))
    assert points_here(here, {"192.0.2.2"}) is True
    assert points_here(here, {"192.0.2.3"}) is False
    assert points_here(here, ()) is None
    assert points_here(Found(frozenset(), None), {"192.0.2.2"}) is None


def test_looks_become_rarer() -> None:
    assert [pause(looks, verified=False) for looks in (0, 1, 2)] == [timedelta(seconds=each) for each in (30, 60, 120)]
    assert pause(1000, verified=False) == timedelta(hours=2)
    assert pause(0, verified=True) == timedelta(hours=6)


def test_name_servers_are_read_with_and_without_ports() -> None:
    expected = [("192.0.2.1", 53), ("192.0.2.2", 5353), ("2001:db8::1", 53), ("2001:db8::2", 5353)]
    assert servers_of("192.0.2.1, 192.0.2.2:5353,2001:db8::1,[2001:db8::2]:5353") == expected
