"""A cluster and a platform for browser tests, and a tab of Chromium that leaves a screenshot when a test fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from launcher import demo_images
from tests.browser.chromium import Language, Window, chromium
from tests.browser.portal import Portal
from tests.running import Localkube, PlatformProcess


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take a picture of every tab at the moment a test fails, and say where it is."""
    report = yield
    if call.when != "call" or not report.failed or not isinstance(item, pytest.Function):
        return report
    visitors = item.funcargs.get("visit")
    if isinstance(visitors, Visitors):
        report.sections.append(("Screenshots", "\n".join(visitors.pictures())))
    return report


@pytest.fixture(scope="module")
def platform(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """A platform on a localkube of its own: what is tried is the portal, to which all clusters are alike."""
    directory = tmp_path_factory.mktemp("browser")
    demo_images.ensure(docker_host, directory / "demo", print)
    localkube = Localkube(docker_host, directory, name="browser", subnet=226)
    gateway = ("127.0.0.1", localkube.gateway_port)
    process = PlatformProcess(directory, localkube.kubeconfig, "localkube-system/public", gateway)
    try:
        localkube.start()
        process.start()
        yield process
    finally:
        process.program.stop()
        localkube.purge()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for a module: Playwright occupies the thread's event loop, which others' tests need after it."""
    with chromium() as running:
        yield running


@dataclass
class Visitors:
    """Opens tabs of users who do not know of each other, and keeps an eye on them."""

    browser: Browser
    platform: PlatformProcess
    screenshots: Path
    contexts: list[BrowserContext] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __call__(self, language: Language) -> Portal:
        # Without motion: a button that begins to move between pressing and letting go is not clicked.
        context = Window(language, still=True).open(self.browser, self.platform.url)
        self.contexts.append(context)
        context.on("weberror", lambda error: self.broken.append(str(error.error)))
        return Portal(context.new_page(), language)

    def pictures(self) -> Iterator[str]:
        """Take a picture of each open tab; lines that say what each shows."""
        for number, page in enumerate(page for context in self.contexts for page in context.pages):
            file = self.screenshots / f"tab-{number}.png"
            page.screenshot(path=file, full_page=True)
            yield f"{page.url}: {file}"

    def leave(self) -> None:
        """Close all tabs."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def visit(browser: Browser, platform: PlatformProcess, tmp_path: Path) -> Iterator[Visitors]:
    """Open the portal in a language; a script that fails on any page fails the test."""
    visitors = Visitors(browser, platform, tmp_path)
    try:
        yield visitors
    finally:
        visitors.leave()
    assert visitors.broken == []
