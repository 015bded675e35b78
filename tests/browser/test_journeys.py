"""Whole journeys, in both languages: of a new tenant and its first developer, of an administrator, of a viewer."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import (
    COMPOSE,
    START_MS,
    at,
    choose_password,
    create_tenant,
    create_user,
    row,
    state,
    under_load,
)
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def new_user(admin: Portal, tenant: str, role: str) -> tuple[str, str]:
    """Make a user of the tenant on the page of users; return name and first password."""
    name = f"u-{uuid.uuid4().hex[:6]}"
    admin.link("nav.users").click()
    return name, create_user(admin, name, tenant, role)


@in_both_languages
def test_from_the_first_login_to_a_deleted_application(
    visit: Visitors, platform: PlatformProcess, language: Language
) -> None:
    """Of an administrator who makes a tenant and its user, and of that user from a Compose file to its deletion."""
    name = f"j-{uuid.uuid4().hex[:6]}"
    admin = visit(language)
    admin.open("/")
    admin.login("admin", platform.admin_password)
    create_tenant(admin, name)
    username, password = new_user(admin, name, "developer")

    mine = visit(language)
    mine.open("/applications")
    choose_password(mine, username, password)
    publish_compose(mine, name)
    opened = open_application(mine, platform, name)
    scale(mine, "web", 3)

    with under_load(platform, f"{name}.apps.localhost") as load:
        upgrade(mine, "web", variable=("GREETING", "Ahoy"))
        expect(mine.page.get_by_role("progressbar")).to_be_visible()
        expect(mine.page.get_by_role("progressbar")).to_have_count(0, timeout=START_MS)
        expect(state(mine, "running")).to_be_visible(timeout=START_MS)
    assert load.answered > 0
    assert load.failures == []
    opened.reload()
    expect(opened.get_by_role("heading", name="Ahoy")).to_be_visible()
    mine.page.bring_to_front()  # a browser does not go on with the animations of a page that nobody sees

    upgrade(mine, "web", image="slipway-demo/web:no-such-tag")
    panel = mine.page.locator("[data-reason=image_pull_failed]")
    expect(panel).to_be_visible(timeout=START_MS)
    expect(panel).to_contain_text("slipway-demo/web:no-such-tag")
    opened.reload()
    expect(opened.get_by_role("heading", name="Ahoy")).to_be_visible()  # what ran before goes on
    mine.page.bring_to_front()
    roll_back(mine, "web", 2)
    expect(panel).to_have_count(0, timeout=START_MS)
    expect(state(mine, "running")).to_be_visible(timeout=START_MS)

    restart(mine, name)
    unpublish(mine, name)
    delete(mine, name)


def publish_compose(portal: Portal, name: str) -> None:
    """Make an application of a Compose file, and wait until it runs."""
    portal.button("applications.fromCompose").first.click()
    portal.field("compose.text").fill(COMPOSE)
    portal.field("field.applicationName").fill(name)
    preview = portal.page.get_by_role("table", name=portal.word("field.services"))
    expect(preview.get_by_role("row").filter(has_text="slipway-demo/web:1")).to_be_visible()
    portal.button("compose.createAndPublish").click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(name)
    expect(state(portal, "running")).to_be_visible(timeout=START_MS)


def open_application(portal: Portal, platform: PlatformProcess, name: str) -> Page:
    """Follow the link to the application's address; return the tab with it."""
    with portal.page.expect_popup() as opened:
        portal.page.locator("header").get_by_role("link", name=f"{name}.apps.localhost").click()
    expect(opened.value.get_by_text("visits counted by redis")).to_be_visible()
    assert opened.value.url == f"http://{name}.apps.localhost:{platform.gateway_address[1]}/"
    portal.page.bring_to_front()  # a browser does not go on with the animations of a page that nobody sees
    return opened.value


def scale(portal: Portal, service: str, replicas: int) -> None:
    """Set the number of replicas, and wait until they are there."""
    row(portal, service).get_by_role("button", name=portal.word("action.scale")).click()
    dialog = portal.dialog("scale.title", name=service)
    dialog.get_by_label(portal.word("field.replicas")).fill(str(replicas))
    dialog.get_by_role("button", name=portal.word("action.scale")).click()
    expect(row(portal, service).get_by_text(f"{replicas}/{replicas}")).to_be_visible(timeout=START_MS)


def upgrade(portal: Portal, service: str, *, image: str = "", variable: tuple[str, str] | None = None) -> None:
    """Give a service another image or one more variable."""
    row(portal, service).get_by_role("button", name=portal.word("action.upgrade")).click()
    dialog = portal.dialog("upgrade.title", name=service)
    if image:
        dialog.get_by_label(portal.word("field.image"), exact=True).fill(image)
    if variable is not None:
        dialog.get_by_role("button", name=portal.word("form.addEnv")).click()
        dialog.get_by_label(portal.word("field.envName"), exact=True).last.fill(variable[0])
        dialog.get_by_label(portal.word("field.envValue"), exact=True).last.fill(variable[1])
    dialog.get_by_role("button", name=portal.word("action.upgrade")).click()
    expect(dialog).to_have_count(0)


def roll_back(portal: Portal, service: str, number: int) -> None:
    """Return to a revision by the list of them."""
    row(portal, service).get_by_role("link", name=service, exact=True).click()
    portal.page.get_by_role("tab", name=portal.word("tab.revisions")).click()
    portal.button("revision.rollback").first.click()
    asked = portal.dialog("confirm.rollback.title", name=service, number=number)
    asked.get_by_role("button", name=portal.word("action.rollback")).click()
    expect(asked).to_have_count(0)
    portal.leave(portal.page.get_by_role("dialog"))


def restart(portal: Portal, name: str) -> None:
    """Restart the application: its waves show how far it is, and it runs in the end."""
    portal.button("action.restart").click()
    asked = portal.dialog("confirm.restart.title", name=name)
    asked.get_by_role("button", name=portal.word("action.restart")).click()
    expect(portal.page.get_by_text(portal.word("said.restartingAll", name=name))).to_be_visible()
    expect(portal.page.locator("[data-phase=waiting]").first).to_be_visible()
    expect(state(portal, "running")).to_be_visible(timeout=START_MS)
    expect(portal.page.locator("[data-phase]")).to_have_count(0)


def unpublish(portal: Portal, name: str) -> None:
    """Take the application down, and wait until nothing runs."""
    portal.button("action.unpublish").click()
    asked = portal.dialog("confirm.unpublish.title", name=name)
    asked.get_by_role("button", name=portal.word("action.unpublish")).click()
    expect(state(portal, "draft")).to_be_visible(timeout=START_MS)


def delete(portal: Portal, name: str) -> None:
    """Delete the application, and see that it is gone from the list."""
    portal.button("action.more").click()
    portal.page.get_by_role("menuitem", name=portal.word("application.delete")).click()
    asked = portal.dialog("confirm.delete.title", name=name)
    asked.get_by_role("textbox").fill(name)
    asked.get_by_role("button", name=portal.word("confirm.delete.submit")).click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.applications"))
    expect(portal.page.get_by_role("link", name=name, exact=True)).to_have_count(0)


@in_both_languages
def test_an_administrators_day(visit: Visitors, platform: PlatformProcess, language: Language) -> None:
    """From what fails to who did it, a tenant that needs more, a user who left, the bill and the cluster's own log."""
    name = f"k-{uuid.uuid4().hex[:6]}"
    person = f"u-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": name, "preset": "small"}).raise_for_status().json()["id"]
        user = {"username": person, "password": "Mooring-4711-x", "role": "developer", "tenant_id": tenant}
        api.post("/users", json=user).raise_for_status()
        services = [{"name": "broken", "image": "slipway-demo/redis:1", "command": ["sh", "-c", "exit 3"]}]
        body = {"name": name, "tenant_id": tenant, "services": services}
        application = api.post("/applications", json=body).raise_for_status().json()["id"]
        api.post(f"/applications/{application}/publish").raise_for_status()
    admin = visit(language)
    page = admin.page

    at(admin, platform, f"/applications?q={name}")
    failing = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
    expect(failing).to_contain_text("broken", timeout=START_MS)  # the list tells which service, and why
    failing.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("[data-reason=crashed]")).to_be_visible(timeout=START_MS)

    admin.open(f"/operations?object_kind=application&q={name}")
    log = page.get_by_role("table", name=admin.word("nav.operations"))
    expect(log.locator("tbody tr").first).to_contain_text("admin")
    log.get_by_role("link").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("127.0.0.1")  # from where
    admin.leave(page.get_by_role("dialog"))

    admin.open(f"/tenants/{tenant}")
    admin.button("action.edit").click()
    admin.choose("tenants.preset", "medium")
    admin.dialog("tenants.edit", name=name).get_by_role("button", name=admin.word("action.save")).click()
    expect(page.get_by_text(admin.word("said.changed", name=name))).to_be_visible()
    expect(page.get_by_text("medium", exact=True)).to_be_visible()

    admin.open(f"/users?q={person}")
    page.get_by_role("link", name=person, exact=True).click()
    admin.button("users.disable").click()
    asked = admin.dialog("confirm.disableUser.title", name=person)
    asked.get_by_role("button", name=admin.word("users.disable")).click()
    expect(page.get_by_text(admin.word("said.userDisabled", name=person))).to_be_visible()
    left = visit(language)
    left.open("/")
    left.try_login(person, "Mooring-4711-x")
    expect(left.page.get_by_role("alert")).to_be_visible()
    page.bring_to_front()

    admin.open(f"/metering?tenant_id={tenant}")
    admin.settled()
    with page.expect_download() as report:
        admin.link("action.exportCsv").click()
    lines = report.value.path().read_text().splitlines()
    assert "core_hours" in lines[0]
    assert [line for line in lines[1:-1] if name not in line] == []  # of that tenant alone; the last one is the total

    admin.open("/runtime-log")
    admin.settled()
    expect(page.get_by_role("log").or_(page.get_by_role("table")).first).to_be_visible()
    admin.open("/health")
    expect(page.get_by_text(admin.word("health.status.ok")).first).to_be_visible()


@in_both_languages
def test_a_viewers_limits(visit: Visitors, platform: PlatformProcess, language: Language) -> None:
    """A viewer sees what runs and why, and is offered nothing that would be refused."""
    name = f"l-{uuid.uuid4().hex[:6]}"
    person = f"u-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": name}).raise_for_status().json()["id"]
        user = {"username": person, "password": "Mooring-4711-x", "role": "viewer", "tenant_id": tenant}
        api.post("/users", json={**user, "must_change_password": False}).raise_for_status()
        command = ["sh", "-c", "echo all hands; exec sleep 3600"]
        services = [{"name": "crew", "image": "slipway-demo/redis:1", "command": command, "env": {"SHIP": "slip"}}]
        body = {"name": name, "tenant_id": tenant, "services": services}
        application = api.post("/applications", json=body).raise_for_status().json()["id"]
        api.post(f"/applications/{application}/publish").raise_for_status()
        api.wait_state(application, "running")
        container = api.get("/containers", params={"tenant": tenant}).json()["items"][0]["id"]
    viewer = visit(language)
    page = viewer.page

    viewer.open(f"/applications/{application}")
    viewer.try_login(person, "Mooring-4711-x")
    expect(state(viewer, "running")).to_be_visible()
    for forbidden in ("action.publish", "action.unpublish", "action.scale", "action.upgrade", "service.add"):
        expect(viewer.button(forbidden)).to_have_count(0)
    for hidden in ("nav.tenants", "nav.users", "nav.hosts", "nav.runtimeLog"):
        expect(viewer.link(hidden)).to_have_count(0)

    viewer.open(f"/containers/{container}/logs")
    expect(page.get_by_role("log")).to_contain_text("all hands")
    expect(page.get_by_role("tab", name=viewer.word("container.tab.terminal"))).to_have_count(0)
    for forbidden in ("action.restart", "action.delete"):
        expect(viewer.button(forbidden)).to_have_count(0)

    viewer.open("/users")
    expect(page.get_by_role("alert")).to_be_visible()  # an address that was typed is refused with words
    refused = page.request.post(f"/api/v1/applications/{application}/unpublish")
    assert refused.status == 403
    viewer.open(f"/applications/{application}")
    expect(state(viewer, "running")).to_be_visible()
