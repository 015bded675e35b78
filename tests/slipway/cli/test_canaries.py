"""``service canary``: started, shown, weighed, promoted and aborted, and what stands in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from slipway.applications import Service
from slipway.cli import canaries
from slipway.cli.api import Api, CliError, Json
from slipway.cli.apps import traffic_words
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run

FILE = "name: shop\nservices:\n  - {name: web, image: 'web:1', ports: [{port: 80}], domain: shop}\n"


async def test_what_a_user_is_told(run: Run, platform: Platform, tenant: Tenant, tmp_path: Path) -> None:
    """Without a cluster there is no trial, but everything says so, and what is there is shown."""
    (tmp_path / "app.yaml").write_text(FILE)
    await run("app", "apply", "-f", str(tmp_path / "app.yaml"), "--tenant", tenant.name)
    path = ("shop/web", "--tenant", tenant.name)

    assert "Give --image and/or --env" in await run("service", "canary", "start", *path, code=1)
    assert "is not published" in await run("service", "canary", "start", *path, "--image", "web:2", code=1)
    assert "It has no canary" in await run("service", "canary", "show", *path)
    for words in (("weight", "shop/web", "50", "--tenant", tenant.name), ("promote", *path), ("abort", *path)):
        assert "has no canary" in await run("service", "canary", *words, code=1)

    async with platform.database.session() as session:
        await session.execute(update(Service).values(published=True))
    assert "Gateway" in await run("service", "canary", "start", *path, "--image", "web:2", code=1)
    shown = json.loads(await run("service", "canary", "show", *path, "--output", "json"))
    assert (shown["canary"], shown["ending"], shown["traffic"]) == (None, None, None)


def status(name: str, state: str, ready: int) -> Json:
    rollout = {"revision": 2, "desired": 2, "updated": 1, "ready": ready, "done": state == "running", "paused": False}
    return {"name": name, "state": state, "ready": ready, "desired": 2, "rollout": rollout, "reason": None}


class Answers(Api):
    """An API that says one thing after the other."""

    def __init__(self, *found: Json) -> None:
        self.left = list(found)

    def get(self, path: str, **_: object) -> Json:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


STARTING: Json = {
    "status": status("web", "running", 2),
    "canary": {"weight": 10, "status": status("web-canary", "publishing", 0)},
    "ending": None,
}
STARTED: Json = {**STARTING, "canary": {"weight": 10, "status": status("web-canary", "running", 2)}}
PROMOTED: Json = {"status": status("web", "publishing", 1), "canary": None, "ending": "promoted"}
LED_BACK: Json = {"status": status("web", "running", 2), "canary": None, "ending": "promoted"}
ALONE: Json = {**LED_BACK, "ending": None}


@pytest.mark.parametrize(("first", "then"), [(STARTING, (STARTED,)), (PROMOTED, (PROMOTED, LED_BACK, ALONE))])
def test_waiting_ends_when_it_is_as_it_was_asked_for(
    first: Json, then: tuple[Json, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(canaries, "_PAUSE", 0)
    api = Answers(*then)

    canaries._told(api, "/services/w/canary", first, 30)

    assert api.left == [then[-1]]


def test_waiting_ends_in_vain_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canaries, "_PAUSE", 0)
    with pytest.raises(CliError, match="not done after"):
        canaries._told(Answers(STARTING), "/services/w/canary", STARTING, 0.01)


def test_both_sides_are_shown_in_words() -> None:
    assert traffic_words({"requests": 9.04, "errors": 0.0123, "latency": 0.0204}) == {
        "requests": "9.0", "errors": "1.23%", "latency": "0.020 s",
    }  # fmt: skip
    assert traffic_words({"requests": 0.0, "errors": None, "latency": None})["errors"] == "-"
