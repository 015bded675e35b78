"""The query of ``pods/log``, checked as the Kubernetes API checks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from localkube.objects.errors import BadRequest, Cause, Invalid
from localkube.objects.ports import LogOptions

_LEAST = {"tailLines": 0, "sinceSeconds": 1, "limitBytes": 1}
_STREAMS = ("All", "Stdout", "Stderr")
_YES = ("true", "1")


def log_options(query: Mapping[str, str], container: str) -> LogOptions:
    """Raises BadRequest for what is no number or time, Invalid for what makes no sense."""
    numbers = {name: _number(query.get(name), name) for name in _LEAST}
    stream = query.get("stream") or "All"
    _check(numbers, query, stream)
    return LogOptions(
        container=container,
        follow=query.get("follow") in _YES,
        previous=query.get("previous") in _YES,
        timestamps=query.get("timestamps") in _YES,
        tail=numbers["tailLines"],
        since=numbers["sinceSeconds"],
        since_time=_time(query.get("sinceTime")),
        limit=numbers["limitBytes"],
        stdout=stream != "Stderr",
        stderr=stream != "Stdout",
    )


def _check(numbers: Mapping[str, int | None], query: Mapping[str, str], stream: str) -> None:
    causes = []
    for name, least in _LEAST.items():
        number = numbers[name]
        if number is not None and number < least:
            detail = "must be greater than 0" if least else "must be greater than or equal to 0"
            causes.append(Cause("FieldValueInvalid", f"Invalid value: {number}: {detail}", name))
    if numbers["sinceSeconds"] is not None and query.get("sinceTime"):
        detail = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"
        causes.append(Cause("FieldValueForbidden", detail, ""))
    if stream not in _STREAMS:
        values = ", ".join(f'"{value}"' for value in _STREAMS)
        detail = f'Unsupported value: "{stream}": supported values: {values}'
        causes.append(Cause("FieldValueNotSupported", detail, "stream"))
    elif stream != "All" and numbers["tailLines"] is not None:
        detail = "Forbidden: `tailLines` and specific `stream` are mutually exclusive for now"
        causes.append(Cause("FieldValueForbidden", detail, ""))
    if causes:
        told = ", ".join(f"{cause.field or '<nil>'}: {cause.message}" for cause in causes)
        message = f'PodLogOptions "" is invalid: {told if len(causes) == 1 else f"[{told}]"}'
        raise Invalid(message, kind="PodLogOptions", causes=tuple(causes))


def _number(text: str | None, name: str) -> int | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise BadRequest(f"invalid {name} {text!r}") from error


def _time(text: str | None) -> str | None:
    if not text:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"invalid sinceTime {text!r}") from error
    return text
