"""The pages about people in a browser: an account from its making over its first login to its end."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.steps import OWN_PASSWORD, at, choose_password, create_user, shown_once
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]


@pytest.fixture
def tenant(platform: PlatformProcess) -> str:
    """Return the name of a new tenant."""
    name = f"t-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        api.post("/tenants", json={"name": name}).raise_for_status()
    return name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_user_replaces_the_password_and_arrives_where_they_wanted_to_go(
    visit: Visitors, platform: PlatformProcess, tenant: str, language: Language
) -> None:
    """Also after a reset, which logs them out of where they are."""
    name = f"u-{uuid.uuid4().hex[:6]}"
    admin, theirs = visit(language), visit(language)
    at(admin, platform, "/users")
    password = create_user(admin, name, tenant)

    theirs.open("/metering")
    choose_password(theirs, name, password)
    expect(theirs.page.get_by_role("heading", level=1)).to_have_text(theirs.word("nav.metering"))
    expect(theirs.link("nav.users")).to_have_count(0)

    admin.open(f"/users?role=developer&q={name}")
    admin.page.get_by_role("link", name=name, exact=True).click()
    admin.button("users.resetPassword").click()
    admin.page.get_by_role("dialog").get_by_role("button", name=admin.word("users.resetPassword")).click()
    expect(admin.page.get_by_role("dialog", name=admin.word("password.of", name=name))).to_be_visible()
    again = shown_once(admin)

    theirs.open("/account")
    choose_password(theirs, name, again, f"{OWN_PASSWORD}-2")
    expect(theirs.page.get_by_role("heading", level=1)).to_have_text(theirs.word("nav.account"))


def test_a_password_that_breaks_a_rule_is_not_sent(visit: Visitors, platform: PlatformProcess, tenant: str) -> None:
    """The rules that are kept are marked while it is typed."""
    portal = visit("en")
    at(portal, platform, "/users")
    portal.button("users.create").click()
    dialog = portal.dialog("users.create")
    dialog.get_by_label(portal.word("login.username")).fill("marianne")
    portal.choose("field.tenant", tenant)
    dialog.get_by_label(portal.word("login.password"), exact=True).fill("my Marianne 1")
    expect(dialog.locator("li[data-kept=true]")).to_have_count(3)
    portal.button("action.create").click()
    expect(dialog.get_by_text(portal.word("password.breaks"))).to_be_visible()


def test_a_token_is_shown_once_and_revoked(visit: Visitors, platform: PlatformProcess) -> None:
    """By the keyboard alone."""
    portal = visit("en")
    portal.open("/account")
    portal.try_login("admin", platform.admin_password)
    portal.settled()
    name = f"ci-{uuid.uuid4().hex[:6]}"
    portal.button("account.newToken").press("Enter")
    portal.field("account.tokenName").fill(name)
    portal.page.keyboard.press("Enter")
    expect(portal.dialog("account.secretTitle", name=name)).to_be_visible()
    secret = shown_once(portal)
    row = portal.page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text(secret[:6])
    row.get_by_role("button", name=portal.word("account.revoke")).press("Enter")
    portal.dialog("confirm.revokeToken.title", name=name).get_by_role(
        "button", name=portal.word("account.revoke")
    ).press("Enter")
    expect(row).to_have_count(0)
