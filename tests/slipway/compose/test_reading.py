"""Reading what strangers wrote: bounded, and never a traceback."""

from __future__ import annotations

import json
import random
import time

import pytest

from slipway.errors import Invalid
from slipway.messages import MESSAGES
from tests.slipway.compose.files import BLOG, SHOP, VERSION_2, converted

BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
DEEP = "services: " + "[" * 30_000
LONG_CHAIN = "services:\n" + "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(300)) + "  s300: {image: i}\n"
WIDE = ", ".join(f"V{n}: {'x' * 40}" for n in range(3000))
MANY_COPIES = f"x: &x {{image: i, environment: {{{WIDE}}}}}\nservices:\n" + "".join(f"  s{n}: *x\n" for n in range(150))
MANY_EXTENDS = f"services:\n  base: {{image: i, environment: {{{WIDE}}}}}\n" + "".join(
    f"  s{n}: {{extends: base}}\n" for n in range(150)
)
REFUSED = [
    (BOMB, "compose.expands"),
    (MANY_COPIES, "compose.expands"),
    (MANY_EXTENDS, "compose.expands"),
    (DEEP, "compose.too_deep"),
    (LONG_CHAIN, "compose.extends_cycle"),
    ("x" * 300_000, "compose.too_large"),
    ("a: &a [*a]", "compose.alias_unknown"),
    ("a: *nowhere", "compose.alias_unknown"),
    ("a: 1\na: 2", "compose.key_doubled"),
    ("a: 1\n---\nb: 2", "compose.several_documents"),
    ("a: !!python/object/apply:os.system ['true']", "compose.tag"),
    ("a: !secret b", "compose.tag"),
    ("a: [", "compose.yaml"),
    ("? [a]\n: b", "compose.yaml"),
    ("a: \t- b: }", "compose.yaml"),
    ("<<: text", "compose.yaml"),
    ("a: \x00", "compose.yaml"),
    ("a: \ud800", "compose.yaml"),
    ("services: {a: {image: i, environment: {A: '" + "${B}" * 50_000 + "'}}}", "compose.expands"),
    ("services: {a: {image: i, environment: {A: '" + "${B:-" * 40_000 + "'}}}", "compose.interpolation"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED, ids=[f"{code}-{n}" for n, (_, code) in enumerate(REFUSED)])
def test_what_cannot_be_read_is_refused_quickly(content: str, code: str) -> None:
    """Whatever its author had in mind."""
    began = time.process_time()
    with pytest.raises(Invalid) as refused:
        converted(content, variables={"B": "b" * 30_000})

    assert refused.value.code == code and code in MESSAGES
    assert time.process_time() - began < 5


def test_a_key_of_a_merged_mapping_is_not_doubled() -> None:
    """One's own wins, then the first of several."""
    content = "x: &x {A: x, B: x}\ny: &y {B: y, C: y}\nservices: {a: {image: i, environment: {<<: [*x, *y], A: own}}}"
    application = converted(content).application

    assert application is not None
    assert application.services[0].env == {"A": "own", "B": "x", "C": "y"}


PIECES = [
    "services:", "image:", "ports:", "environment:", "healthcheck:", "test:", "deploy:", "resources:", "limits:",
    "cpus:", "memory:", "volumes:", "depends_on:", "command:", "extends:", "profiles:", "env_file:", "<<:", "-",
    "--", "---", "...", "&", "&a", "*a", "!", "!!str", "!reset", "{", "}", "[", "]", ",", "'", "\"", "|", ">", "#",
    "$", "$$", "${", "${A", "${A:-x}", "${A:?x}", "}", ":", "::", "80", "80:80", "1-70000", "-1", "1e99", "0x10",
    "null", "~", "true", "yes", ".inf", "5s", "1h1h", "9999999999999999999", "512M", "1.5.5g", "web", "db", "..",
    "/", "\\", "é", "🐳", "%", "@", "`", "CMD", "NONE", "\t", "\n", " ",
]  # fmt: skip


def _mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 3, 20))
        text = text[:at] + chance.choice(PIECES) + text[at + length :]
    return text


def _made_up(chance: random.Random) -> object:
    """Return a value of any shape."""
    kind = chance.random()
    if kind < 0.25:
        return [_made_up(chance) for _ in range(chance.randint(0, 3))]
    if kind < 0.5:
        return {chance.choice(KEYS): _made_up(chance) for _ in range(chance.randint(0, 3))}
    return chance.choice(VALUES)


KEYS = [piece.strip(":") for piece in PIECES if len(piece) > 3 and piece.endswith(":")] + [
    "target", "published", "condition", "start_period", "interval", "source", "type", "path", "replicas", "scale",
    "mem_limit", "cpu_quota", "cpu_period", "entrypoint", "restart", "restart_policy", "networks", "links", "secrets",
    "configs", "build", "expose", "tmpfs", "name", "stop_grace_period", "reservations", "mode", "retries",
]  # fmt: skip
VALUES = [
    None,
    "",
    "x",
    "80",
    "80:80",
    "-5",
    "1e9",
    "99999999999999999",
    "5s",
    "0",
    "true",
    "a b",
    "'",
    "1-3/udp",
    "CMD",
]


def _refused_or_converted(content: str) -> None:
    try:
        converted(content, variables={"A": "v"})
    except Invalid as refused:
        assert refused.code in MESSAGES and refused.message() and refused.message("zh")


@pytest.mark.parametrize("seed", range(8))
def test_no_file_makes_a_traceback(seed: int) -> None:
    """Real files with something broken in them."""
    chance = random.Random(seed)
    for _ in range(60):
        _refused_or_converted(_mutated(chance, chance.choice((BLOG, SHOP, VERSION_2))))


@pytest.mark.parametrize("seed", range(8))
def test_no_value_at_any_key_makes_a_traceback(seed: int) -> None:
    """Services with every key, and anything at it."""
    chance = random.Random(seed)
    for _ in range(250):
        service = {"image": "i", **{chance.choice(KEYS): _made_up(chance) for _ in range(chance.randint(1, 4))}}
        document = {"services": {"a": service, "x": {"image": "i"}}}
        if chance.random() < 0.2:
            document[chance.choice(KEYS)] = _made_up(chance)  # type: ignore[assignment]
        _refused_or_converted(json.dumps(document))
