"""Which regular expressions pass, and that HAProxy takes all that do."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from localkube.network.programs import program
from localkube.network.routes.expressions import ExpressionError, whole
from localkube.network.routes.model import Condition, Host, Match, Origin, RefusalBackend, Rule, routing_of
from localkube.network.routes.render import Frame, render
from localkube.network.routes.settings import Settings

PIECES = ("a", "ab", "/", ".", "^", "$", "*", "+", "?", "{2}", "{1,3}", "{3,}", "(", "(?:", ")", "|", "[", "[^", "]")
MORE = (
    "a-z",
    "\\d",
    "\\.",
    "\\",
    "\\-",
    '"',
    "#",
    "'",
    " ",
    "$HOME",
    "%[src]",
    "}",
    "{",
    "é",
    "-",
    "\\b",
    "(?=",
    "\\1",
)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "/a.*",
        "/v[0-9]+/.*",
        "/(en|de)(/.*)?",
        "/(?:foo|bar)+",
        r"/\d{1,3}\.html",
        "[^/]+",
        "[a-z-]",
        "/a{2,}",
        ".*?x",
    ],
)
def test_ordinary_expressions_pass(expression: str) -> None:
    assert whole(expression) == f"^(?:{expression})$"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(a+)+", "one way only"),
        ("(a|a)*", "one way only"),
        ("(a|ab)(c|cd){2,9}", "one way only"),
        (".*.*.*", "too long"),
        ("a?" * 30, "too long"),
        ("(a|a)" * 30, "too long"),
        ("a^*", "cannot be repeated"),
        ("a**", "repetition of a repetition"),
        ("a)", r"\) has no \("),
        ("(a", r"a \) is missing"),
        ("[a", "too early"),
        ("[]", "empty"),
        ("[z-a]", "not in order"),
        ("a{5,2}", "in order"),
        ("a{2", "begins no repetition"),
        ("a{999}", "from 0 to 100"),
        ("a\\", "too early"),
        (r"(a)\1", "not supported"),
        ("(?=a)", "not supported"),
        ("ä", "not supported"),
        ("a\nb", "not supported"),
        ("a" * 600, "longer than"),
        ("(" * 30 + ")" * 30, "deep"),
    ],
)
def test_what_might_take_too_long_or_be_understood_differently_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said):
        whole(expression)


def test_haproxy_takes_whatever_passes(tmp_path: Path) -> None:
    chance = random.Random(11)
    passed: set[str] = set()
    for _ in range(30_000):
        text = "".join(chance.choice(PIECES + MORE) for _ in range(chance.randint(1, 8)))
        try:
            passed.add(whole(text))
        except ExpressionError:
            continue
    assert len(passed) > 500
    for expression in passed:
        re.compile(expression)
    origin, answer = Origin("", "shop", "web", "HTTPRoute"), ((1, RefusalBackend(500, "x", "x")),)
    rules = [
        Rule(Host("exact", "a.test"), Match(expression=text, headers=(Condition("a", text, True),)), answer, origin)
        for text in sorted(passed)
    ]
    file = tmp_path / "haproxy.cfg"
    file.write_text(render(routing_of(rules), {}, Frame(Settings("test", tmp_path), tmp_path / "s")))
    checked = subprocess.run([program("haproxy") or "", "-c", "-f", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
