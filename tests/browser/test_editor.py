"""The editor of a service, in both languages: an image out of a registry, a probe that is tried, and what is saved."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Locator, expect

from tests.browser.chromium import LANGUAGES, Language
from tests.browser.conftest import Visitors
from tests.browser.portal import Portal
from tests.browser.steps import START_MS, at, demo_file, row
from tests.running import PlatformProcess
from tests.slipway.images import registry

pytestmark = [pytest.mark.engine, pytest.mark.browser]
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def shared(platform: PlatformProcess) -> Iterator[str]:
    """The address of a registry that the platform shares, in which ``team/web`` is."""
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running() as running, platform.client() as api:
        address = running.address
        registry.push(address, "team/web", "1.9", "1.10")
        login = {"username": registry.USERNAME, "password": registry.PASSWORD}
        added = api.post("/registries", json={"address": address, "insecure": True, **login})
        yield address
        api.delete(f"/registries/{added.raise_for_status().json()['id']}").raise_for_status()


@pytest.fixture
def application(platform: PlatformProcess) -> str:
    """Return the name of the demo, published for a tenant of its own."""
    name = f"e-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": f"t-{name}"}).raise_for_status().json()["id"]
        made = api.apply({**yaml.safe_load(demo_file(name)), "tenant_id": tenant}, publish=True)
        api.wait_state(made["id"], "running", START_MS / 1000)
    return name


@in_both_languages
def test_a_service_is_edited_as_a_whole(
    visit: Visitors, platform: PlatformProcess, shared: str, application: str, language: Language
) -> None:
    """From its menu to its new revision: nothing is saved before it was looked at, and nothing is lost by leaving."""
    portal = visit(language)
    at(portal, platform, "/applications")
    portal.page.get_by_role("link", name=application, exact=True).click()
    row(portal, "web").get_by_role("button", name=portal.word("action.more")).click()
    portal.page.get_by_role("menuitem", name=portal.word("action.edit"), exact=True).click()
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("editor.title", name="web"))

    choose_image(portal, shared)
    try_probe(portal)
    leave_and_stay(portal)

    portal.field("field.image").fill("slipway-demo/web:1")
    portal.field("editor.stopGrace").fill("12")
    portal.button("editor.review").click()
    asked = portal.dialog("editor.reviewTitle", name="web")
    expect(asked).to_contain_text("/healthz")
    expect(asked).not_to_contain_text(shared)
    asked.get_by_role("button", name=portal.word("action.save")).click()
    opened(portal, "web")
    with platform.client() as api:
        found = api.get("/applications", params={"q": application}).json()["items"][0]["id"]
        web = next(each for each in api.get(f"/applications/{found}").json()["services"] if each["name"] == "web")
    config = web["config"]
    assert (web["revision"], config["image"], config["stop_grace_seconds"]) == (2, "slipway-demo/web:1", 12)
    assert config["probes"]["liveness"]["http_path"] == "/"


def opened(portal: Portal, service: str) -> None:
    """Wait for the service's own panel, to which saving leads."""
    panel = portal.page.get_by_role("dialog", name=re.compile(rf"^{service} "))
    expect(panel.get_by_role("tab").first).to_be_visible(timeout=START_MS)


def choose_image(portal: Portal, address: str) -> None:
    """Choose an image by registry, name and tag; see what it is, pin it, and let it go again."""
    portal.button("image.choose").click()
    parts = portal.page.get_by_role("group", name=portal.word("image.choose"))
    pick(portal, parts.get_by_label(portal.word("image.registry")), address)
    pick(portal, parts.get_by_label(portal.word("image.name")), "team/web")
    parts.get_by_label(portal.word("image.tag")).click()
    expect(portal.page.locator(".ant-select-item-option").filter(has_text="1.")).to_have_text(["1.10", "1.9"])
    portal.page.locator(".ant-select-item-option").get_by_text("1.9", exact=True).click()
    image = portal.field("field.image")
    expect(image).to_have_value(f"{address}/team/web:1.9")
    expect(portal.page.get_by_text("linux/arm64")).to_be_visible()
    expect(portal.page.get_by_text("8080/TCP")).to_be_visible()
    portal.button("image.pin").click()
    expect(image).to_have_value(f"{address}/team/web:1.9@{registry_digest(portal)}")
    image.fill(f"{address}/team/web:no-such-tag")
    expect(portal.page.get_by_text(portal.word("image.absentRule"))).to_be_visible()


def registry_digest(portal: Portal) -> str:
    """Return the digest that is shown."""
    return portal.page.locator("code, span").filter(has_text="sha256:").last.inner_text()


def pick(portal: Portal, control: Locator, option: str) -> None:
    """Choose an option of a selection on the page."""
    control.click()
    portal.page.locator(".ant-select-item-option").get_by_text(option, exact=True).click()


def try_probe(portal: Portal) -> None:
    """Try the liveness probe: at a path that there is not, and at one that there is."""
    name = portal.word("editor.probe.liveness")
    part = portal.page.locator("#section-probes").get_by_role("group", name=name)
    path, attempt = part.get_by_label(portal.word("editor.httpPath")), portal.button("editor.tryProbeOf", probe=name)
    path.fill("/nowhere")
    attempt.click()
    expect(part.get_by_text(portal.word("editor.tried.fails"), exact=True)).to_be_visible()
    expect(part).to_contain_text("404")
    path.fill("/")
    expect(part.get_by_text(portal.word("editor.tried.fails"), exact=True)).to_have_count(0)
    attempt.click()
    expect(part.get_by_text(portal.word("editor.tried.passes"), exact=True)).to_be_visible()
    expect(part).to_contain_text("visits counted by redis")


def leave_and_stay(portal: Portal) -> None:
    """Begin to leave by the navigation, and stay."""
    portal.link("nav.overview").click()
    asked = portal.dialog("unsaved.title")
    asked.get_by_role("button", name=portal.word("unsaved.stay")).click()
    expect(asked).to_have_count(0)
    expect(portal.page.get_by_text(portal.word("editor.changed"))).to_be_visible()


@in_both_languages
def test_a_service_is_added_in_the_editor(
    visit: Visitors, platform: PlatformProcess, application: str, language: Language
) -> None:
    """With what a service needs at least; the other sections can be left as they are."""
    portal = visit(language)
    at(portal, platform, "/applications")
    portal.page.get_by_role("link", name=application, exact=True).click()
    portal.button("service.add").click()
    portal.button("editor.review").click(force=True)  # nothing is entered yet
    expect(portal.page.get_by_role("dialog")).to_have_count(0)
    portal.field("field.serviceName").fill("cache")
    portal.field("field.image").fill("slipway-demo/redis:1")
    portal.button("editor.addPort").click()
    portal.page.get_by_label(portal.word("editor.portNumber", number=1)).fill("6379")
    portal.button("editor.review").click()
    asked = portal.dialog("editor.reviewNew", name="cache")
    asked.get_by_role("button", name=portal.word("action.add")).click()
    opened(portal, "cache")
