"""Logs over HTTP: of one replica, of all, and while they are written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from slipway.server import Platform
from slipway.settings import Settings
from tests.slipway.containers.conftest import Web
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.serving import serving

NAMESPACE = "slipway-acme"


def stamped(second: int, text: str) -> str:
    """A line as the cluster gives it when asked for times."""
    return f"2026-01-02T03:04:{second:02}.000000000Z {text}"


async def test_one_replicas_log_is_its_text(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """Without a name in front, because there is only one."""
    await web.pod("web-a")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "one"), stamped(2, "two"))

    answer = await developer.get(f"{web.path}/logs?pod=web-a")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "one\ntwo\n"


async def test_replicas_are_merged_by_time(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """Each line with its pod in front."""
    await web.pod("web-a")
    await web.pod("web-b")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "first"), stamped(3, "third"))
    await kubernetes.write(NAMESPACE, "web-b", stamped(2, "second"))

    text = (await developer.get(f"{web.path}/logs")).text

    assert text == "[web-a] first\n[web-b] second\n[web-a] third\n"


async def test_options_reach_the_cluster(web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes) -> None:
    """And times are shown when asked for."""
    await web.pod("web-a", restartCount=1)
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "one"), stamped(2, "two"))

    answer = await developer.get(f"{web.path}/logs?pod=web-a&tail=1&since=2m&previous=true&timestamps=true")

    assert answer.text == stamped(2, "two") + "\n"
    asked = next(path for _, path in reversed(kubernetes.requests) if "/log?" in path)
    assert {"container=web", "tailLines=1", "sinceSeconds=120", "previous=true", "timestamps=true"} <= set(
        asked.partition("?")[2].split("&")
    )


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("pod=web-z", 404, "container.no_such_pod"),
        ("pod=web-a&container=side", 404, "container.no_such_container"),
        ("pod=web-w", 409, "container.not_started"),
        ("pod=web-a&previous=true", 404, "container.no_previous"),
        ("previous=true", 422, "container.previous_needs_pod"),
        ("since=yesterday", 422, "request.invalid"),
        ("tail=-1", 422, "request.invalid"),
    ],
)
async def test_what_cannot_be_shown_is_refused(
    web: Web, developer: httpx.AsyncClient, query: str, status: int, code: str
) -> None:
    """Before the answer begins, so that it has a status and a reason."""
    await web.pod("web-a")
    await web.pod("web-w", "waiting")

    answer = await developer.get(f"{web.path}/logs?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_log_that_breaks_ends_with_a_word_about_it(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Nobody takes half of a log for the whole."""
    await web.pod("web-a")
    kubernetes.failures.append(500)

    text = (await developer.get(f"{web.path}/logs?pod=web-a")).text

    assert text == "slipway: The cluster does not answer (told to fail)\n"


async def test_following_goes_on_with_replicas_that_start_later(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """And with what is written meanwhile; how much of the past is wanted concerns only those that were there."""
    await web.pod("web-a")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "old"), stamped(2, "recent"))
    async with _following(developer, f"{web.path}/logs?follow=true&tail=1") as lines:
        assert await anext(lines) == "[web-a] recent"

        await kubernetes.write(NAMESPACE, "web-a", stamped(3, "new"))
        assert await anext(lines) == "[web-a] new"

        await kubernetes.write(NAMESPACE, "web-b", stamped(4, "hello"), stamped(5, "world"))
        await web.pod("web-b")
        assert [await anext(lines), await anext(lines)] == ["[web-b] hello", "[web-b] world"]


async def test_following_reads_the_next_run_of_a_container(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """A restart makes a new log."""
    await web.pod("web-a")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "dying"))
    async with _following(developer, f"{web.path}/logs?follow=true") as lines:
        assert await anext(lines) == "[web-a] dying"
        await kubernetes.write(NAMESPACE, "web-a", end=True)
        kubernetes.logs[NAMESPACE, "web-a"] = type(kubernetes.logs[NAMESPACE, "web-a"])([stamped(2, "reborn")])
        await web.pod("web-a", containerID="docker://web-a-2", restartCount=1)

        assert await anext(lines) == "[web-a] reborn"


async def test_following_goes_on_after_the_cluster_was_away(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """With the line after the last one, none missing and none twice."""
    await web.pod("web-a")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "before"))
    async with _following(developer, f"{web.path}/logs?follow=true") as lines:
        assert await anext(lines) == "[web-a] before"
        kubernetes.down = True
        await kubernetes.write(NAMESPACE, "web-a", stamped(2, "meanwhile"))
        await asyncio.sleep(0.1)
        kubernetes.down = False
        await kubernetes.write(NAMESPACE, "web-a", stamped(3, "after"))

        assert await anext(lines) == "[web-a] meanwhile"
        assert await anext(lines) == "[web-a] after"


async def test_a_stop_of_the_platform_ends_open_logs(
    web: Web, platform: Platform, settings: Settings, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """In the ordinary way and at once, not by a broken connection."""
    await web.pod("web-a")
    await kubernetes.write(NAMESPACE, "web-a", stamped(1, "one"))
    authorization = developer.headers["Authorization"]
    async with (
        serving(platform, settings) as (url, server),
        httpx.AsyncClient(base_url=url, headers={"Authorization": authorization}) as client,
        _following(client, f"{web.path}/logs?follow=true&pod=web-a") as lines,
    ):
        assert await anext(lines) == "one"
        server.should_exit = True
        assert [line async for line in lines] == []


@asynccontextmanager
async def _following(client: httpx.AsyncClient, path: str) -> AsyncIterator[AsyncIterator[str]]:
    async with asyncio.timeout(60), client.stream("GET", path) as answer:
        assert answer.status_code == 200
        yield aiter(answer.aiter_lines())
