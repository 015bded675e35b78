"""Whatever goes wrong, the answer has one form and tells nothing that it should not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from slipway.db import Database
from slipway.settings import Settings
from slipway.web import DbSession, make_app, provide, routes_of
from slipway.web.errors import ErrorBody

router = APIRouter()


class Port(BaseModel):
    """A nested model."""

    model_config = ConfigDict(extra="forbid")
    port: int = Field(ge=1)


class Service(BaseModel):
    """A nested model with a rule of its own."""

    ports: list[Port]
    name: str = Field("x", pattern="^[a-z]+$")

    @model_validator(mode="after")
    def _rule(self) -> Service:
        if self.name == "self":
            raise PydanticCustomError("tenant.not_found", "no {id}", {"id": "t1"})
        return self


class Application(BaseModel):
    """What the route takes."""

    services: list[Service]


@router.post("/things")
async def create_thing(body: Application) -> Application:
    """Take anything valid."""
    return body


@router.get("/broken")
async def broken() -> None:
    """Our own mistake."""
    raise RuntimeError("secret detail")


@router.get("/down")
async def down() -> None:
    """The database's machine is off."""
    raise ConnectionRefusedError(111, "refused")


@router.post("/late", status_code=201)
async def late(session: DbSession) -> None:
    """Fails only when the transaction is committed."""
    session.sync_session.info["slipway.after_commit"] = [_fail]


def _fail() -> None:
    raise RuntimeError("after commit")


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with the routes above."""
    app = make_app(Settings(max_body_bytes=2000), routes_of([router]))
    provide(app, Database, database)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1") as client:
        yield client


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestErrors:
    """On one database: none of this depends on it."""

    @pytest.mark.parametrize(
        ("body", "field", "message", "message_zh"),
        [
            ({}, "services", "is required", "不能为空"),
            ({"services": [{"ports": [{"port": 1}, {"port": "x"}]}]}, "services[0].ports[1].port", "whole", "整数"),
            ({"services": [{"ports": [{"port": 0}]}]}, "services[0].ports[0].port", "at least 1", "不得小于 1"),
            ({"services": [{"ports": [{"port": 1, "x": 1}]}]}, "services[0].ports[0].x", "known", "未知字段"),
            ({"services": [{"ports": [], "name": "A"}]}, "services[0].name", "^[a-z]+$", "须符合"),
            ({"services": [{"ports": [], "name": "\udc00"}]}, "services[0].name", "Unicode", "Unicode"),
            ([], "body", "must be an object", "须为对象"),
        ],
    )
    async def test_invalid_fields_are_named(
        self, client: httpx.AsyncClient, body: object, field: str, message: str, message_zh: str
    ) -> None:
        """By a path as people write it, in both languages."""
        headers = {"Content-Type": "application/json"}
        answer = await client.post("/things", content=json.dumps(body), headers=headers)

        assert answer.status_code == 422
        error = ErrorBody.model_validate(answer.json()).error
        assert (error.code, error.field) == ("request.invalid", field)
        assert message in error.message
        assert message_zh in error.message_zh

    async def test_all_invalid_fields_are_listed(self, client: httpx.AsyncClient) -> None:
        """So that a form can be put right in one go."""
        answer = await client.post("/things", json={"services": [{"ports": [{"port": 0}], "name": "A"}]})

        problems = answer.json()["error"]["params"]["problems"]
        assert [text.partition(":")[0] for text in problems] == ["services[0].ports[0].port", "services[0].name"]

    async def test_a_rule_of_a_model_has_its_own_code(self, client: httpx.AsyncClient) -> None:
        """The catalogue's text is used, the field is where the rule stands."""
        answer = await client.post("/things", json={"services": [{"ports": [], "name": "self"}]})

        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["field"]) == (422, "tenant.not_found", "services[0]")
        assert error["message"] == "There is no tenant t1"

    @pytest.mark.parametrize(
        ("content", "kind", "status", "code"),
        [
            (b'{"services": [', "application/json", 400, "request.malformed"),
            (b"\xff\xfe", "application/json", 400, "request.malformed"),
            (b"services: []", "text/plain", 400, "request.not_json"),
            (b"", "application/json", 422, "request.invalid"),
            (b'{"services": [' + b" " * 3000 + b"]}", "application/json", 413, "request.too_large"),
            (b"[" * 1900, "application/json", 400, None),
        ],
    )
    async def test_unreadable_bodies_are_refused(
        self, client: httpx.AsyncClient, content: bytes, kind: str, status: int, code: str | None
    ) -> None:
        """Each with its own reason, none with a 500."""
        answer = await client.post("/things", content=content, headers={"Content-Type": kind})

        assert answer.status_code == status
        assert code is None or answer.json()["error"]["code"] == code

    async def test_a_body_that_grows_too_large_is_refused(self, client: httpx.AsyncClient) -> None:
        """Also when its length was not announced."""

        async def grow() -> AsyncIterator[bytes]:
            for _ in range(5):
                yield b" " * 1000

        answer = await client.post("/things", content=grow(), headers={"Content-Type": "application/json"})

        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request.too_large")

    async def test_our_mistakes_show_no_details(self, client: httpx.AsyncClient) -> None:
        """Only an id by which the log is found."""
        answer = await client.get("/broken", headers={"X-Request-Id": "trace-me-1"})

        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["request_id"]) == (500, "internal.error", "trace-me-1")
        assert "trace-me-1" in error["hint_zh"]
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text

    async def test_an_absent_database_is_a_503(self, client: httpx.AsyncClient) -> None:
        """And not our mistake."""
        answer = await client.get("/down")

        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database.unavailable")

    async def test_the_answer_waits_for_the_commit(self, client: httpx.AsyncClient) -> None:
        """What fails at or after the commit is never answered with success."""
        answer = await client.post("/late")

        assert answer.status_code == 500

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nothing", 404, "route.not_found"),
            ("GET", "/things/", 404, "route.not_found"),
            ("DELETE", "/things", 405, "request.method_not_allowed"),
        ],
    )
    async def test_unknown_addresses(
        self, client: httpx.AsyncClient, method: str, path: str, status: int, code: str
    ) -> None:
        """In our form, too."""
        answer = await client.request(method, path)

        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)

    async def test_a_harmless_request_id_is_kept_and_another_is_replaced(self, client: httpx.AsyncClient) -> None:
        """Nobody writes lines into our logs."""
        kept = await client.get("/nothing", headers={"X-Request-Id": "build-4711.a_b"})
        replaced = await client.get("/nothing", headers={"X-Request-Id": "x" * 65})

        assert kept.headers["x-request-id"] == kept.json()["error"]["request_id"] == "build-4711.a_b"
        assert len(replaced.headers["x-request-id"]) == 16

    async def test_every_answer_has_security_headers(self, client: httpx.AsyncClient) -> None:
        """Errors included."""
        answer = await client.get("/broken")

        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
