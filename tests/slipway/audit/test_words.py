"""The portal has words, in both languages, for all that the operation log may name."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

import pytest

from slipway.access import Action
from tests.running import ROOT

CALLS = {"record", "record_of_other", "record_of_platform", "record_refusal", "record_for_both", "_note"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted((ROOT / "src/slipway").rglob("*.py")):
        if "cli" in file.parts:
            continue  # a client has targets of another kind
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def _texts(node: ast.Call) -> Iterator[str]:
    for argument in node.args:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest) -> dict[str, dict[str, str]]:
    file = ROOT / f"portal/src/i18n/{request.param}/operations.json"
    found: dict[str, dict[str, str]] = json.loads(file.read_text())["operations"]
    return found


def test_every_action_has_words(words: dict[str, dict[str, str]]) -> None:
    written = {text for name, call in _calls() if name in CALLS for text in _texts(call) if "." in text.strip(".")}
    assert {"host.drain", "tenant.create", "domain.state"} <= written
    verbs = {text.rpartition(".")[2] for text in written | set(Action)} - {"failed"}
    assert not verbs - set(words["verb"])


def test_every_kind_has_words(words: dict[str, dict[str, str]]) -> None:
    kinds = {next(_texts(call), "") for name, call in _calls() if name == "Target" and call.args}
    kinds = {kind for kind in kinds if kind.isidentifier()} | {action.partition(".")[0] for action in Action}
    assert {"host", "tenant"} <= kinds
    assert not kinds - set(words["kind"])
