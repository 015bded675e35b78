"""A value of the wrong shape is answered in words: every pattern of the API has some, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, StringConstraints, ValidationError

from slipway.messages.patterns import PATTERNS
from slipway.web.validation import explain

DOCUMENT = Path(__file__).parents[3] / "portal/openapi.json"


def patterns(part: object) -> Iterator[str]:
    """Every pattern below a part of the OpenAPI document; those of keys as well."""
    match part:
        case dict():
            if isinstance(pattern := part.get("pattern"), str):
                yield pattern
            yield from part.get("patternProperties", {})
            for inner in part.values():
                yield from patterns(inner)
        case list():
            for inner in part:
                yield from patterns(inner)


def test_every_pattern_has_words() -> None:
    assert set(PATTERNS) == set(patterns(json.loads(DOCUMENT.read_text())))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_answer_shows_no_pattern(pattern: str) -> None:
    """Its words follow the field's name, in both languages."""

    class Thing(BaseModel):
        name: Annotated[str, StringConstraints(pattern=pattern)]

    with pytest.raises(ValidationError) as caught:
        Thing(name="\x00:~")

    error = explain(caught.value.errors())
    words = PATTERNS[pattern]
    assert (error.message(), error.message("zh")) == (f"name {words.en}", f"name {words.zh}")
