"""Lines with their times, and the choice among them. Pure.

Log files have no common form. Three ways to write a time are known; a line without one (a stack trace) belongs to the
line before it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 256 * 1024
_RFC3339 = re.compile(rb'(?:^|["=\s\[])(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)')
_KLOG = re.compile(rb"^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6})")
_SYSLOG = re.compile(rb"^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) ")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines."""

    since: datetime | None = None
    until: datetime | None = None
    text: str = ""

    def has(self, time: datetime | None, line: bytes) -> bool:
        """Tell whether a line of that time is among them; one whose time nobody knows is."""
        if time is not None and ((self.since and time < self.since) or (self.until and time >= self.until)):
            return False
        return not self.text or self.text.casefold() in line.decode(errors="replace").casefold()


def time_of(line: bytes, now: datetime) -> datetime | None:
    """Return the time that a line tells; forms without a year mean the last such day until ``now``."""
    if (found := _RFC3339.search(line[:200])) is not None:
        return _parsed(found[1].decode())
    if (found := _KLOG.match(line)) is not None:
        return _without_year([int(part) for part in found.groups()], now)
    if (found := _SYSLOG.match(line)) is not None and found[1] in _MONTHS:
        parts = [_MONTHS.index(found[1]) + 1, *(int(part) for part in found.groups()[1:]), 0]
        return _without_year(parts, now)
    return None


async def chosen(
    lines: AsyncIterator[bytes], wanted: Wanted, now: datetime, *, carry: bool = True
) -> AsyncGenerator[bytes, None]:
    """Yield the lines that are wanted."""
    last: datetime | None = None
    async for line in lines:
        last = time_of(line, now) or (last if carry else None)
        if wanted.has(last, line):
            yield line


async def tail(lines: AsyncGenerator[bytes, None], number: int | None) -> AsyncGenerator[bytes, None]:
    """Yield the last lines only; all when ``number`` is None."""
    async with aclosing(lines):
        if number is None:
            async for line in lines:
                yield line
            return
        kept: deque[bytes] = deque(maxlen=number)
        async for line in lines:
            kept.append(line)
    for line in kept:
        yield line


def _parsed(text: str) -> datetime | None:
    whole = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        found = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _without_year(parts: list[int], now: datetime) -> datetime | None:
    for year in (now.year + 1, now.year, now.year - 1):
        try:
            found = datetime(year, *parts[:5], parts[5], tzinfo=UTC)  # type: ignore[arg-type, misc]
        except ValueError:
            continue
        if (found - now).days < 1:
            return found
    return None
