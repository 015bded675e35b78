"""``service autoscale``: let the number of a service's replicas follow their use, or set it by hand again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant
from slipway.cli.options import takes
from slipway.cli.output import Format, Output, console, scaling_lines, service_lines, show_json, show_rows
from slipway.quantities import parse

HISTORY_COLUMNS = (("AGE", "at"), ("REPLICAS", "replicas"), ("WHY", "why"))
DEFAULT_CPU = 80
"""What a service is scaled by when nothing is said."""

_PACES: dict[str, Json] = {
    "scale_up": {"stabilization_seconds": 0, "replicas": 4, "percent": 100},
    "scale_down": {"stabilization_seconds": 300, "percent": 100},
}
"""The paces that the platform takes by itself, of which a part is changed."""


def _number(text: str, name: str, least: int = 1) -> Any:
    return Annotated[int | None, typer.Option(name, help=text, min=least)]


_OPTIONS = {
    "min": _number("never fewer replicas", "--min"),
    "max": _number("never more replicas", "--max"),
    "cpu": _number("percent of its reserved CPU that a replica should use; 0: no such target", "--cpu", 0),
    "memory": _number("the same of its memory", "--memory", 0),
    "up_after": _number("seconds for which more must be needed before some are added", "--up-after", 0),
    "up_by": _number("most replicas that are added in 15 seconds", "--up-by"),
    "down_after": _number("seconds for which fewer must do before some are taken", "--down-after", 0),
    "down_by": _number("most replicas that are taken in 15 seconds", "--down-by"),
}
_PARTS = {"after": "stabilization_seconds", "by": "replicas"}


@takes("wish", _OPTIONS)
def service_autoscale(
    path: str,
    wish: dict[str, int],
    off: Annotated[bool, typer.Option("--off", help="set the number by hand again")] = False,
    replicas: Annotated[int | None, typer.Option(help="with --off: how many, instead of as many as now", min=0)] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Let the number of replicas follow their use; without options, show how it stands with that."""
    api = Api()
    service = find.service(api, path, tenant)
    url = f"/services/{service['id']}/autoscaling"
    if off:
        _told(api.delete(url, **({} if replicas is None else {"replicas": replicas})), output)
    elif wish:
        rules = rules_from(service["autoscaling"], wish)
        _told(api.put(url, rules), output)
        _warn_of_quota(api, service, rules)
    else:
        _show(api.get(url), path, output)


def rules_from(rules: Json | None, wish: dict[str, int]) -> Json:
    """Return a service's rules with what is wished for; a step of so many replicas is then the only one."""
    if rules is None and "max" not in wish:
        raise CliError("say how many replicas there may be at most.", "Give --max NUMBER.")
    wanted: Json = {"cpu": None, "memory": None, **_PACES, **(rules or {})}
    for name, value in wish.items():
        way, _, part = name.partition("_")
        if part:
            step = {"percent": None} if part == "by" else {}
            wanted[f"scale_{way}"] = {**wanted[f"scale_{way}"], **step, _PARTS[part]: value}
        else:
            wanted[name] = value or None
    if not (wanted["cpu"] or wanted["memory"] or "cpu" in wish or "memory" in wish):
        wanted["cpu"] = DEFAULT_CPU
    return wanted


def _told(status: Json, output: Format) -> None:
    if output is Format.JSON:
        show_json(status)
    else:
        console.print("\n".join(service_lines(status)))


def _show(found: Json, path: str, output: Format) -> None:
    if output is Format.JSON:
        show_json(found)
    elif found["autoscaling"] is None:
        console.print(f"{path} is not autoscaled: its number of replicas is set by hand.")
    else:
        console.print("\n".join(scaling_lines(found["status"]) or ["It is not published."]))
        none = "The cluster remembers no change of the number."
        empty = "The cluster does not answer, so nothing is known of changes." if found["history"] is None else none
        history = [{**each, "why": words(each, "why")} for each in found["history"] or ()]
        show_rows(history, HISTORY_COLUMNS, output, empty)


def _warn_of_quota(api: Api, service: Json, rules: Json) -> None:
    """Say when the tenant's quota has no room for the most replicas: they would be asked for in vain."""
    usage = api.get(f"/tenants/{service['tenant_id']}/usage")
    more = rules["max"] - (rules.get("min") or 1 if service["published"] else 0)
    each = {**service["config"]["resources"], "pods": 1}
    lacking = [what for what in ("cpu", "memory", "pods") if not _has_room(usage, what, str(each[what]), more)]
    if lacking:
        console.print(f"The tenant's quota has no room for {rules['max']} replicas: not enough {', '.join(lacking)}.")


def _has_room(usage: Json, what: str, each: str, more: int) -> bool:
    taken, most = (parse(str(usage[of][what])) for of in ("reserved", "hard"))
    return taken + parse(each) * more <= most
