"""``container …``: every container that you may see, whatever it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import copying
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.charts import Range, show_charts
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows, state
from slipway.quantities import bytes_in_words, cpus_in_words

containers = typer.Typer(no_args_is_help=True, help="running containers of all applications")

COLUMNS = (
    ("TENANT", "tenant_name"),
    ("APPLICATION", "application_name"),
    ("SERVICE", "service_name"),
    ("POD", "pod"),
    ("CONTAINER", "container"),
    ("STATE", "state"),
    ("READY", "ready"),
    ("RESTARTS", "restarts"),
    ("CPU", "cpu"),
    ("MEMORY", "memory"),
    ("HOST", "host"),
    ("ADDRESS", "address"),
    ("AGE", "created_at"),
    ("REASON", "why"),
)
PARTS = (
    ("Variables", "environment", (("NAME", "name"), ("VALUE", "value"), ("MASKED", "masked"), ("FROM", "from"))),
    ("Mounts", "mounts", (("PATH", "path"), ("VOLUME", "volume"), ("READ ONLY", "read_only"), ("FROM", "from"))),
    (
        "Probes",
        "probes",
        (("KIND", "kind"), ("STATE", "state"), ("CHECK", "check"), ("LAST FAILURE", "last_failure.message")),
    ),
    (
        "Conditions",
        "conditions",
        (("TYPE", "type"), ("STATUS", "status"), ("REASON", "reason"), ("MESSAGE", "message"), ("AGE", "changed_at")),
    ),
    (
        "Events",
        "events",
        (("TYPE", "type"), ("REASON", "reason"), ("TIMES", "count"), ("LAST", "time"), ("MESSAGE", "message")),
    ),
)
PAGE_SIZE = 500


FILTERS = {
    "tenant": "tenant", "application": "application", "service": "service", "host": "host", "state": "state",
    "ready": "ready", "text": "q",
}  # fmt: skip
Filters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="KEY=VALUE…",
        help="tenant=acme application=shop service=web host=n1 state=waiting|running|terminated ready=true|false "
        "text=…: all of them have to hold",
    ),
]


@containers.command("list")
def container_list(
    filters: Filters = None,
    sort: Annotated[str | None, typer.Option(help="a field of the JSON, with - in front for descending")] = None,
    limit: Annotated[int | None, typer.Option(help="only the first", min=1)] = None,
    output: Output = Format.TABLE,
) -> None:
    """All containers that you may see and that match."""
    found = _some(Api(), {**_filter(filters or []), "sort": sort}, limit)
    if output is Format.TABLE:
        for each in found:
            each.update(_used(each))
            each["why"] = words(each["explanation"] or {}, "message") or each["reason"]
    show_rows(found, COLUMNS, output, "There are no such containers.")


def _used(shown: Json) -> Json:
    """What a container uses, as people write it."""
    used = shown["usage"]
    if used is None:
        return {"cpu": None, "memory": None}
    return {"cpu": cpus_in_words(str(used["cpu"])), "memory": bytes_in_words(used["memory"])}


def _filter(given: list[str]) -> Json:
    """From what people type to what the API wants."""
    found: Json = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or key not in FILTERS:
            raise CliError(f"'{word}' is not a filter.", f"Write KEY=VALUE with one of: {', '.join(FILTERS)}.")
        found[FILTERS[key]] = value
    return found


def _some(api: Api, wanted: Json, limit: int | None) -> list[Json]:
    """Return the first containers of the list, or all."""
    items: list[Json] = []
    page = 1
    while True:
        answer = api.get("/containers", page=page, page_size=min(limit or PAGE_SIZE, PAGE_SIZE), **wanted)
        items += answer["items"]
        if not answer["items"] or len(items) >= min(answer["total"], limit or answer["total"]):
            return items[:limit]
        page += 1


Tenant = Annotated[str | None, typer.Option("--tenant", "-t", help="needed when several tenants have such a pod")]
Pod = Annotated[str, typer.Argument(help="the pod's name, as listed by: slipway container list")]


@containers.command("show")
def container_show(
    name: Annotated[str, typer.Argument(metavar="POD[/CONTAINER]", help="as listed by: slipway container list")],
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """One container: how it is and was, its variables, mounts, probes, and what the cluster noted about it."""
    api = Api()
    pod, _, container = name.partition("/")
    shown = api.get(f"/containers/{chosen(api, pod, container, tenant)['id']}")
    if output is Format.JSON:
        show_json(shown)
    else:
        _show(shown)


@containers.command("charts")
def container_charts(
    name: Annotated[str, typer.Argument(metavar="POD[/CONTAINER]", help="as listed by: slipway container list")],
    back: Annotated[Range, typer.Option("--range", help="how far back from now")] = Range.HOUR,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """How a container went: CPU, memory and disk, and the network of its pod."""
    api = Api()
    pod, _, container = name.partition("/")
    show_charts(api.get(f"/containers/{chosen(api, pod, container, tenant)['id']}/charts", range=back.value), output)


@containers.command("restart")
def container_restart(pod: Pod, tenant: Tenant = None, yes: Yes = False) -> None:
    """Replace a pod by a new one. It is refused where nothing would make one."""
    api = Api()
    found = _find(api, pod, tenant)[0]
    confirm(f"Restart {pod}? All its containers end, and a new pod comes in its place.", yes=yes)
    answer = api.post(f"/containers/{found['tenant_id']}/{pod}/restart")
    console.print(f"{pod} ends; {_replacer(answer)} makes another in its place")


@containers.command("delete")
def container_delete(pod: Pod, tenant: Tenant = None, yes: Yes = False) -> None:
    """Delete a pod with all its containers."""
    api = Api()
    found = _find(api, pod, tenant)[0]
    confirm(f"Delete {pod} with all its containers?", yes=yes)
    answer = api.delete(f"/containers/{found['tenant_id']}/{pod}")
    after = f"{_replacer(answer)} makes another in its place" if answer["replaced_by"] else "nothing replaces it"
    console.print(f"{pod} ends; {after}")


@containers.command("cp")
def container_cp(
    source: Annotated[str, typer.Argument(help="a path here, or POD:/path, or POD/CONTAINER:/path")],
    target: Annotated[str, typer.Argument(help="the same; one of both is in a container")],
    tenant: Tenant = None,
) -> None:
    """Copy a file or directory out of a container, or into one (into a directory when its path ends with /)."""
    api = Api()
    there, here = copying.remote(source), copying.remote(target)
    if (there is None) == (here is None):
        raise CliError("one of both has to be in a container.", "slipway container cp POD:/data/file .")
    if there is not None:
        copying.download(api, chosen(api, there.pod, there.container, tenant), there.path, Path(target))
    elif here is not None:
        size = copying.upload(api, chosen(api, here.pod, here.container, tenant), Path(source), here.path)
        console.print(f"Copied {bytes_in_words(size)}")


def _replacer(answer: Json) -> str:
    return f"{answer['replaced_by']['kind']} {answer['replaced_by']['name']}"


def _find(api: Api, pod: str, tenant: str | None) -> list[Json]:
    """Return the containers of a pod by its name."""
    found = [each for each in _some(api, {"q": pod, "tenant": tenant}, None) if each["pod"] == pod]
    if not found:
        raise CliError(f"there is no pod '{pod}'.", "See what there is: slipway container list")
    tenants = sorted({each["tenant_name"] for each in found})
    if len(tenants) > 1:
        raise CliError(f"several tenants have a pod '{pod}': {', '.join(tenants)}.", "Name one with --tenant.")
    return found


def chosen(api: Api, pod: str, container: str, tenant: str | None) -> Json:
    """Return a container of a pod, the first when none is named."""
    found = _find(api, pod, tenant)
    for each in found:
        if container in ("", each["container"]):
            return each
    names = ", ".join(each["container"] for each in found)
    raise CliError(f"the pod '{pod}' has no container '{container}'.", f"It has: {names}.")


def _show(shown: Json) -> None:
    """One container for people: a heading, then what there is of each kind."""
    why = words(shown["explanation"] or {}, "message") or shown["reason"]
    lines = [
        f"{shown['pod']}/{shown['container']}  {state(shown['state'])}{'' if shown['ready'] else '  not ready'}",
        f"  tenant {shown['tenant_name']}, application {shown['application_name'] or '-'}, "
        f"service {shown['service_name'] or '-'}, host {shown['host'] or '-'}, address {shown['address'] or '-'}",
        f"  image {escape(shown['image'])}, restarts {shown['restarts']}",
    ]
    if shown["usage"]:
        used = _used(shown)
        lines.append(f"  uses {used['cpu']} CPUs and {used['memory']} of memory")
    if why:
        lines.append(f"  {escape(why)}")
    if shown["history"]["last"]:
        lines.append(f"  ended before: {_ended(shown['history']['last'])}")
    lines += [f"  init {each['name']}: {_ended(each['current'])}" for each in shown["init_containers"]]
    console.print("\n".join(lines))
    for title, key, columns in PARTS:
        if shown[key]:
            console.print(f"\n{title}")
            show_rows([{**each, **_flat(each)} for each in shown[key]], columns, Format.TABLE, "")
    if not shown["events_complete"]:
        console.print("The cluster does not answer: of its events only known warnings are shown.")


def _ended(told: Json) -> str:
    """How a run is or ended, in a few words."""
    code = "" if told["exit_code"] is None else f" with code {told['exit_code']}"
    reason = f" ({escape(told['reason'])})" if told["reason"] else ""
    return f"{told['state']}{code}{reason}"


def _flat(each: Json) -> Json:
    """What tables show in one cell."""
    source = each.get("source")
    if not isinstance(source, dict):
        return {}
    return {"from": " ".join(part for part in (source["kind"], source["name"], source["key"]) if part)}
