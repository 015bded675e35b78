"""``python -m launcher up|down|status``; called by ``./slipway``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from launcher import options as choices
from launcher import purge
from launcher.errors import LauncherError
from launcher.layout import ROOT, Layout
from launcher.logtail import follow
from launcher.options import Options
from launcher.status import gather, render
from launcher.supervisor import Supervisor, stop_all


def say(text: str) -> None:
    """One line of progress."""
    print(f"\033[1m==> {text}\033[0m" if sys.stdout.isatty() else f"==> {text}", flush=True)


def up(arguments: argparse.Namespace) -> int:
    """Start everything; stay in the foreground unless ``--detach``."""
    layout = Layout(arguments.data_dir)
    options = choices.merge(choices.load(layout.data_dir), arguments)
    _check(options)
    supervisor = Supervisor(layout, options, say)
    if running := supervisor.running_pid():
        say(f"Slipway runs already (supervisor pid {running}); ./slipway down stops it")
        _finish(layout, options, arguments.demo)
        return 0
    if arguments.detach:
        _start_in_background(layout, options)
        _finish(layout, options, arguments.demo)
        return 0
    try:
        supervisor.start()
        _finish(layout, options, arguments.demo)
    except BaseException:
        supervisor.stop()
        raise
    say("Running in the foreground; Ctrl-C stops it and leaves applications' containers and data as they are")
    stop = threading.Event()
    threading.Thread(target=follow, args=(layout, ("localkube", "slipway"), stop), name="logs", daemon=True).start()
    supervisor.run()
    stop.set()
    return 0


def supervise(arguments: argparse.Namespace) -> int:
    """The background half of ``up --detach``."""
    layout = Layout(arguments.data_dir)
    supervisor = Supervisor(layout, choices.load(layout.data_dir), say)
    try:
        supervisor.start()
    except BaseException:
        supervisor.stop()
        raise
    supervisor.run()
    return 0


def down(arguments: argparse.Namespace) -> int:
    """Stop everything that ``up`` started, by pid."""
    layout = Layout(arguments.data_dir)
    if arguments.purge:
        return purge.purge(layout, choices.load(layout.data_dir), confirmed=arguments.yes, say=say)
    stopped = layout.process("supervisor").stop(60)
    stopped |= stop_all(layout, say)
    layout.ready_file.unlink(missing_ok=True)
    say(
        "Stopped. Containers and data stay as they are; ./slipway up goes on from here"
        if stopped
        else "Slipway was not running"
    )
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Print what runs."""
    layout = Layout(arguments.data_dir)
    document = gather(layout, choices.load(layout.data_dir))
    print(json.dumps(document, indent=2, ensure_ascii=False) if arguments.json else render(document))
    return 0


def _check(options: Options) -> None:
    if options.kubeconfig and not Path(options.kubeconfig).is_file():
        raise LauncherError(f"--kubeconfig {options.kubeconfig}: there is no such file.")
    for name in ("port", "kube_port", "gateway_port", "gateway_tls_port", "metrics_port"):
        number = getattr(options, name)
        if not 0 < number < 65536 and (name, number) != ("gateway_tls_port", 0):
            raise LauncherError(f"--{name.replace('_', '-')} {number}: a port is a number from 1 to 65535.")


def _start_in_background(layout: Layout, options: Options) -> None:
    layout.prepare()
    choices.save(layout.data_dir, options)
    layout.ready_file.unlink(missing_ok=True)
    process = layout.process("supervisor")
    log = process.log_file
    seen = log.stat().st_size if log.exists() else 0
    child: subprocess.Popen[bytes] = process.start(
        [sys.executable, "-m", "launcher", "supervise", f"--data-dir={layout.data_dir}"],
        {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )
    while True:
        ended = child.poll() is not None
        with log.open() as lines:
            lines.seek(seen)
            fresh = lines.read()
            seen = lines.tell()
        sys.stdout.write(fresh)
        sys.stdout.flush()
        if ended:
            raise LauncherError("Slipway did not start; the reason is above.")
        if layout.ready_file.exists():
            return
        time.sleep(0.1)


def _finish(layout: Layout, options: Options, demo: bool) -> None:
    """After everything is up: the demo if wanted, then what the user needs to know."""
    deadline = time.monotonic() + 120
    while not layout.ready_file.exists():
        if time.monotonic() > deadline:
            raise LauncherError(
                "Slipway is starting, but does not get ready.", f"Look at the logs in {layout.data_dir / 'logs'}."
            )
        time.sleep(0.2)
    url = ""
    if demo:
        # Imported here: only the demo needs a YAML parser, and the supervisor stays in memory.
        from launcher.demo import publish  # noqa: PLC0415

        url = publish(layout, options, json.loads(layout.ready_file.read_text())["docker_host"], say)
    document = gather(layout, options)
    lines = [
        "",
        f"  Portal          {document['portal']}",
        f"  API             {document['api']}",
        f"  Administrator   {document['admin']['username']}",
        f"  Password        {_password(layout)}",
        f"  kubectl         export KUBECONFIG={document['kubeconfig']}",
    ]
    if url:
        lines.append(f"  Demo            {url}")
    print("\n".join([*lines, ""]), flush=True)


def _password(layout: Layout) -> str:
    path = layout.platform / "admin-password"
    return f"{path.read_text().strip()}   (also in {path})" if path.exists() else "(as you set it)"


def parser() -> argparse.ArgumentParser:
    """All commands and options of the launcher."""
    top = argparse.ArgumentParser(prog="slipway")
    commands = top.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start everything")
    starting.add_argument("--demo", action="store_true", help="publish the demo application as well")
    starting.add_argument("--detach", action="store_true", help="return when everything is up")
    choices.add_choices(starting)
    background = commands.add_parser("supervise")
    stopping = commands.add_parser("down", help="stop everything that up started")
    stopping.add_argument(
        "--purge", action="store_true", help="also remove all containers, images and data of this installation"
    )
    stopping.add_argument("--yes", action="store_true", help="do not ask before purging")
    showing = commands.add_parser("status", help="what runs")
    showing.add_argument("--json", action="store_true", help="machine-readable")
    for command, function in ((starting, up), (background, supervise), (stopping, down), (showing, status)):
        choices.add_data_dir(command)
        command.set_defaults(function=function)
    return top


def main() -> int:
    """Run one command; errors are two lines on standard error."""
    arguments = parser().parse_args()
    try:
        result: int = arguments.function(arguments)
    except LauncherError as error:
        print(f"slipway: {error.what}", file=sys.stderr)
        if error.hint:
            print(f"         {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return result


if __name__ == "__main__":
    sys.exit(main())
