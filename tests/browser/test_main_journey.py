"""The main job in a browser: log in, publish the demo, watch it start, open it, scale, upgrade, take down, delete."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Route, expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import COMPOSE, START_MS, create_tenant, publish_file, state
from tests.running import ROOT, PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]

Visit = Callable[..., Portal]


def logged_in(visit: Visit, platform: PlatformProcess) -> Portal:
    """Open the portal in English and log in as the administrator."""
    portal = visit("en")
    portal.open("/applications")
    portal.login("admin", platform.admin_password)
    return portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_login_and_list_speak_the_users_language(visit: Visit, platform: PlatformProcess, language: Language) -> None:
    portal = visit(language)
    portal.open("/applications")
    portal.try_login("nobody", "not-the-password")
    refusal = portal.page.get_by_role("alert")
    told = {"en": "The user name or the password is wrong", "zh": "用户名或密码错误"}
    expect(refusal).to_contain_text(told[language])
    expect(refusal).to_contain_text(re.compile(r"[0-9a-f]{16}"))
    portal.login("admin", platform.admin_password)
    expect(portal.link("nav.tenants")).to_be_visible()
    expect(portal.page.get_by_role("status")).to_have_text(portal.word("live.live.name"))


def test_chosen_language_is_remembered(visit: Visit, platform: PlatformProcess) -> None:
    portal = logged_in(visit, platform)
    portal.button("language.other").click()
    chinese = Portal(portal.page, "zh")
    expect(chinese.link("nav.applications")).to_be_visible()
    portal.page.reload()
    expect(chinese.link("nav.applications")).to_be_visible()


COUNT_CLICKS = """() => {
  window.clicks = 0;
  document.addEventListener('click', (event) => { window.clicks += event.isTrusted && event.detail ? 1 : 0; }, true);
}"""


def test_a_compose_file_is_published_within_five_clicks_after_login(visit: Visit, platform: PlatformProcess) -> None:
    name = f"d-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        api.post("/tenants", json={"name": name}).raise_for_status()
    portal = logged_in(visit, platform)
    page = portal.page
    page.evaluate(COUNT_CLICKS)

    portal.button("applications.fromCompose").click()
    portal.field("compose.text").fill(COMPOSE)
    portal.field("field.applicationName").fill(name)
    portal.choose("field.tenant", name)
    preview = page.get_by_role("table", name=portal.word("field.services"))
    expect(preview.get_by_role("row").filter(has_text="slipway-demo/web:1")).to_contain_text(f"{name}.apps.localhost")
    lost = page.get_by_role("table", name=portal.word("compose.notesTable"))
    expect(lost.get_by_role("row").filter(has_text="The volume data")).to_be_visible()
    portal.button("compose.createAndPublish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert 3 <= page.evaluate("window.clicks") <= 5

    expect(state(portal, "running")).to_be_visible(timeout=START_MS)
    with page.expect_download() as exported:
        page.get_by_role("link", name=portal.word("application.export")).click()
    assert exported.value.suggested_filename == f"{name}.yaml"
    services = yaml.safe_load(exported.value.path().read_text())["services"]
    assert {one["name"]: one["ports"][0]["port"] for one in services} == {"api": 8000, "redis": 6379, "web": 8000}
    with page.expect_popup() as opened:
        page.locator("header").get_by_role("link", name=f"{name}.apps.localhost").click()
    expect(opened.value.get_by_text("visits counted by redis")).to_be_visible()


def test_a_service_that_cannot_start_says_why_in_both_languages(visit: Visit, platform: PlatformProcess) -> None:
    name = f"c-{uuid.uuid4().hex[:6]}"
    portal = logged_in(visit, platform)
    create_tenant(portal, name)
    crashing = {"name": "broken", "image": "slipway-demo/redis:1", "command": ["sh", "-c", "echo no compass; exit 3"]}
    publish_file(portal, yaml.safe_dump({"name": name, "services": [crashing]}), name)

    panel = portal.page.locator("[data-reason=crashed]")
    expect(panel).to_be_visible(timeout=START_MS)
    expect(panel).to_contain_text("no compass")
    english = panel.locator("strong").inner_text()
    assert "3" in english
    portal.button("language.other").click()
    expect(panel.locator("strong")).not_to_have_text(english)
    expect(panel.locator("strong")).to_contain_text(re.compile(r"[\u4e00-\u9fff]"))


def test_a_container_is_found_read_entered_and_replaced(visit: Visit, platform: PlatformProcess) -> None:
    name = f"d-{uuid.uuid4().hex[:6]}"
    command = ["sh", "-c", "echo all hands; exec sleep 3600"]
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": name}).raise_for_status().json()["id"]
        services = [{"name": "crew", "image": "slipway-demo/redis:1", "command": command}]
        body = {"name": name, "tenant_id": tenant, "services": services}
        application = api.post("/applications", json=body).raise_for_status().json()["id"]
        api.post(f"/applications/{application}/publish").raise_for_status()
    portal = logged_in(visit, platform)
    page = portal.page

    portal.open(f"/containers?tenant={tenant}")
    rows = page.get_by_role("table", name=portal.word("nav.containers")).locator("tbody tr")
    expect(rows.locator("[data-tone=good]")).to_have_count(1, timeout=START_MS)  # as the stream tells, without a reload
    first = rows.get_by_role("link").first.inner_text()
    rows.get_by_role("link", name=first).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)

    page.get_by_role("tab", name=portal.word("container.tab.logs")).click()
    expect(page.get_by_role("log")).to_contain_text("all hands")

    page.get_by_role("tab", name=portal.word("container.tab.terminal")).click()
    screen = page.get_by_role("region", name=portal.word("container.tab.terminal"))
    expect(screen.locator(".xterm-rows")).to_contain_text(re.compile("[#$]"))
    page.keyboard.type("echo $((40 + 2))-knots\n")
    expect(screen.locator(".xterm-rows")).to_contain_text("42-knots")
    page.keyboard.type("exit 3\n")
    expect(page.get_by_role("alert")).to_contain_text(portal.word("terminal.exited", code=3))

    portal.button("action.restart").click()
    portal.dialog("confirm.pod.restart.title", name=first).get_by_role(
        "button", name=portal.word("action.restart")
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.containers"))
    expect(rows.get_by_role("link", name=first)).to_have_count(0, timeout=START_MS)
    expect(rows.locator("[data-tone=good]")).to_have_count(1, timeout=START_MS)


def test_the_first_page_asks_for_everything_once_and_in_few_parts(visit: Visit, platform: PlatformProcess) -> None:
    portal = logged_in(visit, platform)
    asked: list[str] = []
    portal.page.on("request", lambda request: asked.append(request.url))
    portal.open("/applications")
    portal.settled()
    expect(portal.link("nav.tenants")).to_be_visible()
    expect(portal.page.get_by_role("status")).to_have_text(portal.word("live.live.name"))
    # The stream of events, once it is there, has what may have changed meanwhile asked for again.
    first = asked[: next(number for number, url in enumerate(asked) if url.endswith("/api/v1/events"))]
    for address in ("/api/v1/session", "/api/v1/applications?"):
        assert len([url for url in first if address in url]) == 1, first
    code = next(number for number, url in enumerate(first) if "/api/v1/applications?" in url)
    assert len([url for url in first[:code] if "/assets/" in url]) < 8, first


def test_a_start_that_the_network_cut_off_is_tried_again(visit: Visit, platform: PlatformProcess) -> None:
    portal = visit("en")
    cut: list[str] = []

    def cut_once(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(route.request.url)
            route.abort("connectionaborted")

    portal.page.route("**/assets/start-*.js", cut_once)
    portal.open("/")
    portal.login("admin", platform.admin_password)
    assert len(cut) == 1


def test_a_start_that_never_succeeds_says_so(visit: Visitors) -> None:
    portal = visit("en")
    built = json.loads((ROOT / "portal/dist/.vite/manifest.json").read_text())
    texts = built["src/i18n/en/common.json"]["file"]
    portal.page.route(f"**/{texts}", lambda route: route.abort("connectionaborted"))
    portal.open("/")
    expect(portal.page.get_by_role("alert")).to_contain_text("did not load completely")
    expect(portal.page.get_by_role("alert")).to_contain_text("页面没有加载完整")
    expect(portal.page.get_by_role("button")).to_be_visible()
    if not visit.broken:  # it is asked for again a few times
        portal.page.wait_for_event("pageerror")
    portal.page.close()  # nothing more is told after this
    visit.broken.clear()  # told to the user, and to the console
