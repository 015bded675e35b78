"""Screenshots of every page, in both languages and at two widths: ``python -m tests.browser.screens URL DIRECTORY``.

Needs a platform that runs and has an application; ``docs/screens/`` is made with it. Nothing is changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import LANGUAGES, Language, Window, chromium
from tests.browser.portal import Portal

SIZES = ((1440, 900), (900, 1000))
CONTAINER_TABS = ("overview", "charts", "configuration", "logs", "terminal", "files")
TABS = ("overview", "variables", "revisions", "containers", "logs")


@dataclass(frozen=True)
class Account:
    """Who looks."""

    username: str
    password: str


@dataclass(frozen=True)
class Shot:
    """One screenshot: its name, and how to come there from anywhere."""

    name: str
    address: str
    button: str = ""
    """The translation key of a button to press there, a dialog to open."""
    then: str = ""
    """Of another one to press in the dialog."""
    named: str = ""
    """Of what that button is, where its words tell that."""
    choice: str = ""
    """The translation key of an alternative to choose on the page, which then draws a figure."""


def shots(portal: Portal, application: str) -> Iterator[Shot]:
    """Everything that there is to see of the platform, with ``application`` as the example.

    This is the one list of pages: ``test_accessibility.py`` goes along it as well.
    """
    found = portal.application(application)
    page = f"/applications/{found['id']}"
    yield Shot("overview", "/")
    yield Shot("applications", "/applications")
    yield Shot("applications-nothing-found", "/applications?q=no-such-name")
    yield Shot("new-application", "/applications", "applications.create")
    yield Shot("from-file", "/applications", "applications.fromFile")
    yield Shot("import-compose", "/applications", "applications.fromCompose", "applyFile.example")
    yield Shot("application", page)
    yield Shot("topology", f"{page}?view=topology")
    yield Shot("search", page, "search.open")
    own = [each for each in found["services"] if not each["canary_of"]]
    service = own[-1]
    for tab in TABS:
        yield Shot(f"service-{tab}", f"{page}/services/{service['id']}/{tab}")
    for canary in (each for each in found["services"] if each["canary_of"]):
        yield Shot("canary", f"{page}/services/{canary['canary_of']}/overview")
        yield Shot("canary-itself", f"{page}/services/{canary['id']}/overview")
    for action in ("scale", "upgrade"):
        yield Shot(action, page, f"action.{action}")
    yield Shot("add-service", f"{page}/services/new")
    yield Shot("edit-service", f"{page}/services/{service['id']}/edit")
    yield Shot("autoscaling", f"{page}/services/{service['id']}/edit", choice="autoscaling.byUse")
    yield Shot("configuration", f"{page}/configuration")
    yield Shot("new-configuration-set", f"{page}/configuration", "configuration.create")
    if name := portal.configuration_set(found["id"]):
        yield Shot("configuration-set", f"{page}/configuration/{name}")
        yield Shot("configuration-history", f"{page}/configuration/{name}/history")
    yield Shot("hosts", "/hosts")
    yield Shot("hosts-nothing-found", "/hosts?q=no-such-name")
    yield Shot("add-host", "/hosts/join")
    yield Shot("cloud-hosts", "/hosts/cloud")
    yield Shot("cloud-hosts-nothing-found", "/hosts/cloud?q=no-such-name")
    yield Shot("add-cloud-account", "/hosts/cloud", "cloud.account.add")
    host = f"/hosts/{portal.host()}"
    yield Shot("host", host)
    for action in ("hosts.drain.start", "hosts.remove", "hosts.editLabels", "hosts.editTaints"):
        yield Shot(action.replace(".", "-"), host, action)
    yield Shot("containers", "/containers")
    yield Shot("containers-nothing-found", "/containers?q=no-such-name")
    container = portal.container(service["id"])
    for tab in CONTAINER_TABS:
        yield Shot(f"container-{tab}", f"/containers/{container['id']}/{tab}")
    yield Shot("container-restart", f"/containers/{container['id']}", "action.restart")
    yield Shot("container-gone", f"/containers/{found['tenant_id']}/no-such-pod/web")
    yield Shot("volumes", "/volumes")
    yield Shot("domains", "/domains")
    yield Shot("domains-nothing-found", "/domains?q=no-such-name")
    yield Shot("add-domain", "/domains", "domains.add")
    if domain := portal.domain():
        yield Shot("certificate", "/domains", "domains.certificate.of", named=domain)
    yield Shot("registries", "/registries")
    yield Shot("add-a-registry", "/registries", "registries.add")
    if registry := portal.metered_registry():
        yield Shot("registry", f"/registries/{registry}")
        yield Shot("registry-repositories", f"/registries/{registry}?by=repository")
        yield Shot("registry-metering", f"/registries/{registry}", "action.edit")
    yield Shot("openings", "/openings")
    yield Shot("openings-nothing-found", "/openings?q=no-such-name")
    yield Shot("open-a-service", "/openings", "openings.offer")
    yield from _managed(portal)
    yield Shot("routes", "/routes")
    yield Shot("health", "/health")
    yield Shot("settings", "/settings")
    yield Shot("settings-changed", "/settings?changed=yes")
    yield Shot("partitions", "/partitions")
    yield Shot("new-partition", "/partitions", "partitions.create")
    if partition := portal.partition():
        yield Shot("partition", f"/partitions/{partition}")
        yield Shot("partition-delete", f"/partitions/{partition}", "action.delete")
    yield Shot("tenants", "/tenants")
    yield Shot("new-tenant", "/tenants", "tenants.create")
    yield Shot("users", "/users")
    yield Shot("new-user", "/users", "users.create")
    yield Shot("tenant", f"/tenants/{found['tenant_id']}")
    yield Shot("user", f"/users/{portal.user()['id']}")
    for name in ("roles", "presets", "metering", "operations", "runtime-log", "account"):
        yield Shot(name, f"/{name}")
    yield Shot("prices", "/metering", "metering.prices.title")
    yield Shot("image-storage", "/metering?resource=image_storage")
    yield Shot("not-found", "/no-such-page")
    yield Shot("application-gone", "/applications/no-such-application")


def _managed(portal: Portal) -> Iterator[Shot]:
    """What there is to see of managed services."""
    yield Shot("managed", "/managed")
    yield Shot("managed-nothing-found", "/managed?q=no-such-name")
    yield Shot("open-a-managed-service", "/managed", "managed.open")
    yield Shot("offerings", "/offerings")
    yield Shot("new-offering", "/offerings", "offerings.create")
    if not (found := portal.managed_service()):
        return
    page = f"/managed/{found['id']}"
    yield Shot("managed-service", page)
    yield Shot("managed-plan", page, "managed.changePlan")
    yield Shot("managed-accounts", f"{page}/accounts")
    yield Shot("new-account", f"{page}/accounts", "accounts.create")
    yield Shot("managed-connections", f"{page}/connections")
    yield Shot("connect-an-application", f"{page}/connections", "connections.connect")
    yield Shot("application-of-a-managed-service", f"/applications/{found['application_id']}")


def show(portal: Portal, shot: Shot) -> None:
    """Come to what a screenshot shows, and wait until it is there."""
    portal.open(shot.address)
    portal.settled()
    if shot.choice:
        portal.page.get_by_text(portal.word(shot.choice), exact=True).click()
        figure = portal.page.get_by_role("figure")
        figure.wait_for()
        figure.evaluate("(figure) => figure.scrollIntoView({ block: 'center' })")
    if shot.button:
        portal.button(shot.button, **({"name": shot.named} if shot.named else {})).first.click()
        portal.page.get_by_role("dialog").wait_for()
    if shot.then:
        portal.button(shot.then).click()
        portal.page.get_by_role("dialog").get_by_role("table").first.wait_for()


def take(page: Page, into: Path, name: str) -> None:
    """Take one picture of the window, once it is at rest."""
    page.wait_for_timeout(400)
    page.screenshot(path=into / f"{name}.png")


def walk(context: BrowserContext, window: Window, account: Account, chosen: argparse.Namespace) -> None:
    """Take all pictures in one window."""
    into: Path = chosen.directory
    suffix = f"{window.language}-{window.width}{'-dark' if window.dark else ''}"
    portal = Portal(context.new_page(), window.language)
    portal.open("/login")
    portal.field("login.username").wait_for()
    take(portal.page, into, f"login-{suffix}")
    portal.try_login(account.username, "not-the-password")
    portal.page.get_by_role("alert").wait_for()
    take(portal.page, into, f"login-refused-{suffix}")
    portal.login(account.username, account.password)
    for shot in shots(portal, chosen.application):
        if chosen.only and not shot.name.startswith(tuple(chosen.only)):
            continue
        show(portal, shot)
        take(portal.page, into, f"{shot.name}-{suffix}")


def main() -> int:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens", description="Screenshots of every page.")
    parser.add_argument("url", help="the portal's address")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--application", default="demo", help="name of the application to show")
    parser.add_argument("--username", default="admin")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--only", action="append", metavar="NAME", help="only pictures whose names begin so")
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    chosen.directory.mkdir(parents=True, exist_ok=True)
    account = Account(chosen.username, chosen.password_file.read_text().strip())
    languages: tuple[Language, ...] = tuple(chosen.language or LANGUAGES)
    with chromium() as browser:
        for language, (width, height) in product(languages, SIZES):
            window = Window(language, width, height, dark=chosen.dark, still=True)
            context = window.open(browser, chosen.url)
            walk(context, window, account, chosen)
            context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
