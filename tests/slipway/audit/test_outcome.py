"""A refusal in the log says why, in both languages."""

from __future__ import annotations

import httpx

from slipway.audit.outcome import words_of
from slipway.messages import MESSAGES


async def test_a_failed_login_is_told_in_words(admin: httpx.AsyncClient) -> None:
    """Beside the code, in the list and in detail."""
    wrong = {"username": "admin", "password": "wrong-Password-1!"}
    assert (await admin.post("/api/v1/session", json=wrong)).status_code == 401

    rows = (await admin.get("/api/v1/operations", params={"outcome": "login.failed"})).json()["items"]
    one = (await admin.get(f"/api/v1/operations/{rows[0]['id']}")).json()

    for row in (rows[0], one):
        assert row["outcome"] == "login.failed"
        assert (row["outcome_text"], row["outcome_text_zh"]) == MESSAGES["login.failed"][:2]


def test_no_code_leaves_a_placeholder_in_its_words() -> None:
    """What filled it is not in the log."""
    texts = [text for code in MESSAGES for text in words_of(code).values()]
    assert all(texts) and not [text for text in texts if "{" in text]


def test_what_was_done_has_no_words_and_a_code_of_a_later_version_neither() -> None:
    assert words_of("ok") == words_of("sorcery.forbidden") == {"outcome_text": "", "outcome_text_zh": ""}
