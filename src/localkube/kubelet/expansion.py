"""``$(NAME)`` in commands, arguments and values of variables. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$(?:\$|\(([^)]*)\))")


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Put in the values of known variables. ``$$`` stands for ``$``; what is not known stays as it is written."""

    def value(match: re.Match[str]) -> str:
        name: str | None = match[1]
        return "$" if name is None else variables.get(name, match[0])

    return _REFERENCE.sub(value, text)
