"""Reads the declarative application file and knows the line of every field.

What a valid file is, the platform decides; it names the field (``services[0].ports[1].port``) and this module says in
which line that field stands.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from slipway.cli.api import CliError, Json


@dataclass(frozen=True, slots=True)
class AppFile:
    """The decoded document, and line numbers (from 1) by field path."""

    name: str
    document: Json
    lines: dict[str, int]

    def explain(self, error: CliError) -> CliError:
        """The same error with file and line in front, when its field stands in this file."""
        field = error.field
        while field and field not in self.lines:
            field = re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", field)
        if not field:
            return error
        return CliError(
            f"{self.name}:{self.lines[field]}: {error.message}", error.hint, code=error.code, field=error.field
        )


def read(path: str) -> AppFile:
    """Read a file, or standard input for ``-``. Raises CliError with the line for what is not YAML or not a mapping."""
    name = "standard input" if path == "-" else path
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CliError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{name}: not a UTF-8 text file.") from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[str, int] = {}
        if node is not None:
            _collect(node, "", lines, name)
        document = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        raise CliError(f"{place}: not valid YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise CliError(f"{name}: not valid YAML: {error}.") from error
    if not isinstance(document, dict):
        raise CliError(
            f"{name}:1: an application file is a mapping that starts with 'name:'.", "See docs/application-file.md."
        )
    return AppFile(name, document, lines)


def _collect(node: yaml.Node, path: str, lines: dict[str, int], name: str) -> None:
    if path:
        lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                raise CliError(f"{name}:{key.start_mark.line + 1}: '{word}' stands here a second time.")
            seen.add(word)
            inner = f"{path}.{word}" if path else word
            lines[inner] = key.start_mark.line + 1
            _collect(value, inner, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, f"{path}[{index}]", lines, name)
