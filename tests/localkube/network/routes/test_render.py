"""Routing as HAProxy's configuration. Pure, but for HAProxy's own opinion of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from localkube.network.programs import program
from localkube.network.routes.model import (
    ANY_HOST,
    Condition,
    Host,
    Match,
    Origin,
    PathStep,
    RedirectBackend,
    RefusalBackend,
    Routing,
    Rule,
    ServiceBackend,
    backend_name,
    routing_of,
)
from localkube.network.routes.quoting import quoted
from localkube.network.routes.render import Frame, Slots, render, structure_of
from localkube.network.routes.settings import Settings
from localkube.network.routes.steps import redirect_lines

WEB, API = ServiceBackend("shop", "web", 80), ServiceBackend("shop", "api", 80)
ORIGIN = Origin("", "shop", "web", "HTTPRoute")
FRAME = Frame(Settings("test", Path("/tmp/x")), Path("/tmp/x/haproxy-1.sock"))


def routing(*rules: Rule) -> Routing:
    return routing_of(rules or (Rule(Host("exact", "a.test"), Match(), ((1, WEB),), ORIGIN),))


def frontend(found: Routing) -> list[str]:
    """The lines that choose a backend."""
    text = render(found, {}, FRAME)
    return [line.strip() for line in text.splitlines() if line.startswith("  use_backend")]


def test_equal_routing_gives_equal_text_whatever_the_order() -> None:
    rules = [Rule(Host("exact", f"{name}.test"), Match(), ((1, WEB),), ORIGIN) for name in "abc"]

    assert render(routing(*rules), {}, FRAME) == render(routing(*reversed(rules)), {}, FRAME)


def test_pods_and_generations_do_not_change_the_structure_but_routes_and_sizes_do() -> None:
    def digest(slots: dict[str, Slots], frame: Frame = FRAME, rules: tuple[Rule, ...] = ()) -> str:
        return structure_of(render(routing(*rules), slots, frame))

    plain = digest({"shop_web_80": (None, None)})

    assert plain
    assert digest({"shop_web_80": (("10.0.0.1", 80), None)}) == plain
    assert digest({"shop_web_80": (None, None)}, Frame(FRAME.settings, Path("/other.sock"))) == plain
    assert digest({"shop_web_80": (None,) * 3}) != plain
    other = Rule(ANY_HOST, Match(), ((1, WEB),), ORIGIN)
    assert digest({"shop_web_80": (None, None)}, rules=(other,)) != plain


def test_prefixes_match_by_whole_segments_and_the_root_matches_all() -> None:
    found = routing(
        Rule(ANY_HOST, Match("/a"), ((1, WEB),), ORIGIN),
        Rule(ANY_HOST, Match("/b", exact=True), ((1, WEB),), ORIGIN),
        Rule(ANY_HOST, Match(), ((1, API),), ORIGIN),
    )

    assert frontend(found) == [
        'use_backend shop_web_80 if { path -m str -- "/b" }',
        'use_backend shop_web_80 if { var(txn.path) -m beg -- "/a/" }',
        "use_backend shop_api_80 if TRUE",
    ]


def test_weights_are_drawn_one_after_the_other() -> None:
    third = ServiceBackend("shop", "x", 80)

    assert frontend(routing(Rule(ANY_HOST, Match(), ((5, WEB), (3, API), (2, third)), ORIGIN))) == [
        "use_backend shop_web_80 if { rand(10) lt 5 }",
        "use_backend shop_api_80 if { rand(5) lt 3 }",
        "use_backend shop_x_80 if TRUE",
    ]


def test_no_text_breaks_out_of_its_quotes() -> None:
    assert quoted('a"b\\n$HOME\n#') == '"a\\"b\\\\n\\$HOME\\n#"'
    with pytest.raises(ValueError, match="control characters"):
        quoted("a\rb")


@pytest.mark.parametrize(
    ("redirect", "location"),
    [
        (RedirectBackend(), "http://%[req.hdr(host)]%[pathq]"),
        (RedirectBackend(scheme="https"), "https://%[var(txn.host)]%[pathq]"),
        (RedirectBackend(scheme="https", port=8443), "https://%[var(txn.host)]:8443%[pathq]"),
        (RedirectBackend(host="b.test"), "http://b.test:8080%[pathq]"),
        (RedirectBackend(host="b.test", port=80), "http://b.test%[pathq]"),
        (RedirectBackend(scheme="http", port=443), "http://%[var(txn.host)]:443%[pathq]"),
    ],
)
def test_redirects_keep_what_they_do_not_change(redirect: RedirectBackend, location: str) -> None:
    assert list(redirect_lines(redirect, 8080)) == [f'  http-request redirect location "{location}" code 302']


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (PathStep("/x%20y"), '  http-request set-path "/x%%20y"'),
        (PathStep("/new/", "/old.v1"), '  http-request replace-path "^/old\\\\.v1(.*)\\$" "/new\\\\1"'),
        (PathStep("/", "/old"), '  http-request replace-path "^/old/?(.*)\\$" "/\\\\1"'),
    ],
)
def test_paths_are_replaced(path: PathStep, line: str) -> None:
    assert next(redirect_lines(RedirectBackend(path=path), 80)) == line


def test_haproxy_takes_hostile_texts_as_text(tmp_path: Path) -> None:
    hostile = "a\" '#$HOME \\ %[src] }{ 中文\nglobal"
    backends = [RefusalBackend(500, hostile, hostile), RedirectBackend(path=PathStep("/%$&'()", "/$&'()*+,;=:@%"))]
    match = Match(
        "/$&'()*+,;=:@%", headers=(Condition("a", hostile.replace("\n", "")),), query=(Condition("b", "{ # \\"),)
    )
    found = routing(*(Rule(Host("label", "a.test"), match, ((1, backend),), ORIGIN) for backend in backends))
    file = tmp_path / "haproxy.cfg"
    file.write_text(render(found, {}, Frame(FRAME.settings, tmp_path / "s")))

    checked = subprocess.run([program("haproxy") or "", "-c", "-f", file], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"backend {backend_name(backends[0])}\n" in file.read_text()
