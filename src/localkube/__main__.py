"""``python -m localkube``: runs until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import signal
import sys

from localkube.boot import Settings, System, from_arguments, purge
from localkube.boot.system import BootError
from localkube.network import NetworkError
from localkube.network.routes import RoutesError
from localkube.runtime import RuntimeFault


def main() -> int:
    """Read the command line, run; the exit code."""
    settings = from_arguments()
    # kill -USR1 writes where every thread is into the log: what to look at when something hangs.
    faulthandler.register(signal.SIGUSR1)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        asyncio.run(purge(settings) if settings.purge else _run(settings))
    except (BootError, NetworkError, RoutesError, RuntimeFault, OSError) as error:
        logging.getLogger("localkube").error("%s", error)
        return 1
    return 0


async def _run(settings: Settings) -> None:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    system = System(settings)
    starting = asyncio.create_task(system.start(), name="start")
    asked = asyncio.create_task(ending.wait(), name="signal")
    try:
        await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await asked
    finally:
        starting.cancel()
        asked.cancel()
        await asyncio.gather(starting, asked, return_exceptions=True)
        await system.stop()


if __name__ == "__main__":
    sys.exit(main())
