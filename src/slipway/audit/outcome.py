"""Say in words why an operation was refused: the log keeps the code alone, which is stable."""

from __future__ import annotations

import re

from slipway.messages import MESSAGES

_PLACEHOLDER = re.compile(r"\{\w+\}")


def words_of(outcome: str) -> dict[str, str]:
    """Return the text of a refusal's code in both languages; empty for what was done, and for codes of later versions.

    What filled the text when it was refused is not kept.
    """
    message = MESSAGES.get(outcome)
    if message is None:
        return {"outcome_text": "", "outcome_text_zh": ""}
    return {
        "outcome_text": _PLACEHOLDER.sub("…", message.en),
        "outcome_text_zh": _PLACEHOLDER.sub("…", message.zh),
    }
