"""Say in plain words, in both languages, which field of a request is wrong and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slipway.errors import Invalid, Malformed, Param, SlipwayError
from slipway.messages import MESSAGES, Message
from slipway.messages.patterns import PATTERNS

_PLACES = ("body", "query", "path", "header", "cookie")

PROBLEMS: dict[str, Message] = {
    "missing": Message("is required", "不能为空"),
    "extra_forbidden": Message("is not a known field", "是未知字段"),
    "string_pattern_mismatch": Message("must match {pattern}", "须符合 {pattern}"),
    "string_too_short": Message("must have at least {min_length} characters", "至少需要 {min_length} 个字符"),
    "string_too_long": Message("must have at most {max_length} characters", "最多允许 {max_length} 个字符"),
    "string_type": Message("must be text", "须为文本"),
    "string_unicode": Message("must be valid Unicode text", "须为合法的 Unicode 文本"),
    "too_short": Message("needs at least {min_length} entries", "至少需要 {min_length} 项"),
    "too_long": Message("must have at most {max_length} entries", "最多允许 {max_length} 项"),
    "greater_than_equal": Message("must be at least {ge}", "不得小于 {ge}"),
    "less_than_equal": Message("must be at most {le}", "不得大于 {le}"),
    "int_type": Message("must be a whole number", "须为整数"),
    "int_parsing": Message("must be a whole number", "须为整数"),
    "int_from_float": Message("must be a whole number", "须为整数"),
    "int_parsing_size": Message("is too large", "数值过大"),
    "float_parsing": Message("must be a number", "须为数字"),
    "bool_type": Message("must be true or false", "须为 true 或 false"),
    "bool_parsing": Message("must be true or false", "须为 true 或 false"),
    "list_type": Message("must be a list", "须为列表"),
    "dict_type": Message("must be an object", "须为对象"),
    "model_type": Message("must be an object", "须为对象"),
    "model_attributes_type": Message("must be an object", "须为对象"),
    "enum": Message("must be {expected}", "须为 {expected}"),
    "literal_error": Message("must be {expected}", "须为 {expected}"),
    "datetime_parsing": Message("must be a time like 2026-01-31T08:00:00Z", "须为形如 2026-01-31T08:00:00Z 的时间"),
    "datetime_from_date_parsing": Message(
        "must be a time like 2026-01-31T08:00:00Z", "须为形如 2026-01-31T08:00:00Z 的时间"
    ),
    "timezone_aware": Message("needs a time zone, like the Z in 2026-01-31T08:00:00Z", "须包含时区，例如末尾的 Z"),
}


def explain(errors: Sequence[Mapping[str, Any]]) -> SlipwayError:
    """Return our error for what validation found; the first finding leads, ``problems`` names all of them.

    A validator that raises ``PydanticCustomError("service.probe_ambiguous", …)`` gives the answer that code.
    """
    first = errors[0]
    if first["type"] == "json_invalid":
        return Malformed("request.malformed", {"problem": str(first.get("ctx", {}).get("error", ""))})
    if tuple(first["loc"]) == ("body",) and isinstance(first.get("input"), bytes):
        return Malformed("request.not_json")
    field = path_of(first["loc"])
    if first["type"] in MESSAGES:
        return Invalid(first["type"], {k: _plain(v) for k, v in first.get("ctx", {}).items()}, field=field)
    problem = _problem(first)
    all_problems = [f"{path_of(e['loc'])}: {_problem(e).en}" for e in errors[:20]]
    params: dict[str, Param] = {
        "field": field,
        "problem": problem.en,
        "problem_zh": problem.zh,
        "problems": all_problems,
    }
    return Invalid("request.invalid", params, field=field)


def path_of(loc: Sequence[str | int]) -> str:
    """Write a location as people do: ``services[0].ports[1].port``."""
    steps = loc[1:] if loc and loc[0] in _PLACES else loc
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path or "body"


def _problem(error: Mapping[str, Any]) -> Message:
    context = error.get("ctx", {})
    known = _known(error["type"], context)
    if known is None:
        text = str(error["msg"]).removeprefix("Value error, ")
        return Message(text, text)
    return Message(known.en.format_map(context), known.zh.format_map(context))


def _known(kind: str, context: Mapping[str, Any]) -> Message | None:
    """The words for a finding; a broken pattern's own words, where it has some, tell more than the pattern."""
    if kind == "string_pattern_mismatch" and context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    return PROBLEMS.get(kind)


def _plain(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
