"""Every page of the portal against the rules of axe-core for WCAG 2.1, levels A and AA, by day and by night.

The pages are those of ``screens.shots``: a page that is added there is covered here.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import Window
from tests.browser.portal import Portal
from tests.browser.screens import shots, show
from tests.running import ROOT, PlatformProcess

pytestmark = [pytest.mark.engine, pytest.mark.browser]

AXE = ROOT / "portal/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PATIENCE_SECONDS = 120
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
    return name


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
def test_no_page_has_grave_faults(browser: Browser, platform: PlatformProcess, application: str, *, dark: bool) -> None:
    window = Window("en", dark=dark, still=True)
    context = window.open(browser, platform.url)
    try:
        found = list(_walk(context, platform, application))
    finally:
        context.close()
    assert not found, "\n".join(found)


def _walk(context: BrowserContext, platform: PlatformProcess, application: str) -> Iterator[str]:
    """Open each page, and give what is wrong there, a line for each fault."""
    portal = Portal(context.new_page(), "en")
    portal.open("/login")
    portal.button("action.login").wait_for()
    yield from _faults(portal, "login")
    portal.login("admin", platform.admin_password)
    for shot in shots(portal, application):
        show(portal, shot)
        yield from _faults(portal, shot.name)


def _faults(portal: Portal, where: str) -> Iterator[str]:
    portal.page.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = portal.page.evaluate(RUN, TAGS)
    for violation in violations:
        if violation["impact"] in GRAVE:
            for node in violation["nodes"]:
                why = node["failureSummary"].replace("\n", " ")
                yield f"{where}: {violation['id']}: {node['target']} {node['html'][:160]} {why}"
