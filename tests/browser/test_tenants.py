"""The pages of tenants in a browser: made from a preset, disabled with what runs in it, and deleted with everything."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]

GONE_MS = 60_000


def create_tenant(portal: Portal, name: str, preset: str) -> None:
    """Make a tenant from a preset, and open its page."""
    portal.button("tenants.create").click()
    dialog = portal.dialog("tenants.create")
    dialog.get_by_label(portal.word("field.tenantName")).fill(name)
    portal.choose("tenants.preset", preset)
    portal.button("action.create").click()
    portal.page.get_by_role("link", name=name, exact=True).click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_tenant_is_disabled_enabled_and_deleted_with_everything_in_it(
    visit: Visitors, platform: PlatformProcess
) -> None:
    name = f"t-{uuid.uuid4().hex[:6]}"
    portal = visit("en")
    page = portal.page
    portal.open("/tenants")
    portal.try_login("admin", platform.admin_password)
    create_tenant(portal, name, "small")
    address = page.url
    with platform.client() as api:
        body = {"tenant_id": address.rsplit("/", 1)[1], "name": "shop", "services": []}
        api.post("/applications", json=body).raise_for_status()

    portal.button("users.disable").click()
    disabling = portal.dialog("confirm.disableTenant.title", name=name)
    disabling.get_by_label(portal.word("confirm.disableTenant.stop")).check()
    disabling.get_by_role("button", name=portal.word("users.disable")).click()
    expect(page.get_by_text(portal.word("tenants.disabledRule"))).to_be_visible()
    portal.button("users.enable").click()
    expect(page.get_by_text(portal.word("tenants.disabledRule"))).to_have_count(0)

    portal.button("action.delete").click()
    deleting = portal.dialog("confirm.deleteTenant.title", name=name)
    expect(
        deleting.get_by_text(portal.word("confirm.deleteTenant.applications", number=1, names="shop"))
    ).to_be_visible()
    deleting.get_by_label(portal.word("confirm.delete.typeName", name=name)).fill(name)
    deleting.get_by_role("button", name=portal.word("confirm.delete.submit")).click()
    expect(page.get_by_text(portal.word("said.deleted", name=name))).to_be_visible(timeout=GONE_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.tenants"))
    portal.open(address)
    expect(portal.link("action.toList")).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)
