"""Who asked what, as ``audit.k8s.io/v1`` events: one JSON line for each request, in a file that is rotated.

Source: "Auditing" in the Kubernetes documentation. What is in secrets and tokens is never written, whatever the level.
What controllers and the kubelet do within this process is no request and not written.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import msgspec
from aiohttp import web

from localkube.apiserver.attributes import AUDIT_ID, BODY, USER, Attributes
from localkube.apiserver.bodies import PROTOBUF
from localkube.apiserver.reading_yaml import load
from localkube.apiserver.users import ANONYMOUS
from localkube.objects import protobuf
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError

log = logging.getLogger(__name__)

Level = Literal["None", "Metadata", "Request", "RequestResponse"]
LEVELS: tuple[Level, ...] = ("None", "Metadata", "Request", "RequestResponse")
FILE_SIZE = 20 * 1024 * 1024
FILES_KEPT = 5
LARGEST_BODY = 256 * 1024
"""Larger bodies are left out of events."""

_SECRET = frozenset({"secrets", "tokenreviews"})
_UNINTERESTING = ("/livez", "/readyz", "/healthz", "/version", "/metrics", "/openapi")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where events go, and how much of each request is in them."""

    path: Path
    level: Level = "Metadata"


class Auditor:
    """Writes the events. Without settings it does nothing. ``written`` and ``failed`` count events."""

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings if settings and settings.level != "None" else None
        self._file: Any = None
        self._size = 0
        self.written = 0
        self.failed = 0

    def started(self, request: web.Request, asked: Attributes, received: datetime, code: int) -> None:
        """A long answer begins."""
        self._record(request, asked, received, "ResponseStarted", code, None)

    def completed(
        self, request: web.Request, asked: Attributes, received: datetime, response: web.StreamResponse | None
    ) -> None:
        """An answer is complete; None: the client did not wait for it."""
        self._record(request, asked, received, "ResponseComplete", response.status if response else 0, response)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _record(
        self,
        request: web.Request,
        asked: Attributes,
        received: datetime,
        stage: str,
        code: int,
        response: web.StreamResponse | None,
    ) -> None:
        if self._settings is None or asked.path.startswith(_UNINTERESTING):
            return
        level = level_for(self._settings.level, asked)
        event = _event(request, asked, received, stage, level)
        if code:
            event["responseStatus"] = _status(code, response)
        if level in ("Request", "RequestResponse") and (body := _given(request)) is not None:
            event["requestObject"] = body
        if level == "RequestResponse" and (answered := _answered(response)) is not None:
            event["responseObject"] = answered
        try:
            self._write(self._settings.path, msgspec.json.encode(event) + b"\n")
            self.written += 1
        except OSError as error:
            if not self.failed:
                log.error("audit events cannot be written to %s: %s", self._settings.path, error)
            self.failed += 1

    def _write(self, path: Path, line: bytes) -> None:
        if self._file is None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = path.open("ab", buffering=0)
            path.chmod(0o600)
            self._size = path.stat().st_size
        self._file.write(line)
        self._size += len(line)
        if self._size >= FILE_SIZE:
            self.close()
            _rotate(path)


def level_for(wanted: Level, asked: Attributes) -> Level:
    """Of what holds secrets there is never more than that it was asked for."""
    holds_secrets = asked.resource in _SECRET or asked.subresource == "token"
    return "Metadata" if holds_secrets and wanted != "None" else wanted


def _rotate(path: Path) -> None:
    """``audit.log`` becomes ``audit.log.1``, and so on; the oldest goes."""
    for number in range(FILES_KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.rename(path.with_name(f"{path.name}.{number + 1}"))
    path.rename(path.with_name(f"{path.name}.1"))


def _event(request: web.Request, asked: Attributes, received: datetime, stage: str, level: Level) -> Obj:
    user = request.get(USER)
    if AUDIT_ID not in request:
        request[AUDIT_ID] = str(uuid4())
    event: Obj = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": level,
        "auditID": request[AUDIT_ID],
        "stage": stage,
        "requestURI": request.rel_url.raw_path_qs,
        "verb": asked.verb if asked.verb != "connect" else {"POST": "create"}.get(request.method, "get"),
        "user": (user.by or user).info() if user else {"username": ANONYMOUS.name},
        "sourceIPs": [request.remote] if request.remote else [],
        "requestReceivedTimestamp": _time(received),
        "stageTimestamp": _time(datetime.now(UTC)),
    }
    if user and user.by:
        event["impersonatedUser"] = user.info()
    if agent := request.headers.get("User-Agent"):
        event["userAgent"] = agent
    if asked.resource:
        reference = {
            "resource": asked.resource,
            "namespace": asked.namespace,
            "name": asked.name,
            "apiGroup": asked.group,
            "apiVersion": asked.version,
            "subresource": asked.subresource,
        }
        event["objectRef"] = {name: value for name, value in reference.items() if value}
    return event


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _status(code: int, response: web.StreamResponse | None) -> Obj:
    told: Obj = {"metadata": {}, "code": code}
    if code >= 400 and isinstance(answered := _answered(response), dict):
        told |= {name: answered[name] for name in ("status", "message", "reason") if name in answered}
    return told


def _given(request: web.Request) -> Any:
    """What was sent, if it was read and can be read again."""
    data = request.get(BODY)
    if not data or len(data) > LARGEST_BODY:
        return None
    try:
        if request.content_type == PROTOBUF:
            return protobuf.decode(data)
        return msgspec.json.decode(data) if data[:1] in (b"{", b"[") else load(data)
    except (ApiError, msgspec.DecodeError, RecursionError):
        return None


def _answered(response: web.StreamResponse | None) -> Any:
    body = response.body if isinstance(response, web.Response) else None
    if not isinstance(body, bytes) or len(body) > LARGEST_BODY:
        return None
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
