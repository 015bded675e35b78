"""From an empty installation to a scaled application, by nothing but the buttons of the first steps."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import START_MS, choose_password, create_user, state
from tests.browser.test_accessibility import AXE, GRAVE, RUN, TAGS
from tests.running import ROOT, PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def step(portal: Portal, title: str) -> Locator:
    """Find one of the steps by its title."""
    return portal.page.get_by_role("listitem").filter(has_text=portal.word(title))


def is_done(portal: Portal, title: str) -> None:
    """Wait until a step is ticked."""
    tick = step(portal, title).get_by_role("img", name=portal.word("steps.done"))
    expect(tick).to_be_visible(timeout=START_MS)


def bell(portal: Portal) -> Locator:
    """Find the bell, whatever it tells."""
    return portal.page.get_by_role("button", name=re.compile(f"^{portal.word('bell.open')}"))


def is_accessible(portal: Portal) -> None:
    """Have the present page judged by axe."""
    portal.page.evaluate(AXE.read_text())
    violations = portal.page.evaluate(RUN, TAGS)
    assert [each["id"] for each in violations if each["impact"] in GRAVE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_steps_lead_to_a_scaled_application(
    visit: Visitors, platform: PlatformProcess, language: Language
) -> None:
    """An administrator makes tenant and user; the user publishes and opens the example, and the bell tells its end."""
    (platform.directory / "platform" / "example.yaml").write_text((ROOT / "demo/app.yaml").read_text())
    tenant, person = f"t-{uuid.uuid4().hex[:6]}", f"p-{uuid.uuid4().hex[:6]}"
    admin = visit(language)
    admin.open("/")
    admin.login("admin", platform.admin_password)
    if language == "en":  # in the other language there is something already
        is_done(admin, "steps.host.title")
        make_tenant(admin, tenant)
        is_done(admin, "steps.tenant.title")
        password = create_user(admin, person, tenant)
        is_done(admin, "steps.user.title")
    else:
        with platform.client() as api:
            made = api.post("/tenants", json={"name": tenant}).raise_for_status().json()["id"]
            password = "Anchor-4711-ab"
            body = {"username": person, "password": password, "role": "developer", "tenant_id": made}
            api.post("/users", json={**body, "must_change_password": True}).raise_for_status()

    mine = visit(language)
    mine.open("/")
    choose_password(mine, person, password)
    mine.button("steps.example.run").click()
    expect(mine.page.get_by_role("heading", level=1)).to_have_text("demo")
    expect(bell(mine)).to_contain_text(re.compile("[0-9]"), timeout=START_MS)
    expect(state(mine, "running")).to_be_visible(timeout=START_MS)
    see_the_end(mine)

    mine.link("nav.overview").click()
    is_done(mine, "steps.application.title")
    is_done(mine, "steps.scale.title")  # the example's web has two replicas
    with mine.page.expect_popup() as opened:
        step(mine, "steps.open.title").get_by_role("link").click()
    expect(opened.value.get_by_text("visits counted by redis")).to_be_visible(timeout=START_MS)
    mine.page.bring_to_front()
    expect(mine.page.get_by_text(mine.word("steps.title"))).to_have_count(0)
    expect(mine.page.get_by_text(mine.word("overview.nothingWrong"))).to_be_visible()
    is_accessible(mine)
    admin.page.bring_to_front()
    admin.open("/")
    expect(admin.page.get_by_text(admin.word("steps.title"))).to_have_count(0)


def make_tenant(portal: Portal, name: str) -> None:
    """Make a tenant by the step's dialog."""
    portal.button("tenants.create").click()
    dialog = portal.dialog("tenants.create")
    dialog.get_by_label(portal.word("field.tenantName")).fill(name)
    dialog.get_by_role("button", name=portal.word("action.create")).click()


def see_the_end(portal: Portal) -> None:
    """Open the bell, also after a reload: it tells the end, and no longer as news once it was closed."""
    portal.page.reload()
    unread = portal.word("bell.unread", number=1)
    expect(bell(portal)).to_have_accessible_name(re.compile(unread))
    bell(portal).click()
    expect(portal.page.get_by_role("region", name=portal.word("bell.title"))).to_contain_text(
        portal.word("bell.state.done")
    )
    is_accessible(portal)
    portal.page.keyboard.press("Escape")
    expect(bell(portal)).to_have_accessible_name(portal.word("bell.open"))
