"""Whether somebody is at a terminal: its input is activity of the login behind it, and its lack ends the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NoReturn

from slipway.errors import Unavailable


class Attendance:
    """``used`` is told of every input. After ``longest`` seconds without any the terminal ends; None: it need not."""

    def __init__(self, used: Callable[[], None], longest: int | None) -> None:
        self._used = used
        self._longest = longest
        self._patience = asyncio.Timeout(None)
        self._waiting = False

    def noted(self) -> None:
        """Note an input."""
        self._used()
        if self._waiting and not self._patience.expired():
            self._begin_anew()

    async def lost(self) -> NoReturn:
        """Wait until nobody is there any more, and raise it. To be called once."""
        try:
            async with self._patience:
                self._waiting = True
                self._begin_anew()
                while True:
                    await asyncio.Event().wait()
        except TimeoutError:
            raise Unavailable("terminal.idle", {"seconds": self._longest}) from None
        finally:
            self._waiting = False

    def _begin_anew(self) -> None:
        if self._longest is not None:
            self._patience.reschedule(asyncio.get_running_loop().time() + self._longest)
