"""Logs, commands, terminals and connections of containers on a real Docker Engine."""

from __future__ import annotations

import asyncio
import re

import pytest

from localkube.objects.ports import ExecStream, LogOptions
from localkube.runtime import ContainerMissing, ContainerStopped, RunTimedOut
from tests.localkube.runtime.conftest import Pod

pytestmark = pytest.mark.engine

STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z ")


async def log_of(pod: Pod, container_id: str, **options: object) -> bytes:
    wanted = LogOptions("app", **options)  # type: ignore[arg-type]
    return b"".join([data async for data in pod.docker.logs(container_id, wanted)])


async def everything(stream: ExecStream) -> dict[int, bytes]:
    said: dict[int, bytes] = {}
    async with asyncio.timeout(60):
        async for channel, data in stream.output():
            said[channel] = said.get(channel, b"") + data
    return said


async def said_until(stream: ExecStream, word: bytes) -> bytes:
    said = b""
    async with asyncio.timeout(60):
        async for _, data in stream.output():
            said += data
            if word in said:
                return said
    raise AssertionError(said)


async def test_log_of_an_ended_container_has_both_outputs_in_order(pod: Pod) -> None:
    container = await pod.run("echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three")
    await pod.finished(container.id)
    assert await log_of(pod, container.id) == b"one\ntwo\nthree\n"
    assert await log_of(pod, container.id, tail=1) == b"three\n"
    assert await log_of(pod, container.id, tail=0) == b""
    assert await log_of(pod, container.id, limit=5) == b"one\nt"


async def test_timestamps_stand_before_each_line(pod: Pod) -> None:
    container = await pod.run("echo one; echo two; sleep 0.3")
    await pod.finished(container.id)
    stamped = await log_of(pod, container.id, timestamps=True)
    assert [STAMP.sub(b"", line) for line in stamped.splitlines()] == [b"one", b"two"]
    assert len(STAMP.findall(stamped)) == 2


async def test_line_longer_than_the_engine_keeps_in_one_piece_is_whole(pod: Pod) -> None:
    container = await pod.run("head -c 40000 /dev/zero | tr '\\0' x; echo; sleep 0.3")
    await pod.finished(container.id)
    stamped = await log_of(pod, container.id, timestamps=True)
    assert STAMP.sub(b"", stamped, count=1) == b"x" * 40000 + b"\n"


async def test_following_ends_with_the_container(pod: Pod) -> None:
    container = await pod.run("echo early; sleep 0.5; echo late")
    async with asyncio.timeout(60):
        assert await log_of(pod, container.id, follow=True) == b"early\nlate\n"


async def test_following_shows_lines_as_they_come(pod: Pod) -> None:
    container = await pod.run("echo early; sleep 600")
    stream = pod.docker.logs(container.id, LogOptions("app", follow=True))
    async with asyncio.timeout(60):
        assert await anext(stream) == b"early\n"


async def test_old_lines_are_left_out(pod: Pod) -> None:
    container = await pod.run("echo old; sleep 2; echo new; sleep 0.1")
    await pod.finished(container.id)
    assert await log_of(pod, container.id, since=1) == b"new\n"
    assert await log_of(pod, container.id, since_time="2100-01-01T00:00:00Z") == b""


async def test_log_of_a_container_that_is_gone(pod: Pod) -> None:
    with pytest.raises(ContainerMissing):
        await log_of(pod, "0" * 64)


async def test_command_reads_standard_input_to_its_end(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    script = "cat; echo done >&2; exit 3"
    stream = await pod.docker.exec(container.id, ["/busybox", "sh", "-c", script], stdin=True, tty=False)
    await stream.write(b"hello ")
    await stream.write(b"there")
    await stream.close_stdin()
    assert await everything(stream) == {1: b"hello there", 2: b"done\n"}
    assert await stream.exit_code() == 3
    await stream.close()


async def test_large_input_and_output_pass_unharmed(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    stream = await pod.docker.exec(container.id, ["/busybox", "cat"], stdin=True, tty=False)
    data = bytes(range(256)) * 8192

    async def send() -> None:
        await stream.write(data)
        await stream.close_stdin()

    _, said = await asyncio.gather(send(), everything(stream))
    assert said == {1: data}
    assert await stream.exit_code() == 0
    await stream.close()


async def test_terminal_has_the_size_it_is_given(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    stream = await pod.docker.exec(container.id, ["/busybox", "sh"], stdin=True, tty=True)
    await stream.resize(99, 33)
    await stream.write(b"stty size; echo en''d\n")
    assert b"33 99" in await said_until(stream, b"end")
    await stream.write(b"exit 6\n")
    await everything(stream)
    assert await stream.exit_code() == 6
    await stream.close()


async def test_closed_terminal_ends_its_shell_and_what_runs_in_it(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    stream = await pod.docker.exec(container.id, ["/busybox", "sh"], stdin=True, tty=True)
    await stream.write(b"echo rea''dy; sleep 4322\n")
    await said_until(stream, b"ready")
    await stream.close()
    async with asyncio.timeout(60):
        await stream.exit_code()
    until_gone = "while ps | grep -q '[4]322'; do sleep 0.1; done"
    assert await pod.docker.run(container.id, ["/busybox", "sh", "-c", until_gone], 20) == (0, "")


async def test_closed_terminal_ends_also_what_its_shell_no_longer_waits_for(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    stream = await pod.docker.exec(container.id, ["/busybox", "sh"], stdin=True, tty=True)
    await stream.write(b"trap '' HUP; (trap - HUP; exec sleep 4325) & sleep 4326; exit 7\n")
    until_both = "until [ $(ps | grep -c '[4]32[56]') = 2 ]; do sleep 0.1; done"
    assert await pod.docker.run(container.id, ["/busybox", "sh", "-c", until_both], 5) == (0, "")
    await stream.close()
    until_one = "while ps | grep -q '[4]325'; do sleep 0.1; done"
    assert await pod.docker.run(container.id, ["/busybox", "sh", "-c", until_one], 5) == (0, "")


async def test_terminal_closed_at_once_ends_its_command(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    for _ in range(10):
        stream = await pod.docker.exec(container.id, ["/busybox", "sleep", "4327"], stdin=True, tty=True)
        await stream.close()
    until_gone = "while ps | grep -q '[4]327'; do sleep 0.1; done"
    assert await pod.docker.run(container.id, ["/busybox", "sh", "-c", until_gone], 20) == (0, "")


async def test_missing_command_has_an_exit_code_and_a_reason(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    code, output = await pod.docker.run(container.id, ["no-such-command"], 10)
    assert code in (126, 127)
    assert "not found" in output


async def test_command_in_an_ended_container_is_refused(pod: Pod) -> None:
    container = await pod.run("exit 0")
    await pod.finished(container.id)
    with pytest.raises(ContainerStopped):
        await pod.docker.exec(container.id, ["/busybox", "true"], stdin=False, tty=False)
    with pytest.raises(ContainerStopped):
        await pod.docker.dial(container.id, 80)


async def test_command_that_takes_too_long_is_killed(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    with pytest.raises(RunTimedOut, match=r"'/busybox sleep 4321' timed out after 0\.5 s"):
        await pod.docker.run(container.id, ["/busybox", "sleep", "4321"], 0.5)
    code, listing = await pod.docker.run(container.id, ["/busybox", "ps"], 10)
    assert (code, "4321" in listing) == (0, False)


async def test_command_that_is_not_waited_for_any_longer_is_killed(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await pod.docker.run(container.id, ["/busybox", "sleep", "4323"], 60)
    _, listing = await pod.docker.run(container.id, ["/busybox", "ps"], 10)
    assert "4323" not in listing


async def test_attached_client_talks_with_the_containers_own_process(pod: Pod) -> None:
    container = await pod.run("read line; echo got $line; echo bye >&2", stdin=True)
    stream = await pod.docker.attach(container.id, stdin=True, tty=False)
    await stream.write(b"word\n")
    assert await everything(stream) == {1: b"got word\n", 2: b"bye\n"}
    assert await stream.exit_code() == 0
    await stream.close()


async def test_dial_reaches_what_listens_on_the_pods_loopback_only(pod: Pod) -> None:
    container = await pod.run("while :; do echo hi | nc -l -p 8080; done")
    async with asyncio.timeout(60):
        while True:
            try:
                reader, writer = await pod.docker.dial(container.id, 8080)
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
        assert await reader.readline() == b"hi\n"
    writer.close()
    await writer.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await pod.docker.dial(container.id, 81)
