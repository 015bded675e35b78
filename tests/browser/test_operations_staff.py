"""The pages of operations staff in a browser: the log shows what was done, links survive the login, pages fit."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def at_operations(portal: Portal, platform: PlatformProcess, address: str) -> None:
    """Open a page of the administrator's by its address, over the login page."""
    portal.open(address)
    portal.try_login("admin", platform.admin_password)
    portal.settled()


def test_a_link_into_the_operation_log_survives_the_login_and_shows_what_was_changed(
    visit: Visitors, platform: PlatformProcess
) -> None:
    name = f"t-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        api.post("/tenants", json={"name": name}).raise_for_status()
    portal = visit("en")
    at_operations(portal, platform, f"/operations?object_kind=tenant&q={name}")
    log = portal.page.get_by_role("table", name=portal.word("nav.operations"))
    expect(log.locator("tbody tr")).to_have_count(1)
    log.get_by_role("link").click()
    drawer = portal.page.get_by_role("dialog")
    expect(drawer.get_by_role("row").filter(has_text="quota.cpu")).to_be_visible()
    portal.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    assert f"q={name}" in portal.page.url


def test_the_chain_is_verified_on_demand(visit: Visitors, platform: PlatformProcess) -> None:
    portal = visit("zh")
    at_operations(portal, platform, "/operations")
    portal.button("verify.button").click()
    expect(portal.dialog("verify.title").get_by_text("完好")).to_be_visible()


@pytest.mark.parametrize("address", ["/metering", "/runtime-log", "/tenants", "/users", "/presets", "/account"])
def test_pages_fit_a_narrow_window(visit: Visitors, platform: PlatformProcess, address: str) -> None:
    portal = visit("en")
    portal.page.set_viewport_size({"width": 900, "height": 900})
    at_operations(portal, platform, address)
    expect(portal.page.get_by_role("heading", level=1)).to_be_visible()
    assert portal.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_password_that_somebody_else_set_is_replaced_before_anything_else(
    visit: Visitors, platform: PlatformProcess
) -> None:
    name = f"u-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": f"t-{uuid.uuid4().hex[:6]}"}).json()["id"]
        body = {"username": name, "password": "Mooring-4711-x", "role": "developer", "tenant_id": tenant}
        api.post("/users", json=body).raise_for_status()
    portal = visit("en")
    portal.open("/metering")
    portal.try_login(name, "Mooring-4711-x")
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("passwordNeeded.title"))
    portal.field("account.currentPassword").fill("Mooring-4711-x")
    portal.field("account.newPassword").fill("Anchor-0815-yz")
    portal.field("account.again").fill("Anchor-0815-yz")
    portal.button("account.changePassword").click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.metering"))
