"""``python -m noderouter``: runs until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import signal
import sys

from noderouter.agent import Agent
from noderouter.kernel import KernelError
from noderouter.settings import Settings, from_arguments


def main() -> int:
    """Read the command line, run; the exit code."""
    settings = from_arguments()
    faulthandler.register(signal.SIGUSR1)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("httpx2", "httpcore2", "pyroute2", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        asyncio.run(_run(settings))
    except (KernelError, OSError) as error:
        logging.getLogger("noderouter").error("%s", error)
        return 1
    return 0


async def _run(settings: Settings) -> None:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    await Agent(settings).run(ending)


if __name__ == "__main__":
    sys.exit(main())
