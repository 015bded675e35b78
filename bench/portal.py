"""How quick is the portal for somebody with a poor line?

``./slipway bench portal``: a real server over a pretended cluster (see ``pages.py``: 10,000 pods, 200 hosts, 1,000
services) and a real Chromium whose network is throttled to 1.6 Mbit/s down, 0.75 Mbit/s up and 150 ms for each round
trip, which Lighthouse and WebPageTest call fast 3G. Measured is the time from a navigation to the list of applications
until its first row can be clicked, with an empty browser cache and once more with a full one; beside it, over the same
line in the same run, what one file takes that is as large as all that the first load transferred.

Then, without a throttle, how long lists of 10,000 rows let a scrolling reader wait for a picture, and what of a page
moves after it was shown (cumulative layout shift, https://web.dev/articles/cls).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bench.pages import cluster, platform, populate
from tests.browser.chromium import ARGUMENTS
from tests.running import CHROMIUM, ROOT, free_port

FAST_3G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
    "connectionType": "cellular3g",
}
USABLE = "() => document.querySelector('tbody tr a[href]') ? performance.now() : 0"
SHIFTS = """() => { window.shift = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""
FRAMES = """(pixels) => new Promise((done) => {
    const frames = []; let last = performance.now(); let moved = 0;
    const list = [document.scrollingElement, ...document.querySelectorAll('main, main *')]
        .find((each) => each.scrollHeight > each.clientHeight + 200 && getComputedStyle(each).overflowY !== 'hidden');
    const step = (now) => {
        frames.push(now - last); last = now; moved += 120;
        list.scrollTop += 120;
        if (moved < pixels && list.scrollTop + list.clientHeight < list.scrollHeight - 1) requestAnimationFrame(step);
        else done(frames.slice(1));
    };
    requestAnimationFrame(step);
})"""
LISTS = ("/applications", "/containers", "/hosts", "/containers?page_size=500")
Obj = dict[str, Any]


@asynccontextmanager
async def one_file() -> AsyncIterator[Callable[[int], str]]:
    """Serve files of any size that cannot be made smaller; give their addresses."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=os.urandom(int(request.match_info["size"])), headers={"Cache-Control": "no-store"})

    application = web.Application()
    application.router.add_get(r"/{size:\d+}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield lambda size: f"http://127.0.0.1:{port}/{size}"
    finally:
        await runner.cleanup()


async def throttled(context: BrowserContext, received: list[float]) -> Page:
    """Open a tab on a poor line; every answer's size as transferred is added to ``received``."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", FAST_3G)
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    return page


async def usable(page: Page, address: str) -> float:
    """Go to a list; return the milliseconds from the navigation's start until its first row is a link to click."""
    await page.goto(address, wait_until="commit")
    found = await page.wait_for_function(USABLE, polling="raf", timeout=60_000)
    return float(await found.json_value())


async def first_load(
    browser: Browser, url: str, headers: dict[str, str], size: Callable[[int], str], rounds: int
) -> Obj:
    """Measure the first load and the next one, and a file of the same size."""
    first: list[float] = []
    again: list[float] = []
    floor: list[float] = []
    bytes_first: list[float] = []
    for _ in range(rounds):
        context = await browser.new_context(extra_http_headers=headers)
        received: list[float] = []
        page = await throttled(context, received)
        first.append(await usable(page, f"{url}/applications"))
        bytes_first.append(sum(received))
        await page.wait_for_timeout(2000)  # what it loads for later does not belong to the next load
        again.append(await usable(page, f"{url}/applications"))
        await page.goto(size(0))
        floor.append(
            await page.evaluate(
                "async (address) => { const began = performance.now();"
                " await (await fetch(address)).arrayBuffer(); return performance.now() - began; }",
                size(round(bytes_first[-1])),
            )
        )
        await context.close()
    return {
        "first load, ms": round(statistics.median(first)),
        "its bytes, KB": round(statistics.median(bytes_first) / 1000, 1),
        "one file of that size, ms": round(statistics.median(floor)),
        "ratio": round(statistics.median(first) / statistics.median(floor), 2),
        "next load, ms": round(statistics.median(again)),
    }


async def scrolling(browser: Browser, url: str, headers: dict[str, str]) -> Obj:
    """Measure frames while a reader scrolls, and what moves by itself."""
    results: Obj = {}
    for path in LISTS:
        context = await browser.new_context(
            base_url=url, extra_http_headers=headers, viewport={"width": 1440, "height": 900}
        )
        page = await context.new_page()
        await page.add_init_script(f"({SHIFTS})()")
        took = await usable(page, path)
        await page.wait_for_timeout(1500)
        rows = await page.locator("tbody tr").count()
        frames = sorted(await page.evaluate(FRAMES, 6000))
        results[path] = {
            "rows on the page": rows, "usable, ms": round(took), "frames": len(frames),
            "median frame, ms": round(statistics.median(frames), 1),
            "99 % of frames, ms": round(frames[int(len(frames) * 0.99)], 1), "longest, ms": round(frames[-1], 1),
            "layout shift": round(await page.evaluate("window.shift"), 4),
        }  # fmt: skip
        await context.close()
    return results


async def measure(directory: Path, arguments: argparse.Namespace) -> Obj:
    """Start everything, and measure."""
    database = f"sqlite+aiosqlite:///{directory / 'bench.db'}"
    os.environ["SLIPWAY_PORTAL_DIR"] = str(ROOT / "portal/dist")
    replicas = round((arguments.pods - 5 * arguments.hosts) / arguments.services)
    world = await populate(database, arguments.tenants, arguments.services, replicas)
    async with (
        cluster(directory, world.services, arguments.hosts, replicas),
        platform(directory, database) as served,
        one_file() as size,
        async_playwright() as playwright,
    ):
        await served.until("/platform/health", world.administrator, lambda found: found["status"] == "ok")
        async with await _chromium(playwright) as browser:
            headers = {"Authorization": f"Bearer {world.administrator}"}
            return {
                "list of applications over fast 3G": await first_load(
                    browser, served.url, headers, size, arguments.rounds
                ),
                "scrolling": await scrolling(browser, served.url, headers),
                "machine's load (1 minute), processors": [round(os.getloadavg()[0], 1), os.cpu_count()],
            }


def _chromium(playwright: Any) -> Awaitable[Browser]:
    launched: Awaitable[Browser] = playwright.chromium.launch(
        executable_path=str(CHROMIUM), headless=True, args=list(ARGUMENTS)
    )
    return launched


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench portal", description=__doc__)
    parser.add_argument("--pods", type=int, default=10_000)
    parser.add_argument("--services", type=int, default=1000)
    parser.add_argument("--tenants", type=int, default=50)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as directory:
        print(json.dumps(asyncio.run(measure(Path(directory), arguments)), indent=2))
    return 0
