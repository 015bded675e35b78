"""The pages of operations staff in a browser: the log shows what was done, links survive the login, pages fit."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.steps import at
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def test_a_link_into_the_operation_log_survives_the_login_and_shows_what_was_changed(
    visit: Visitors, platform: PlatformProcess
) -> None:
    name = f"t-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        api.post("/tenants", json={"name": name}).raise_for_status()
    portal = visit("en")
    at(portal, platform, f"/operations?object_kind=tenant&q={name}")
    log = portal.page.get_by_role("table", name=portal.word("nav.operations"))
    expect(log.locator("tbody tr")).to_have_count(1)
    log.get_by_role("link").click()
    drawer = portal.page.get_by_role("dialog")
    expect(drawer.get_by_role("row").filter(has_text="quota.cpu")).to_be_visible()
    portal.leave(drawer)
    assert f"q={name}" in portal.page.url


def test_the_chain_is_verified_on_demand(visit: Visitors, platform: PlatformProcess) -> None:
    portal = visit("zh")
    at(portal, platform, "/operations")
    portal.button("verify.button").click()
    expect(portal.dialog("verify.title").get_by_text("完好")).to_be_visible()


PAGES = (
    "/metering",
    "/runtime-log",
    "/tenants",
    "/users",
    "/presets",
    "/account",
    "/hosts",
    "/partitions",
    "/routes",
    "/health",
    "/settings",
)


@pytest.mark.parametrize("address", PAGES)
def test_pages_fit_a_narrow_window(visit: Visitors, platform: PlatformProcess, address: str) -> None:
    portal = visit("en")
    portal.page.set_viewport_size({"width": 900, "height": 900})
    at(portal, platform, address)
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


def test_a_host_is_labelled_drained_and_used_again(visit: Visitors, platform: PlatformProcess) -> None:
    portal = visit("en")
    at(portal, platform, "/hosts")
    hosts = portal.page.get_by_role("table", name=portal.word("nav.hosts"))
    row = hosts.locator("tbody tr").first
    expect(row).to_contain_text(portal.word("hosts.state.ready"))
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()

    portal.button("hosts.editLabels").click()
    portal.button("hosts.addLabel").click()
    portal.page.get_by_label(portal.word("hosts.key")).last.fill("rack")
    portal.page.get_by_label(portal.word("hosts.value")).last.fill("r1")
    portal.button("action.save").click()
    expect(portal.page.get_by_text("rack=r1", exact=True)).to_be_visible()

    portal.button("hosts.drain.start").click()
    portal.dialog("hosts.drain.title", name=name).get_by_role("button", name=portal.word("hosts.drain.start")).click()
    drained = portal.page.get_by_text(portal.word("hosts.drain.state.done"), exact=True)
    expect(drained).to_be_visible(timeout=30_000)
    state = portal.page.locator("h1 + span")
    expect(state).to_have_text(portal.word("hosts.state.unschedulable"), timeout=30_000)
    portal.button("hosts.uncordon").click()
    expect(state).to_have_text(portal.word("hosts.state.ready"), timeout=30_000)


def test_a_partition_is_made_filled_and_deleted_when_nothing_uses_it(
    visit: Visitors, platform: PlatformProcess
) -> None:
    with platform.client() as api:
        host = api.get("/hosts").json()["items"][0]["name"]
    portal = visit("zh")
    at(portal, platform, "/partitions")
    portal.button("partitions.create").click()
    portal.field("partitions.name").fill("gold")
    portal.dialog("partitions.create").get_by_role("button", name=portal.word("action.create")).click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text("gold")

    portal.field("partitions.chooseHost").click()
    portal.page.locator(".ant-select-item-option").get_by_text(host, exact=True).click()
    portal.button("partitions.assign").click()
    taken = portal.button("partitions.takeOutOf", host=host)
    expect(taken).to_be_visible()
    portal.page.get_by_role("link", name=host, exact=True).click()
    expect(portal.page.get_by_role("link", name="gold", exact=True)).to_be_visible(timeout=30_000)
    portal.page.get_by_role("link", name="gold", exact=True).click()

    portal.button("action.delete").click()
    deleting = portal.dialog("partitions.delete", name="gold")
    expect(deleting.get_by_text(portal.word("partitions.usedBy.hosts", names=host))).to_be_visible()
    deleting.get_by_role("button", name=portal.word("action.cancel")).click()
    taken.click()
    expect(taken).to_have_count(0)
    portal.button("action.delete").click()
    deleting.get_by_role("button", name=portal.word("action.delete"), exact=True).click()
    expect(portal.page.get_by_text(portal.word("partitions.none"))).to_be_visible()
