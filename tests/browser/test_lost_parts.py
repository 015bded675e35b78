"""A network that loses parts of the portal: a browser does not ask for them again, the portal does."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import at
from tests.running import PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]


class Lossy:
    """Loses each part of the portal the first `times` that it is asked for."""

    def __init__(self, portal: Portal, times: int) -> None:
        self.asked: Counter[str] = Counter()
        self._times = times
        portal.page.route("**/assets/*", self._pass)

    def _pass(self, route: Route) -> None:
        part = urlsplit(route.request.url).path
        self.asked[part] += 1
        if self.asked[part] <= self._times:
            route.abort("internetdisconnected")
        else:
            route.continue_()


def arrive(portal: Portal, platform: PlatformProcess) -> None:
    """Have the list of applications, and what comes a moment later: the bell."""
    at(portal, platform, "/applications")
    expect(portal.page.get_by_role("button", name=portal.word("bell.open"))).to_be_visible()


def test_pages_and_dialogs_are_whole_though_each_of_their_parts_was_lost_once(
    visit: Visitors, platform: PlatformProcess
) -> None:
    portal = visit("en")
    arrive(portal, platform)
    lossy = Lossy(portal, times=1)
    for page in ("overview", "volumes", "tenants"):
        portal.link(f"nav.{page}").click()
        expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word(f"nav.{page}"))
    portal.settled()
    assert any(part.endswith(".js") for part in lossy.asked)
    styles = [part for part in lossy.asked if part.endswith(".css")]
    assert styles and {lossy.asked[part] for part in styles} == {2}, lossy.asked
    shown = portal.page.evaluate(
        "[...document.styleSheets].map((sheet) => new URL(sheet.href ?? '/', location).pathname)"
    )
    assert set(styles) <= set(shown)

    portal.link("nav.applications").click()
    portal.button("applications.create").click()
    expect(portal.page.get_by_role("dialog")).to_be_visible()


def test_a_page_that_does_not_arrive_at_all_says_so_and_can_be_tried_again(
    visit: Visitors, platform: PlatformProcess
) -> None:
    portal = visit("en")
    arrive(portal, platform)
    Lossy(portal, times=1_000)
    portal.link("nav.volumes").click()
    expect(portal.page.get_by_role("alert")).to_contain_text(portal.word("error.client.unreachable.message"))
    portal.page.unroute_all()
    portal.button("action.retry").click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.volumes"))
