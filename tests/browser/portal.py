"""The portal as a person uses it: by the words on its buttons and labels, in the chosen language."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import Language
from tests.running import ROOT

ESCAPES = 10


@cache
def texts(language: Language) -> dict[str, Any]:
    """Return all texts of the portal: its pages' bundles, one added to the other."""
    merged: dict[str, Any] = {}
    for bundle in sorted((ROOT / "portal/src/i18n" / language).glob("*.json")):
        add(merged, json.loads(bundle.read_text()))
    return merged


def add(texts: dict[str, Any], more: dict[str, Any]) -> None:
    """Add texts to others, group by group."""
    for key, value in more.items():
        if isinstance(value, dict):
            add(texts.setdefault(key, {}), value)
        else:
            texts[key] = value


def word(language: Language, key: str, **values: object) -> str:
    """Return one text, by its dotted key, with its placeholders filled."""
    found: Any = texts(language)
    for part in key.split("."):
        found = found[part]
    assert isinstance(found, str), key
    return re.sub(r"{{(\w+)}}", lambda name: str(values[name[1]]), found)


class Portal:
    """One tab of one user."""

    def __init__(self, page: Page, language: Language) -> None:
        self.page = page
        self.language = language

    def word(self, key: str, **values: object) -> str:
        """Return a text of the portal in this tab's language."""
        return word(self.language, key, **values)

    def open(self, address: str) -> None:
        """Go to an address of the portal, as by typing it."""
        self.page.goto(address)

    def button(self, key: str, **values: object) -> Locator:
        """Find a button by its text."""
        return self.page.get_by_role("button", name=self.word(key, **values), exact=True)

    def field(self, key: str) -> Locator:
        """Find an input by its label."""
        return self.page.get_by_label(self.word(key), exact=True)

    def link(self, key: str) -> Locator:
        """Find a link by its text."""
        return self.page.get_by_role("link", name=self.word(key), exact=True)

    def dialog(self, key: str, **values: object) -> Locator:
        """Find an open dialog by its title."""
        return self.page.get_by_role("dialog", name=self.word(key, **values))

    def choose(self, key: str, option: str) -> None:
        """Choose an option of a selection in a dialog, by its text."""
        self.page.get_by_role("dialog").get_by_label(self.word(key)).click()
        self.page.locator(".ant-select-item-option").get_by_text(option, exact=True).click()

    def leave(self, opened: Locator) -> None:
        """Press Escape until it is gone: a key that is pressed while a question above it closes is that question's."""
        for _ in range(ESCAPES):
            self.page.keyboard.press("Escape")
            try:
                expect(opened).to_have_count(0, timeout=2000)
            except AssertionError:
                continue
            return
        expect(opened).to_have_count(0)

    def try_login(self, username: str, password: str) -> None:
        """Fill in the login form and send it."""
        self.field("login.username").fill(username)
        self.field("login.password").fill(password)
        self.button("action.login").click()

    def login(self, username: str, password: str) -> None:
        """Log in and wait for the page behind."""
        self.try_login(username, password)
        expect(self.link("nav.overview")).to_be_visible()
        self.page.get_by_role("heading", level=1).first.wait_for()

    def settled(self) -> None:
        """Wait until the page has its heading and what it loads has arrived."""
        self.page.get_by_role("heading", level=1).or_(self.page.get_by_role("alert")).first.wait_for()
        expect(self.page.locator("[aria-busy=true], .ant-skeleton, .ant-spin")).to_have_count(0)

    def application(self, name: str) -> dict[str, Any]:
        """Ask the API, with this tab's session, for one application and its services."""
        listed = self.page.request.get("/api/v1/applications", params={"q": name, "page_size": 500}).json()
        found = next(item for item in listed["items"] if item["name"] == name)
        whole: dict[str, Any] = self.page.request.get(f"/api/v1/applications/{found['id']}").json()
        return whole

    def configuration_set(self, application_id: str) -> str:
        """Ask the API for the name of one of an application's configuration sets; empty where there is none."""
        listed = self.page.request.get(f"/api/v1/applications/{application_id}/configuration").json()
        return str(listed[0]["name"]) if listed else ""

    def host(self) -> str:
        """Ask the API for the name of one host, the last by name."""
        listed = self.page.request.get("/api/v1/hosts", params={"sort": "-name"}).json()
        return str(listed["items"][0]["name"])

    def container(self, service_id: str) -> dict[str, Any]:
        """Ask the API for the first container of a service."""
        listed = self.page.request.get("/api/v1/containers", params={"service": service_id}).json()
        found: dict[str, Any] = listed["items"][0]
        return found

    def domain(self) -> str:
        """Ask the API for the first own domain; empty where there is none."""
        listed = self.page.request.get("/api/v1/domains").json()
        return str(listed["items"][0]["name"]) if listed["items"] else ""

    def partition(self) -> str:
        """Ask the API for the id of one partition; empty where there is none."""
        listed = self.page.request.get("/api/v1/partitions").json()["items"]
        return str(listed[0]["id"]) if listed else ""

    def metered_registry(self) -> str:
        """Ask the API for the id of one registry that is metered; empty where there is none."""
        listed = self.page.request.get("/api/v1/registries").json()["items"]
        return next((str(each["id"]) for each in listed if each["metering"]), "")

    def managed_service(self) -> dict[str, Any] | None:
        """Ask the API for one managed service; none where there is none."""
        listed = self.page.request.get("/api/v1/managed-services").json()["items"]
        found: dict[str, Any] | None = listed[0] if listed else None
        return found

    def user(self) -> dict[str, Any]:
        """Ask the API who is logged in here."""
        known: dict[str, Any] = self.page.request.get("/api/v1/session").json()["user"]
        return known
