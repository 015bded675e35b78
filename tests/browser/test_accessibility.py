"""Every page of the portal against the rules of axe-core for WCAG 2.1, levels A and AA.

By day in English, by night in Chinese. The pages are those of ``screens.shots``: a page that is added there is covered
here. A picture of each is left in ``docs/screens/pages``, at both widths, for people to look at.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Language, Window
from tests.browser.portal import Portal
from tests.browser.screens import SIZES, shots, show
from tests.running import ROOT, Api, PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]

AXE = ROOT / "portal/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PATIENCE_SECONDS = 120
PICTURES = ROOT / "docs/screens/pages"
REST_MS = 150
"""Until a page that was made narrower is drawn; nothing moves in these windows."""
GRAVE = ("serious", "critical")
RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(({violations}) => violations)"""


@pytest.fixture(scope="module")
def application(platform: PlatformProcess) -> str:
    """Return the name of an application with a container that runs, and another service with a canary."""
    name = f"a-{uuid.uuid4().hex[:6]}"
    with platform.client() as api:
        tenant = api.post("/tenants", json={"name": f"t-{uuid.uuid4().hex[:6]}"}).json()["id"]
        command = ["sh", "-c", "echo all hands; exec sleep 3600"]
        crew = {"name": "crew", "image": "slipway-demo/redis:1", "command": command, "env": {"SHIP": "slip"}}
        bell = {"name": "bell", "image": crew["image"], "domain": name, "ports": [{"port": 6379}]}
        services = [crew, bell]
        sets = [{"name": "rigging", "kind": "secret", "entries": {"SAIL": "main", "knots.conf": "bowline\n"}}]
        body = {"name": name, "tenant_id": tenant, "services": services, "configuration": sets}
        made = api.post("/applications", json=body).raise_for_status().json()["id"]
        api.post(f"/applications/{made}/publish").raise_for_status()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while api.get(f"/applications/{made}/status").raise_for_status().json()["state"] != "running":
            assert time.monotonic() < deadline
            time.sleep(0.5)
        tried = next(each for each in api.get(f"/applications/{made}").json()["services"] if each["name"] == "bell")
        config = {**tried["config"], "env": {"SHIP": "dock"}}
        api.post(f"/services/{tried['id']}/canary", json={"config": config}).raise_for_status()
        _open_managed(api, tenant, made)
    return name


def _open_managed(api: Api, tenant: str, application: str) -> None:
    """Have a managed service with an account, to which an application is connected."""
    plans = [
        {"name": "small", "cpu": "50m", "memory": "64Mi", "storage": "64Mi"},
        {"name": "vast", "cpu": "64", "memory": "512Gi", "storage": "4Ti"},
    ]
    offering = {"name": "redis-7", "engine": "redis", "version": "7", "image": "slipway-demo/redis:1", "plans": plans}
    offered = api.post("/managed-offerings", json=offering).raise_for_status().json()["id"]
    body = {"tenant_id": tenant, "name": "sessions", "offering_id": offered, "plan": "small"}
    opened = api.post("/managed-services", json=body).raise_for_status().json()["id"]
    api.post(f"/managed-services/{opened}/connections", json={"application_id": application}).raise_for_status()


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("zh", True)], ids=["by day", "by night"])
def test_no_page_has_grave_faults(
    browser: Browser, platform: PlatformProcess, application: str, language: Language, *, dark: bool
) -> None:
    context = Window(language, dark=dark, still=True).open(browser, platform.url)
    try:
        portal = Portal(context.new_page(), language)
        found = [fault for name in _walk(portal, platform, application) for fault in _looked_at(portal, name)]
    finally:
        context.close()
    assert not found, "\n".join(found)


def _walk(portal: Portal, platform: PlatformProcess, application: str) -> Iterator[str]:
    """Open each page, and give its name."""
    portal.open("/login")
    portal.button("action.login").wait_for()
    yield "login"
    portal.login("admin", platform.admin_password)
    for shot in shots(portal, application):
        show(portal, shot)
        yield shot.name


def _looked_at(portal: Portal, name: str) -> list[str]:
    """Give what is wrong, a line for each fault; leave pictures."""
    found = list(_faults(portal, name))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width, height in reversed(SIZES):  # the wide one last: the next page is opened in it
        portal.page.set_viewport_size({"width": width, "height": height})
        portal.page.wait_for_timeout(REST_MS)
        portal.page.screenshot(path=PICTURES / f"{name}-{portal.language}-{width}.png")
    return found


def _faults(portal: Portal, where: str) -> Iterator[str]:
    portal.page.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = portal.page.evaluate(RUN, TAGS)
    for violation in violations:
        if violation["impact"] in GRAVE:
            for node in violation["nodes"]:
                why = node["failureSummary"].replace("\n", " ")
                yield f"{where}: {violation['id']}: {node['target']} {node['html'][:160]} {why}"
