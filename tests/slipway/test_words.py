"""How texts are written, for all that people read: the catalogue of errors and the portal's translation files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from slipway.cli.advice import COMMANDS
from slipway.messages import MESSAGES
from slipway.messages.patterns import PATTERNS

PORTAL = Path(__file__).parents[2] / "portal/src/i18n"

CHINESE = {
    "a space stands between Chinese and Latin letters or digits": r"[一-鿿][A-Za-z0-9]|[A-Za-z0-9][一-鿿]",
    "marks among Chinese characters are full-width": r"[一-鿿）”][,;!?()]|[一-鿿）”]:(?![一-鿿])|[,;!?()][一-鿿“（]",
    "no space stands beside a full-width mark": r"\S [，。；：、！？）”]|[，。；：、！？（“] \S",
    "an ellipsis is one character": r"\.\.\.",
    "one word for each thing: 凭据 账号 停用 您 主机 滚动更新 取消发布 机密 遮盖 刚刚": (
        r"凭证|账户|禁用|你|(?<!工作)节点|滚动升级|下线|密文值|屏蔽|登陆|帐[号户]|现在[，。]|刚才"
    ),
}
ENGLISH = {
    "nobody is asked to please": r"\b[Pp]lease\b",
    "no full-width marks": r"[，。；：（）！？]",
    "an ellipsis is one character": r"\.\.\.",
}
QUOTED = re.compile(r"`[^`]*`|“[^”]*”")


def flat(texts: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


def portal(language: str) -> Iterator[tuple[str, str]]:
    for file in sorted((PORTAL / language).glob("*.json")):
        yield from flat(json.loads(file.read_text()))


def chinese() -> Iterator[tuple[str, str]]:
    yield from portal("zh")
    for code, text in {**MESSAGES, **PATTERNS}.items():
        yield from ((code, text.zh), (f"{code} (hint)", text.hint_zh))


def english() -> Iterator[tuple[str, str]]:
    yield from portal("en")
    for code, text in {**MESSAGES, **PATTERNS}.items():
        yield from ((code, text.en), (f"{code} (hint)", text.hint))


def breaking(rule: str, texts: Iterator[tuple[str, str]]) -> dict[str, str]:
    return {name: text for name, text in texts if re.search(rule, QUOTED.sub("x y", text) if "`" in text else text)}


@pytest.mark.parametrize("rule", CHINESE)
def test_chinese_is_written_one_way(rule: str) -> None:
    assert breaking(CHINESE[rule], chinese()) == {}


@pytest.mark.parametrize("rule", ENGLISH)
def test_english_is_written_one_way(rule: str) -> None:
    assert breaking(ENGLISH[rule], english()) == {}


@pytest.mark.parametrize(
    ("rule", "text"), [*zip(CHINESE, ("用CPU", "名称,类型", "类型： 名称", "等待...", "云账户"), strict=True)]
)
def test_the_rules_find_what_breaks_them(rule: str, text: str) -> None:
    assert breaking(CHINESE[rule], iter([("key", text)]))


def test_hints_name_no_command_of_the_terminal() -> None:
    """Whoever reads one in the portal has a button for it; the terminal adds its own command."""
    texts = [*chinese(), *english()]
    assert breaking(r"\bslipway [a-z]+ [a-z]+|command line: --", iter(texts)) == {}
    assert set(COMMANDS) <= set(MESSAGES)
