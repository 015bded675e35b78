"""A canary in the portal, in both languages: from the editor's step that shows what will change to its promotion."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import START_MS, at, demo_file, row, under_load
from tests.running import Api, PlatformProcess, wait_until

pytestmark = [pytest.mark.engine, pytest.mark.browser]


@pytest.fixture
def application(platform: PlatformProcess) -> dict[str, str]:
    """Return name and id of the demo, published for a tenant of its own."""
    name = f"y-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": f"t-{name}"}).raise_for_status().json()["id"]
        made = api.apply({**yaml.safe_load(demo_file(name)), "tenant_id": tenant}, publish=True)
        api.wait_state(made["id"], "running", START_MS / 1000)
    return {"name": name, "id": made["id"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_configuration_is_tried_and_taken_over(
    visit: Visitors, platform: PlatformProcess, application: dict[str, str], language: Language
) -> None:
    """Without a failed request, and with the service itself in all lists throughout."""
    portal = visit(language)
    at(portal, platform, f"/applications/{application['id']}")
    with under_load(platform, f"{application['name']}.apps.localhost") as load:
        tried = start(portal)
        all_ready(portal, tried)
        tried.get_by_role("button", name=portal.word("canary.percent", share=50)).click()
        expect(tried.get_by_text(portal.word("canary.newShare", share=50))).to_be_visible()
        listed(portal, application["id"], share=50)
        all_ready(portal, tried)
        promote(portal, tried)
        with platform.client() as api:
            wait_until(lambda: rolled_out(services(api, application["id"])["web"]), START_MS / 1000, "its revision")
            found = services(api, application["id"])
    assert load.answered > 0
    assert load.failures == []
    assert set(found) == {"web", "api", "redis"}
    assert (found["web"]["revision"], found["web"]["config"]["stop_grace_seconds"]) == (2, 12)


def services(api: Api, application: str) -> dict[str, Any]:
    """Ask for the services of an application, by their names."""
    whole = api.get(f"/applications/{application}").raise_for_status().json()
    return {each["name"]: each for each in whole["services"]}


def rolled_out(service: dict[str, Any]) -> bool:
    """Tell whether all replicas run the second revision."""
    rollout = service["status"]["rollout"]
    return bool(rollout["done"] and rollout["revision"] == 2)


def start(portal: Portal) -> Locator:
    """Change something in the editor, and try that first; return what shows the canary."""
    row(portal, "web").get_by_role("button", name=portal.word("service.more", name="web")).click()
    portal.page.get_by_role("menuitem", name=portal.word("action.edit"), exact=True).click()
    portal.field("editor.stopGrace").fill("12")
    portal.button("editor.review").click()
    portal.dialog("editor.reviewTitle", name="web").get_by_role("button", name=portal.word("editor.canary.try")).click()
    tried = portal.page.get_by_role("region", name=portal.word("canary.title"))
    expect(tried.get_by_text(portal.word("canary.newShare", share=10))).to_be_visible()
    return tried


def all_ready(portal: Portal, tried: Locator) -> None:
    """Wait for the two pods of the service and the one of the canary."""
    pods = tried.get_by_role("table", name=portal.word("canary.pods"))
    expect(pods.get_by_text(portal.word("rollout.ready"), exact=True)).to_have_count(3, timeout=START_MS)


def listed(portal: Portal, application: str, share: int) -> None:
    """See in the list of services that one has a canary, and come back by that."""
    portal.leave(portal.page.get_by_role("link", name="web-canary", exact=True))
    row(portal, "web").get_by_role("link", name=portal.word("canaryLine.share", share=share)).click()


def promote(portal: Portal, tried: Locator) -> None:
    """Take over what was tried, after the question."""
    tried.get_by_role("button", name=portal.word("canary.promote")).click()
    asked = portal.dialog("canary.promoteTitle", name="web")
    asked.get_by_role("button", name=portal.word("canary.promote")).click()
    expect(tried).to_have_count(0, timeout=START_MS)
