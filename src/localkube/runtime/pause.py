"""The sandbox's image: the machine's static busybox alone, made here because a registry may be out of reach."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from localkube.runtime.connection import Connection, Refused
from localkube.runtime.errors import RuntimeFault

REPOSITORY, TAG = "localkube/pause", "1"
PAUSE_IMAGE = f"{REPOSITORY}:{TAG}"
BUSYBOX = Path("/bin/busybox")
# The kernel gives process 1 no default action for SIGTERM: without the trap, every sandbox would have to be waited for
# until it is killed. A shell acts on a signal at once only while it waits, so the sleep runs beside it.
WAIT_FOR_THE_END = 'trap "exit 0" TERM INT; while :; do sleep 2147483647 & wait $!; done'
COMMAND = ["/busybox", "sh", "-c", WAIT_FOR_THE_END]
NAMESPACE_FILE = "/network"
"""Where a sandbox that is to move into a network namespace finds it."""


def entering(command: list[str]) -> list[str]:
    """The command, in that namespace: containers then join it as they join the network of any sandbox."""
    return ["/busybox", "nsenter", f"-n{NAMESPACE_FILE}", *command]


async def ensure_pause_image(connection: Connection) -> None:
    """Make the image when the Engine does not have it."""
    try:
        await connection.call("GET", f"/images/{PAUSE_IMAGE}/json")
    except Refused as refusal:
        if refusal.status != 404:
            raise
        await _import(connection, _archive(BUSYBOX))


async def _import(connection: Connection, archive: io.BytesIO) -> None:
    query = {"fromSrc": "-", "repo": REPOSITORY, "tag": TAG, "changes": f"CMD {json.dumps(COMMAND)}"}
    async with connection.stream(
        "POST", "/images/create", query, archive, {"Content-Type": "application/x-tar"}
    ) as answer:
        async for line in answer:
            told = json.loads(line)
            if "error" in told:
                raise RuntimeFault(f"cannot make the image {PAUSE_IMAGE}: {told['error']}")


def _archive(busybox: Path) -> io.BytesIO:
    """A file system with busybox alone, the same bytes each time. Raises RuntimeFault when there is no busybox."""
    try:
        program = busybox.read_bytes()
    except FileNotFoundError as error:
        raise RuntimeFault(f"{busybox} is not there: install the package busybox-static") from error
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo("busybox")
        entry.size, entry.mode = len(program), 0o755
        archive.addfile(entry, io.BytesIO(program))
        link = tarfile.TarInfo("bin/sleep")
        link.type, link.linkname = tarfile.SYMTYPE, "/busybox"
        archive.addfile(link)
    made.seek(0)
    return made
