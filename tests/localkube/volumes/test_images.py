"""Images of volumes, with real file systems on real loop devices."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from localkube.volumes.images import Image, VolumeError, purge

pytestmark = pytest.mark.engine

MIB = 1024 * 1024


def room(path: Path) -> int:
    """The size of the file system in bytes."""
    state = os.statvfs(path)
    return state.f_blocks * state.f_frsize


def may_grow_in_use() -> bool:
    """Whether this process has CAP_SYS_RESOURCE."""
    found = re.search(r"CapEff:\s*(\w+)", Path("/proc/self/status").read_text())
    assert found
    return bool(int(found[1], 16) >> 24 & 1)


def loops(file: Path) -> list[str]:
    listed = subprocess.run(["losetup", "-n", "-O", "NAME", "-j", file], capture_output=True, text=True, check=True)
    return listed.stdout.split()


@pytest.fixture
async def image(tmp_path: Path) -> AsyncIterator[Image]:
    made = Image(tmp_path, "pvc-1")
    yield made
    assert await made.remove()


async def test_data_stays_when_it_is_unmounted_and_mounted_again(image: Image, tmp_path: Path) -> None:
    place = await image.mount(16 * MIB)
    assert list(place.iterdir()) == []
    (place / "word").write_text("kept")

    assert await image.unmount()
    assert not (place / "word").exists()
    assert loops(tmp_path / "pvc-1" / "image") == []

    assert await Image(tmp_path, "pvc-1").mount(16 * MIB) == place
    assert (place / "word").read_text() == "kept"


async def test_size_is_enforced_and_grows_while_it_is_used(image: Image) -> None:
    place = await image.mount(16 * MIB)
    with pytest.raises(OSError, match="No space") as full:
        (place / "big").write_bytes(bytes(20 * MIB))
    assert full.value.errno == errno.ENOSPC

    with (place / "open").open("w") as held:
        grown = await image.grow(48 * MIB)
        held.write("still here")

    assert grown == may_grow_in_use()
    if not grown:
        await image.unmount()
        await image.mount(48 * MIB)
    (place / "big").write_bytes(bytes(20 * MIB))
    assert room(place) > 36 * MIB
    assert (place / "open").read_text() == "still here"


async def test_image_grows_while_nobody_uses_it(image: Image) -> None:
    place = await image.mount(16 * MIB)
    await image.unmount()

    await image.grow(48 * MIB)
    await image.grow(48 * MIB)

    await image.mount(48 * MIB)
    assert room(place) > 36 * MIB


async def test_open_files_keep_it_mounted(image: Image) -> None:
    place = await image.mount(16 * MIB)

    with (place / "open").open("w"):
        assert not await image.unmount()
        assert image.is_mounted

    assert await image.unmount()


async def test_image_that_a_container_still_holds_is_not_attached_twice(image: Image, tmp_path: Path) -> None:
    place = await image.mount(16 * MIB)
    (place / "word").write_text("kept")
    with held_elsewhere():
        await image.unmount()
        await image.mount(16 * MIB)

        assert len(loops(tmp_path / "pvc-1" / "image")) == 1
        assert (place / "word").read_text() == "kept"


@contextmanager
def held_elsewhere() -> Iterator[None]:
    """A process whose mounts are a copy of ours, as a container's are."""
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", "echo ready; sleep 60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        yield
        holder.kill()


async def test_half_made_image_is_made_anew(image: Image, tmp_path: Path) -> None:
    draft = tmp_path / "pvc-1" / "draft"
    draft.parent.mkdir()
    draft.write_bytes(b"half")

    place = await image.mount(16 * MIB)

    assert room(place) > 10 * MIB


async def test_purge_unmounts_everything(tmp_path: Path) -> None:
    images = [Image(tmp_path, f"pvc-{number}") for number in range(2)]
    for each in images:
        await each.mount(4 * MIB)

    await purge(tmp_path)

    assert not any(each.is_mounted for each in images)


@pytest.mark.parametrize("handle", ["", "../x", "a/b", "-rf", ".hidden"])
def test_handles_that_lead_elsewhere_are_refused(tmp_path: Path, handle: str) -> None:
    with pytest.raises(VolumeError):
        Image(tmp_path, handle)
