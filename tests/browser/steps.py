"""Steps that journeys share: what a person does on one page, or sees there. In any language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import yaml
from playwright.sync_api import Locator, expect

from tests.browser.portal import Portal
from tests.running import ROOT, PlatformProcess

START_MS = 60_000
"""The longest that the demo may take to start, or an upgrade to end."""
OWN_PASSWORD = "Anchor-0815-yz"
COMPOSE = """\
services:
  web:
    image: slipway-demo/web:${VERSION:-1}
    ports: ["8080:8000"]
    depends_on: [api]
    deploy: {replicas: 2, resources: {limits: {memory: 64M}}}
    user: "1000"
  api:
    image: slipway-demo/api:1
    expose: ["8000"]
    depends_on: {redis: {condition: service_healthy}}
  redis:
    image: slipway-demo/redis:1
    healthcheck: {test: ["CMD-SHELL", "true"], interval: 1s}
    volumes: ["data:/data"]
"""


def demo_file(name: str) -> str:
    """Return the demo's application file, under another name and domain."""
    document = yaml.safe_load((ROOT / "demo/app.yaml").read_text())
    for service in document["services"]:
        if "domain" in service:
            service["domain"] = name
    return yaml.safe_dump({**document, "name": name}, sort_keys=False)


def at(portal: Portal, platform: PlatformProcess, address: str) -> None:
    """Open a page as the administrator, over the login page."""
    portal.open(address)
    portal.try_login("admin", platform.admin_password)
    portal.settled()


def create_tenant(portal: Portal, name: str) -> None:
    """Make a tenant on its page."""
    portal.link("nav.tenants").click()
    # The first steps of the overview have such a button as well, for as long as the page of tenants is under way.
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("nav.tenants"))
    portal.button("tenants.create").click()
    dialog = portal.dialog("tenants.create")
    dialog.get_by_label(portal.word("field.tenantName")).fill(name)
    dialog.get_by_role("button", name=portal.word("action.create")).click()
    expect(portal.page.get_by_role("cell", name=name, exact=True)).to_be_visible()


def create_user(portal: Portal, name: str, tenant: str, role: str = "developer") -> str:
    """Make a user of a tenant, on the page of users, with a generated password; return that."""
    portal.button("users.create").click()
    dialog = portal.dialog("users.create")
    dialog.get_by_label(portal.word("login.username")).fill(name)
    portal.choose("field.tenant", tenant)
    if role != "developer":
        portal.choose("field.role", portal.word(f"role.{role}"))
    portal.button("password.generate").click()
    portal.button("action.create").click()
    expect(portal.page.get_by_role("dialog", name=portal.word("password.of", name=name))).to_be_visible()
    return shown_once(portal)


def shown_once(portal: Portal) -> str:
    """Return the secret that is shown, and close what shows it."""
    secret = portal.page.get_by_role("dialog").locator("code").inner_text()
    portal.button("account.secretKept").click()
    expect(portal.page.get_by_text(secret)).to_have_count(0)
    return secret


def choose_password(portal: Portal, name: str, password: str, own: str = OWN_PASSWORD) -> None:
    """Log in where a new password has to be chosen, and choose it."""
    portal.try_login(name, password)
    expect(portal.page.get_by_role("heading", level=1)).to_have_text(portal.word("passwordNeeded.title"))
    portal.field("account.currentPassword").fill(password)
    portal.field("account.newPassword").fill(own)
    portal.field("account.again").fill(own)
    portal.button("account.changePassword").click()


def publish_file(portal: Portal, text: str, tenant: str) -> None:
    """Paste an application file, look at what it would change, save and publish it."""
    portal.link("nav.applications").click()
    portal.button("applications.fromFile").click()
    portal.choose("field.tenant", tenant)
    portal.field("applyFile.text").fill(text)
    portal.button("applyFile.check").click()
    expect(portal.page.get_by_text(portal.word("applyFile.creates"))).to_be_visible()
    portal.button("applyFile.applyAndPublish").click()


def state(portal: Portal, name: str) -> Locator:
    """Find the application's state beside its heading, once the page shows that state."""
    return portal.page.locator("header").locator(f"[data-state={name}]")


def row(portal: Portal, service: str) -> Locator:
    """Find a service's row in the table."""
    named = portal.page.get_by_role("link", name=service, exact=True)
    return portal.page.get_by_role("table", name=portal.word("field.services")).get_by_role("row").filter(has=named)


@dataclass(slots=True)
class Load:
    """What visitors of an application met while something was done to it."""

    answered: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def under_load(platform: PlatformProcess, host: str, visitors: int = 4) -> Iterator[Load]:
    """Visit an application all the time until the block ends."""
    met, stop = Load(), threading.Event()
    address, port = platform.gateway_address

    def visit() -> None:
        with httpx.Client(base_url=f"http://{address}:{port}", headers={"Host": host}, timeout=20) as client:
            while not stop.wait(0.02):
                try:
                    status = client.get("/").status_code
                except httpx.HTTPError as error:
                    met.failures.append(repr(error))
                    continue
                if status == httpx.codes.OK:
                    met.answered += 1
                else:
                    met.failures.append(str(status))

    threads = [threading.Thread(target=visit, daemon=True) for _ in range(visitors)]
    for each in threads:
        each.start()
    try:
        yield met
    finally:
        stop.set()
        for each in threads:
            each.join()
