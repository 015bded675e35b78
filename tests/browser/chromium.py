"""Chromium as the browser tests and the screenshots use it: the distribution's own, without a window, also for root."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.running import CHROMIUM

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # What a browser asks its maker's hosts by itself; without an internet it waits for answers.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)
STEP_MS = 30_000
"""The longest that one step of a test, or what it expects to see, may take, unless it says otherwise."""

expect.set_options(timeout=STEP_MS)


@dataclass(frozen=True)
class Window:
    """A browser window and the language that its user prefers."""

    language: Language = "en"
    width: int = 1440
    height: int = 900
    dark: bool = False
    still: bool = False
    """The operating system is told to avoid motion."""

    def open(self, browser: Browser, base_url: str) -> BrowserContext:
        """Open a context of its own: no cookie and no setting of another one."""
        context = browser.new_context(
            base_url=base_url,
            viewport={"width": self.width, "height": self.height},
            locale={"en": "en-GB", "zh": "zh-CN"}[self.language],
            color_scheme="dark" if self.dark else "light",
            reduced_motion="reduce" if self.still else "no-preference",
        )
        context.set_default_timeout(STEP_MS)
        return context


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
