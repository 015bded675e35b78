"""Label and field selectors, in their query-string form and in the form that objects carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest

Labels = Mapping[str, str]

_SET = re.compile(r"(\S+?)\s+(in|notin)\s*\(([^()]*)\)")
_EQUAL = re.compile(r"([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)")
_EXISTS = re.compile(r"(!?)\s*([^=!<>(),\s]+)")
_COMPARE = re.compile(r"([^=!<>\s]+)\s*([<>])\s*(-?[0-9]+)")
_COMMA = re.compile(r",(?![^(]*\))")
_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on a label. ``operator``: In, NotIn, Exists, DoesNotExist, Gt, Lt."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def holds(self, labels: Labels) -> bool:
        """Whether ``labels`` meet it."""
        return _OPERATORS[self.operator](labels.get(self.key), self.values)


def _number_is(compare: Callable[[int, int], bool]) -> Callable[[str | None, frozenset[str]], bool]:
    def holds(value: str | None, values: frozenset[str]) -> bool:
        try:
            return value is not None and compare(int(value), int(next(iter(values))))
        except ValueError:
            return False

    return holds


_OPERATORS: dict[str, Callable[[str | None, frozenset[str]], bool]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, _: value is not None,
    "DoesNotExist": lambda value, _: value is None,
    "Gt": _number_is(lambda value, bound: value > bound),
    "Lt": _number_is(lambda value, bound: value < bound),
}


@lru_cache(maxsize=1024)
def parse_labels(text: str) -> tuple[Requirement, ...]:
    """Read ``app=web,tier in (a, b),!old``. Raises BadRequest."""
    return tuple(_requirement(part.strip(), text) for part in _COMMA.split(text)) if text.strip() else ()


def match_labels(text: str, labels: Labels | None) -> bool:
    """Whether ``labels`` meet all requirements of a selector in its query-string form."""
    have = labels or {}
    return all(requirement.holds(have) for requirement in parse_labels(text))


def match_selector(selector: Obj | None, labels: Labels | None) -> bool:
    """Whether ``labels`` meet a ``LabelSelector``; None matches nothing, an empty one everything."""
    if selector is None:
        return False
    have = labels or {}
    wanted: Labels = selector.get("matchLabels") or {}
    if any(have.get(key) != value for key, value in wanted.items()):
        return False
    return all(
        Requirement(part["key"], part["operator"], frozenset(part.get("values") or ())).holds(have)
        for part in selector.get("matchExpressions") or ()
    )


def render_selector(selector: Obj | None) -> str:
    """A ``LabelSelector`` in its query-string form; empty for none and for one that matches everything."""
    wanted: Labels = (selector or {}).get("matchLabels") or {}
    parts = [f"{key}={value}" for key, value in sorted(wanted.items())]
    for term in (selector or {}).get("matchExpressions") or ():
        values = f"({','.join(term.get('values') or [])})"
        forms = {
            "In": f"{term['key']} in {values}",
            "NotIn": f"{term['key']} notin {values}",
            "Exists": term["key"],
            "DoesNotExist": f"!{term['key']}",
        }
        parts.append(forms[term["operator"]])
    return ",".join(parts)


def match_fields(text: str, obj: Obj) -> bool:
    """Whether fields of ``obj`` are as ``metadata.name=a,status.phase!=Failed`` says; an absent field is ``""``."""
    return all((_field(obj, path) == value) is equal for path, equal, value in parse_fields(text))


@lru_cache(maxsize=1024)
def parse_fields(text: str) -> tuple[tuple[str, bool, str], ...]:
    """Read a field selector: triples of path, whether it must be equal, and value. Raises BadRequest."""
    terms: list[tuple[str, bool, str]] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        match = re.fullmatch(r"([^=!]+)(==|=|!=)(.*)", part)
        if match is None:
            raise BadRequest(f"invalid selector: '{text}'; can't understand '{part}'")
        path, operator, value = match.groups()
        terms.append((path.strip(), operator != "!=", value.strip()))
    return tuple(terms)


def _requirement(part: str, text: str) -> Requirement:
    if match := _SET.fullmatch(part):
        key, operator, values = match.groups()
        found = Requirement(
            key, "In" if operator == "in" else "NotIn", frozenset(value.strip() for value in values.split(","))
        )
    elif match := _EQUAL.fullmatch(part):
        key, operator, value = match.groups()
        found = Requirement(key, "NotIn" if operator == "!=" else "In", frozenset({value}))
    elif match := _COMPARE.fullmatch(part):
        key, operator, value = match.groups()
        found = Requirement(key, "Gt" if operator == ">" else "Lt", frozenset({value}))
    elif match := _EXISTS.fullmatch(part):
        found = Requirement(match[2], "DoesNotExist" if match[1] else "Exists")
    else:
        raise BadRequest(f"unable to parse requirement: couldn't parse the selector string \"{text}\": '{part}'")
    if not _KEY.fullmatch(found.key):
        raise BadRequest(f'unable to parse requirement: <nil>: Invalid value: "{found.key}": name part must be valid')
    return found


_FIELD_ALIASES = {"source": "source.component"}
"""Selectable names that are not paths: an event's ``source`` is its component."""


def _field(obj: Obj, path: str) -> str:
    value: object = obj
    for step in _FIELD_ALIASES.get(path, path).split("."):
        if not isinstance(value, dict):
            return ""
        value = value.get(step)
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
