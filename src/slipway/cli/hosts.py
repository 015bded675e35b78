"""``host …``: the cluster's hosts."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.charts import Range, show_charts
from slipway.cli.follow import Timeout, Wait
from slipway.cli.output import Format, Output, Yes, age, confirm, console, show_json, show_rows, state

hosts = typer.Typer(no_args_is_help=True, help="the cluster's hosts (platform administrators and auditors)")

COLUMNS = (
    ("NAME", "name"),
    ("ROLE", "role"),
    ("STATE", "state"),
    ("CPU %", "cpu_percent"),
    ("MEMORY %", "memory_percent"),
    ("CONTAINERS", "containers"),
    ("KUBELET", "versions.kubelet"),
    ("AGE", "created_at"),
)
DRAIN_SECONDS = 600.0
POLL_SECONDS = 1.0
PARTS = ("message", "hint")
LOST = (
    ("pods", "will end"),
    ("local_data", "lose the data in their emptyDir volumes"),
    ("not_made_anew", "have no controller that makes them elsewhere"),
)
RESOURCES = ("cpu", "memory", "pods")


@hosts.command("list")
def host_list(
    search: Annotated[str | None, typer.Option("-q", help="in names, addresses, labels and versions")] = None,
    host_state: Annotated[str | None, typer.Option("--state", help="ready, not_ready, unreachable, …")] = None,
    role: Annotated[str | None, typer.Option(help="control-plane or worker")] = None,
    label: Annotated[str | None, typer.Option("-l", help="KEY or KEY=VALUE")] = None,
    sort: Annotated[str | None, typer.Option(help="name, state, cpu_percent, …; - in front for descending")] = None,
    output: Output = Format.TABLE,
) -> None:
    """All hosts; the percentages are of what pods can have."""
    found = Api().everything("/hosts", q=search, state=host_state, role=role, label=label, sort=sort)
    show_rows(found, COLUMNS, output, "There are no such hosts.")


@hosts.command("show")
def host_show(name: str, output: Output = Format.TABLE) -> None:
    """One host, with what the cluster noted about it lately."""
    api = Api()
    host = api.get(f"/hosts/{name}")
    events = api.get(f"/hosts/{name}/events")["items"]
    if output is Format.JSON:
        show_json({**host, "events": events})
        return
    _show_facts(host)
    amounts = [
        {"what": what, **{of: host[of][what] for of in ("requested", "allocatable", "capacity")}} for what in RESOURCES
    ]
    columns = (
        ("RESOURCE", "what"),
        ("REQUESTED", "requested"),
        ("ALLOCATABLE", "allocatable"),
        ("CAPACITY", "capacity"),
    )
    show_rows(amounts, columns, output, "")
    console.print()
    columns = (("CONDITION", "type"), ("STATUS", "status"), ("REASON", "reason"), ("MESSAGE", "message"))
    show_rows(host["conditions"], columns, output, "It says nothing of itself.")
    console.print()
    columns = (("LAST", "last_at"), ("TYPE", "type"), ("REASON", "reason"), ("MESSAGE", "message"))
    show_rows(events, columns, output, "No events lately.")


@hosts.command("charts")
def host_charts(
    name: str,
    back: Annotated[Range, typer.Option("--range", help="how far back from now")] = Range.HOUR,
    output: Output = Format.TABLE,
) -> None:
    """How a host went: CPU, memory, network and disk of the whole machine."""
    show_charts(Api().get(f"/hosts/{name}/charts", range=back.value), output)


@hosts.command("cordon")
def host_cordon(name: str) -> None:
    """Have nothing new placed on a host; what runs there goes on."""
    Api().post(f"/hosts/{name}/cordon")
    console.print(f"Host {name} takes no new pods")


@hosts.command("uncordon")
def host_uncordon(name: str) -> None:
    """Let pods be placed on a host again."""
    Api().post(f"/hosts/{name}/uncordon")
    console.print(f"Host {name} takes pods")


@hosts.command("label")
def host_label(
    name: str,
    labels: Annotated[list[str], typer.Argument(help="KEY=VALUE sets a label, KEY- removes it")],
    output: Output = Format.TABLE,
) -> None:
    """Set and remove labels of a host."""
    wanted = dict(_label(each) for each in labels)
    host = Api().patch(f"/hosts/{name}/labels", {"labels": wanted})
    rows = [{"key": key, "value": value} for key, value in host["labels"].items()]
    show_rows(rows, (("LABEL", "key"), ("VALUE", "value")), output, "The host has no labels.")


@hosts.command("taint")
def host_taint(
    name: str,
    taints: Annotated[list[str], typer.Argument(help="KEY=VALUE:EFFECT sets a taint, KEY- or KEY:EFFECT- removes it")],
    output: Output = Format.TABLE,
) -> None:
    """Set and remove taints of a host; NoExecute ends what runs there without tolerating it."""
    gone = [_taint(each[:-1]) for each in taints if each.endswith("-")]
    wanted = [_taint(each) for each in taints if not each.endswith("-")]
    removed = [{"key": each["key"], "effect": each["effect"]} for each in gone]
    host = Api().patch(f"/hosts/{name}/taints", {"add": wanted, "remove": removed})
    columns = (("TAINT", "key"), ("VALUE", "value"), ("EFFECT", "effect"))
    show_rows(host["taints"], columns, output, "The host has no taints.")


@hosts.command("remove")
def host_remove(
    name: str,
    force: Annotated[bool, typer.Option(help="also while it is ready or runs containers")] = False,
    yes: Yes = False,
) -> None:
    """Take a host out of the cluster, after saying what is lost."""
    api = Api()
    removal = api.get(f"/hosts/{name}/removal")
    for obstacle in removal["obstacles"]:
        console.print(f"[yellow]![/] {escape(words(obstacle, 'message'))}")
    for what, said in LOST:
        if removal[what]:
            console.print(f"{said}: {escape(', '.join(removal[what]))}")
    if force or not removal["obstacles"]:
        confirm(f"Remove host {name}?", yes=yes)
    api.delete(f"/hosts/{name}", force=force)
    console.print(f"Removed host {name}")


@hosts.command("drain")
def host_drain(
    name: str,
    force: Annotated[bool, typer.Option(help="evict pods that nothing makes anew, too")] = False,
    delete_local_data: Annotated[bool, typer.Option(help="lose what pods keep in emptyDir volumes")] = False,
    grace_seconds: Annotated[int | None, typer.Option(help="how long pods may take to end", min=0)] = None,
    wait: Wait = False,
    timeout: Timeout = DRAIN_SECONDS,
) -> None:
    """Empty a host: set it unschedulable, then evict its pods as disruption budgets allow."""
    api = Api()
    body = {"force": force, "delete_local_data": delete_local_data, "grace_seconds": grace_seconds}
    api.post(f"/hosts/{name}/drain", body)
    if wait:
        _follow(api, name, timeout)
    else:
        console.print(f"Host {name} is being drained; see: slipway host drain-status {name}")


@hosts.command("drain-status")
def host_drain_status(
    name: str, wait: Wait = False, timeout: Timeout = DRAIN_SECONDS, output: Output = Format.TABLE
) -> None:
    """How far a host's drain is, pod by pod."""
    api = Api()
    if wait:
        _follow(api, name, timeout)
        return
    drain = api.get(f"/hosts/{name}/drain")
    if output is Format.JSON:
        show_json(drain)
        return
    for line in [_drain_line(drain), *_pod_lines(drain).values()]:
        console.print(line)


@hosts.command("drain-cancel")
def host_drain_cancel(
    name: str, uncordon: Annotated[bool, typer.Option(help="also let pods be placed there again")] = False
) -> None:
    """Evict nothing more from a host."""
    Api().delete(f"/hosts/{name}/drain", uncordon=uncordon)
    console.print(f"Cancelled the drain of host {name}" + ("" if uncordon else "; it still takes no new pods"))


@hosts.command("join")
def host_join(
    minutes: Annotated[int, typer.Option(help="how long the command works (kubeadm)")] = 120,
    wait: Annotated[bool, typer.Option("--wait", "-w", help="show hosts as they appear, until one is ready")] = False,
    timeout: Timeout = DRAIN_SECONDS,
    output: Output = Format.TABLE,
) -> None:
    """The command by which a machine becomes a host of this cluster."""
    api = Api()
    made = api.post("/hosts/join", minutes=minutes)
    if output is Format.JSON:
        show_json(made)
    else:
        console.print(escape(words(made, "note")))
        console.print(f"\n{escape(made['command'])}\n")
    if wait:
        _await_host(api, made["asked_at"], timeout)


def _await_host(api: Api, since: str, timeout: float) -> None:
    told: dict[str, str] = {}
    deadline = time.monotonic() + timeout
    while "ready" not in told.values():
        if time.monotonic() > deadline:
            raise CliError(f"no new host is ready after {timeout:.0f} s.", "--timeout SECONDS waits longer.")
        for host in api.get("/hosts/join", since=since)["new_hosts"]:
            if told.get(host["name"]) != host["state"]:
                console.print(f"{escape(host['name'])}  {state(host['state'])}")
            told[host["name"]] = host["state"]
        time.sleep(POLL_SECONDS)


def _follow(api: Api, name: str, timeout: float) -> None:
    """Show what changes until the drain is over."""
    told: dict[str, str] = {}
    deadline = time.monotonic() + timeout
    while True:
        drain = api.get(f"/hosts/{name}/drain")
        lines = {**_pod_lines(drain), "": _drain_line(drain)}
        for key, line in lines.items():
            if told.get(key) != line:
                console.print(line)
        told = lines
        if drain["state"] == "done":
            return
        if drain["state"] in ("cancelled", "failed"):
            raise CliError(f"the drain of {name} has {drain['state']}.")
        if time.monotonic() > deadline:
            raise CliError(
                f"host {name} is not empty after {timeout:.0f} s.",
                "The reasons stand above; the platform goes on trying. --timeout SECONDS waits longer.",
            )
        time.sleep(POLL_SECONDS)


def _drain_line(drain: Json) -> str:
    problem = f"  {escape(words(drain['problem'], 'message'))}" if drain["problem"] else ""
    return f"{escape(drain['host'])}  {state(drain['state'])}  {drain['gone']} of {drain['to_go']} pods gone{problem}"


def _pod_lines(drain: Json) -> dict[str, str]:
    found = {}
    for pod in drain["pods"]:
        key, reason = f"{pod['namespace']}/{pod['name']}", pod["reason"]
        said = f"  {escape(' → '.join(filter(None, (words(reason, part) for part in PARTS))))}" if reason else ""
        found[key] = f"  {escape(key)}  {state(pod['state'])}{said}"
    return found


def _label(text: str) -> tuple[str, str | None]:
    key, equals, value = text.partition("=")
    if equals:
        return key, value
    if not text.endswith("-"):
        raise CliError(f"'{text}' is neither KEY=VALUE nor KEY-.")
    return text[:-1], None


def _taint(text: str) -> Json:
    mark, _, effect = text.partition(":")
    key, _, value = mark.partition("=")
    return {"key": key, "value": value, "effect": effect or None}


def _show_facts(host: Json) -> None:
    versions = host["versions"]
    lines = {
        "addresses": ", ".join(each["address"] for each in host["addresses"]),
        "system": ", ".join(filter(None, (versions[name] for name in ("os", "kernel", "architecture")))),
        "kubelet": f"{versions['kubelet']}, {versions['runtime']}",
        "labels": ", ".join(f"{key}={value}" if value else key for key, value in host["labels"].items()),
        "taints": ", ".join(taint_text(each) for each in host["taints"]),
        "containers": str(host["containers"]),
        "age": age(host["created_at"]),
    }
    console.print(f"{escape(host['name'])}  {host['role']}  {state(host['state'])}")
    for what, text in lines.items():
        console.print(f"{what + ':':<12}{escape(text) or '-'}")
    console.print()


def taint_text(taint: Json) -> str:
    """A taint as ``kubectl`` writes it."""
    value = f"={taint['value']}" if taint["value"] else ""
    return f"{taint['key']}{value}:{taint['effect']}"
