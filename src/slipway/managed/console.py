"""Run statements in a database: by its own client, in its own container, as its administrator.

Statements go through standard input, so that no password is seen in a list of processes or in a log. How much comes is
told before, because servers of older versions of the channel protocol cannot be told that input ends.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from slipway.cluster import STDERR, STDOUT, Cluster, ContainerRef, Exit, execute
from slipway.errors import Unavailable
from slipway.managed.engines.accounts import Said

PATIENCE_SECONDS = 30.0
MOST_SAID = 64 * 1024


async def run(cluster: Cluster, ref: ContainerRef, client: str, statements: str) -> Said:
    """Run statements; return what the client said. Raises when it could not be asked."""
    data = statements.encode()
    words = ["sh", "-c", client, "sh", str(len(data))]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _talk(cluster, ref, words, data)
    except TimeoutError as error:
        raise Unavailable("managed.console_silent", {"seconds": int(PATIENCE_SECONDS)}) from error


async def _talk(cluster: Cluster, ref: ContainerRef, words: list[str], data: bytes) -> Said:
    said = {STDOUT: b"", STDERR: b""}
    async with execute(cluster, ref, words, stdin=True, tty=False) as command:
        await command.write(data)
        await command.end_input()
        async with aclosing(command.__aiter__()) as outputs:
            async for item in outputs:
                if isinstance(item, Exit):
                    err = said[STDERR].decode(errors="replace") or item.reason
                    return Said(said[STDOUT].decode(errors="replace"), err, item.code)
                said[item.channel] = (said[item.channel] + item.data)[:MOST_SAID]
    return Said("", "the connection ended before the client did", None)
