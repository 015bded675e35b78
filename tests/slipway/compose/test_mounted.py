"""Configs and secrets of a Compose file become configuration sets with one file each."""

from __future__ import annotations

from typing import Any

from tests.slipway.compose.files import converted

FILE = """
services:
  web:
    image: web:1
    configs:
      - app.conf
      - {source: Site, target: /etc/nginx/site.conf, mode: 0440, uid: "1000"}
    secrets: [password, {source: token, target: api/token}]
  worker:
    image: worker:1
    configs: [app.conf]
    secrets: [external, of_host, unset, missing]
configs:
  app.conf: {content: "level = ${LEVEL:-info}"}
  Site: {file: ./site.conf}
  unused: {file: ./unused.conf}
secrets:
  password: {environment: PASSWORD}
  token: {file: ./token}
  external: {external: true}
  of_host: {file: /etc/shadow}
  unset: {environment: NOBODY_SET_THIS}
"""
GIVEN: dict[str, Any] = {
    "variables": {"PASSWORD": "geheim"},
    "mounted_files": {"./site.conf": "server {}", "./token": {"base64": "/wA="}},
}


def test_each_that_is_used_becomes_a_set() -> None:
    """With its content; two services share one."""
    application = converted(FILE, **GIVEN).application
    assert application is not None

    shown = [each.model_dump(mode="json") for each in application.configuration]
    assert shown == [
        {"name": "app-conf", "kind": "config", "entries": {"app.conf": "level = info"}},
        {"name": "site", "kind": "config", "entries": {"Site": "server {}"}},
        {"name": "password", "kind": "secret", "entries": {"password": "geheim"}},
        {"name": "token", "kind": "secret", "entries": {"token": {"base64": "/wA="}}},
    ]
    web, worker = application.services
    assert [(each.set, each.key, each.mount_path, each.mode) for each in web.files] == [
        ("app-conf", "app.conf", "/app.conf", "0444"),
        ("site", "Site", "/etc/nginx/site.conf", "0440"),
        ("password", "password", "/run/secrets/password", "0444"),
        ("token", "token", "/run/secrets/api/token", "0444"),
    ]
    assert [each.mount_path for each in worker.files] == ["/app.conf"]


def test_what_cannot_be_had_is_told() -> None:
    """With the reason, and which files would help."""
    found = converted(FILE, **GIVEN)

    assert {(note.service, note.key, note.code) for note in found.notes if note.level == "lost"} == {
        ("web", "configs", "compose.file_owner"),
        ("worker", "secrets", "compose.definition_external"),
        ("worker", "secrets", "compose.definition_file"),
        ("worker", "secrets", "compose.definition_missing"),
        ("worker", "secrets", "compose.definition_unset"),
    }
    asked = {each.path: each.given for each in found.mounted_files}
    assert asked == {"./site.conf": True, "./token": True, "/etc/shadow": False}


def test_a_config_and_a_secret_of_one_name_are_two_sets() -> None:
    """Each of its kind."""
    same = """
services: {web: {image: "web:1", configs: [db], secrets: [db]}}
configs: {db: {content: plain}}
secrets: {db: {content: geheim}}
"""
    application = converted(same).application
    assert application is not None

    assert [(each.name, each.kind) for each in application.configuration] == [("db", "config"), ("db-secret", "secret")]
    assert [each.set for each in application.services[0].files] == ["db", "db-secret"]
