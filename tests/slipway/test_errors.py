"""Every error that is raised can be told in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import slipway
from slipway import errors
from slipway.errors import Forbidden, NotFound, SlipwayError
from slipway.messages import MESSAGES

SOURCES = sorted(Path(slipway.__file__).parent.rglob("*.py"))
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, SlipwayError)}
CUSTOM = "PydanticCustomError"


def _raised(source: str) -> set[str]:
    """Find the codes that a module builds our errors with."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    ours = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in KINDS | {CUSTOM}]
    return {str(call.args[0].value) for call in ours if isinstance(call.args[0], ast.Constant)}


def test_every_raised_code_has_a_text() -> None:
    """A code without a text would be shown to people as it is."""
    raised = {code: path for path in SOURCES for code in _raised(path.read_text())}

    assert len(raised) > 20
    assert {code: str(path) for code, path in raised.items() if code not in MESSAGES} == {}


def test_the_search_for_codes_finds_them() -> None:
    """The test above would pass on a search that finds nothing."""
    assert _raised("raise NotFound('a.b', {'x': 1})\nConflict('c.d')\nother('e.f')") == {"a.b", "c.d"}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_texts_are_whole_in_both_languages(code: str) -> None:
    """Both languages are there, speak of the same params, and Chinese is Chinese."""
    text = MESSAGES[code]

    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", code)
    assert text.en
    assert re.search(r"[\u4e00-\u9fff]", text.zh) or "{problem_zh}" in text.zh
    assert bool(text.hint) == bool(text.hint_zh)
    assert _params(text.en) == {name.removesuffix("_zh") for name in _params(text.zh)}
    assert _params(text.hint) == _params(text.hint_zh)


def _params(template: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", template))


def test_texts_are_filled_with_params() -> None:
    """Lists are written with commas."""
    error = SlipwayError("tenant.not_empty", {"name": "acme", "holds": ["application shop", "user ann"]})

    assert error.message("en") == "The tenant acme still holds: application shop, user ann"
    assert error.message("zh") == "租户 acme 中仍有：application shop, user ann"
    assert str(error) == error.message("en")


def test_a_missing_param_does_not_hide_the_error() -> None:
    """An error about an error helps nobody."""
    assert "{id}" in NotFound("tenant.not_found").message()


def test_roles_scopes_and_permissions_are_called_by_their_names_and_kept_as_codes() -> None:
    """Whoever reads it knows roles from the page of users, and nobody knows codes."""
    error = Forbidden("access.forbidden", {"role": "viewer", "action": "user.read"})

    assert error.message() == "Your role “Viewer” does not allow this: See users, their sessions and API tokens"
    assert error.message("zh") == "您的角色“只读成员”没有此权限：查看用户及其会话和 API 令牌"
    assert error.params == {"role": "viewer", "action": "user.read"}
    narrow = Forbidden("access.scope_forbidden", {"scope": "read", "action": "cloud.read"})
    assert "“只读”" in narrow.message("zh")


def test_a_param_that_is_no_known_code_is_shown_as_it_is() -> None:
    """An error text must never raise."""
    assert "“pirate”" in SlipwayError("user.role_beyond_reach", {"role": "pirate"}).message()
