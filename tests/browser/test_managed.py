"""Managed services in a browser: from what an administrator offers to an application that gets in."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import START_MS, at, choose_password, state
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]

IMAGE = "slipway-demo/redis:1"
PASSWORD = "Shipped-4711-ab"
ASK = 'redis-cli -u "$CACHE_URL" ping | grep -q PONG'
"""Only who has the variables of the connection is answered."""


@pytest.fixture
def tenant(platform: PlatformProcess) -> str:
    """Return the name of a tenant; its developer is called after it, and its application ``shop`` waits for a cache."""
    name = f"t-{uuid.uuid4().hex[:6]}"
    probe = {"command": ["sh", "-c", ASK], "period_seconds": 1}
    web = {"name": "web", "image": IMAGE, "command": ["sleep", "3600"], "probes": {"readiness": probe}}
    with platform.client() as api:
        made = api.post("/tenants", json={"name": name}).raise_for_status().json()["id"]
        user = {"username": f"dev-{name}", "password": PASSWORD, "role": "developer", "tenant_id": made}
        api.post("/users", json=user).raise_for_status()
        body = {"name": "shop", "tenant_id": made, "services": [web]}
        shop = api.post("/applications", json=body).raise_for_status().json()["id"]
        api.post(f"/applications/{shop}/publish").raise_for_status()
    return name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_is_opened_and_an_application_gets_in(
    visit: Visitors, platform: PlatformProcess, tenant: str, language: Language
) -> None:
    """Nobody writes a configuration, and nobody types a password."""
    offering = f"redis-{uuid.uuid4().hex[:6]}"
    admin, developer = visit(language), visit(language)
    at(admin, platform, "/offerings")
    _offer(admin, offering)

    developer.open("/managed")
    choose_password(developer, f"dev-{tenant}", PASSWORD)
    _open(developer, offering)
    expect(state(developer, "running")).to_be_visible(timeout=START_MS)

    developer.page.get_by_role("tab", name=developer.word("managed.tab.connections")).click()
    developer.button("connections.connect").click()
    developer.choose("field.application", "shop")
    developer.choose("field.services", "web")
    developer.page.get_by_role("dialog").get_by_role(
        "button", name=developer.word("connections.connectSubmit"), exact=True
    ).click()
    developer.page.get_by_role("cell", name="shop", exact=True).get_by_role("link").click()
    expect(state(developer, "running")).to_be_visible(timeout=START_MS)

    admin.open("/offerings")
    row = admin.page.get_by_role("row").filter(has_text=offering)
    row.get_by_role("button", name=admin.word("offerings.deleteTitle", name=offering)).click()
    expect(admin.dialog("offerings.inUse", name=offering)).to_be_visible()


def _offer(portal: Portal, name: str) -> None:
    """Offer a Redis in one plan, which is small."""
    portal.button("offerings.create").click()
    portal.field("offerings.name").fill(name)
    portal.field("field.image").fill(IMAGE)
    portal.button("offerings.removePlan", name="large").click()
    for size, amount in (("cpu", "50m"), ("memory", "64Mi"), ("storage", "64Mi")):
        portal.field(f"managed.size.{size}").fill(amount)
    portal.button("action.create").click()
    expect(portal.page.get_by_role("row").filter(has_text=name)).to_be_visible()


def _open(portal: Portal, offering: str) -> None:
    """Open it by the name of ``cache``; its only plan is chosen by itself."""
    portal.button("managed.open").click()
    dialog = portal.dialog("managed.open")
    dialog.get_by_role("radio", name=offering).check()
    dialog.get_by_label(portal.word("managed.name"), exact=True).fill("cache")
    dialog.get_by_role("button", name=portal.word("managed.openSubmit"), exact=True).click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text("cache")
