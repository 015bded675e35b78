"""``overview`` and ``activities``: what is wrong, how full everything is, and what is under way."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, Json, words
from slipway.cli.output import Format, Output, console, show_json, show_rows, state
from slipway.quantities import bytes_in_words

FAILING = (
    ("SERVICE", "path"), ("TENANT", "tenant"), ("STATE", "state"), ("READY", "count"), ("SINCE", "since_at"),
    ("WHY", "why"),
)  # fmt: skip
CAPACITY = (("RESOURCE", "what"), ("RESERVED", "reserved"), ("OF", "of"), ("%", "percent"))
QUOTA = (("QUOTA", "what"), ("USED", "used"), ("OF", "limit"), ("%", "percent"))
HOSTS = (("HOST", "name"), ("STATE", "state"), ("LACKS", "pressures"), ("IT SAYS", "message"))
OPERATIONS = (("DONE", "done_at"), ("WHO", "actor_name"), ("ACTION", "action"), ("OBJECT", "object_name"),
              ("OUTCOME", "outcome"))  # fmt: skip
ACTIVITIES = (
    ("STARTED", "started_at"), ("WHO", "actor_name"), ("ACTION", "action"), ("OBJECT", "object_name"),
    ("TENANT", "tenant"), ("STATE", "state"), ("READY", "count"), ("WHY", "why"),
)  # fmt: skip


def overview(
    output: Output = Format.TABLE,
    tenant: Annotated[str | None, typer.Option("--tenant", "-t", help="for the platform's roles: of this one")] = None,
) -> None:
    """What is wrong first, then capacity or quota, and what was done lately."""
    api = Api()
    found = api.get("/overview", tenant_id=find.tenant_id(api, tenant))
    if output is Format.JSON:
        show_json(found)
        return
    console.print(_summary(found))
    _failing(found["failing"])
    for each in found["certificates"]["items"]:
        console.print(escape(f"{words(each['reason'], 'message')}. {words(each['reason'], 'hint')}"))
    if found["platform"]:
        _platform(found["platform"])
    if found["tenant"]:
        console.print()
        show_rows(found["tenant"]["quota"], QUOTA, output, "")
    for each in found["addresses"]:
        console.print(f"{escape(each['application'])}/{escape(each['service'])} is at {each['url']}")
    if found["operations"]:
        console.print()
        show_rows([{**each, "done_at": each["time"]} for each in found["operations"]], OPERATIONS, output, "")


def activities(
    output: Output = Format.TABLE,
    limit: Annotated[int, typer.Option(min=1, max=100, help="how many")] = 30,
) -> None:
    """What is under way, and how what people asked for in the last 24 hours has ended."""
    found = Api().get("/activities", limit=limit)
    if output is Format.JSON:
        show_json(found)
        return
    rows = [{**each, **_about(each)} for each in found["items"]]
    show_rows(rows, ACTIVITIES, output, "Nothing was asked for in the last 24 hours.")


def _summary(found: Json) -> str:
    counts = found["counts"]
    states = ", ".join(f"{number} {state(name)}" for name, number in counts["applications"].items() if number)
    seen = "" if found["known"] else "  (the cluster has not been seen yet)"
    services = f"services: {counts['services_ready']} of {counts['services_wanted']} ready"
    return f"applications: {states or 'none'}; {services}{seen}"


def _failing(failing: Json) -> None:
    if not failing["total"]:
        console.print("Nothing fails.")
        return
    console.print(f"\n{failing['total']} failing, the worst and newest first:")
    rows = [
        {**each, **_about(each), "path": f"{each['application']}/{each['service']}", "since_at": each["since"]}
        for each in failing["items"]
    ]
    show_rows(rows, FAILING, Format.TABLE, "")


def _platform(platform: Json) -> None:
    sight, hosts = platform["sight"], platform["hosts"]
    unseen = f": {', '.join(sight['unseen'])}" if sight["unseen"] else ""
    console.print(f"\ncluster: {sight['status']}{unseen}")
    if hosts is not None:
        console.print(f"hosts: {hosts['ready']} of {hosts['total']} ready")
        show_rows(hosts["troubles"], HOSTS, Format.TABLE, "No host is in trouble.")
        console.print()
        show_rows([_capacity(each) for each in platform["capacity"]], CAPACITY, Format.TABLE, "")
    for each in platform["full_tenants"]["items"]:
        parts = ", ".join(f"{share['what']} {share['used']} of {share['limit']}" for share in each["shares"])
        console.print(f"tenant {escape(each['name'])} is close to its quota: {parts}")


def _capacity(part: Json) -> Json:
    def told(amount: float | None) -> str | None:
        if amount is None:
            return None
        return bytes_in_words(str(int(amount))) if part["what"] in ("memory", "storage") else f"{amount:g}"

    return {**part, "reserved": told(part["requested"]), "of": told(part["allocatable"])}


def _about(each: Json) -> Json:
    """The count and the reason of something, for people."""
    ready, most = each.get("ready"), each.get("desired", each.get("total"))
    reason = each.get("reason")
    return {
        "count": None if ready is None else f"{ready}/{most}",
        "why": words(reason, "message") if reason else None,
    }
