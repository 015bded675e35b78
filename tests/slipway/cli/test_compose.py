"""Compose files at the terminal, against a platform on a real port."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from slipway.access import Role
from tests.slipway.cli.conftest import Run
from tests.slipway.compose.files import BLOG
from tests.slipway.factory import Factory

MOUNTING = """
services: {web: {image: "web:1", configs: [site], secrets: [key, outside]}}
configs: {site: {file: ./site.conf}}
secrets: {key: {file: key.bin}, outside: {file: ../outside.txt}}
"""


async def test_a_compose_file_is_converted_and_imported(run: Run, factory: Factory, tmp_path: Path) -> None:
    """What is missing is asked for, what is lost is told, and what is there already is not changed unasked."""
    tenant = await factory.tenant("acme")
    client = await factory.client(Role.DEVELOPER, tenant)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    file = tmp_path / "compose.yml"
    file.write_text(BLOG.replace("    depends_on:", "    env_file: [web.env, ../outside.env]\n    depends_on:", 1))
    (tmp_path / "web.env").write_text("FROM_FILE=yes\n")
    outside = tmp_path.parent / "outside.env"
    outside.write_text("SECRET=of somebody\n")

    said = await run("compose", "convert", str(file), code=1, token=token)
    assert "needs values for: DB_PASSWORD (a password for the database)" in said and "--set" in said

    (tmp_path / ".env").write_text("DB_PASSWORD=from-dotenv\n")
    said = await run("compose", "convert", str(file), "--name", "blog", token=token)
    assert "changed  wordpress: volumes[0]: wordpress becomes the volume wordpress at /var/www/html with 1Gi" in said
    assert "outside.env are missing" in said and "of somebody" not in said
    found = yaml.safe_load(said[said.index("name: blog") :])
    env = found["services"][0]["env"]
    assert (env["FROM_FILE"], env["WORDPRESS_DB_PASSWORD"]) == ("yes", "from-dotenv")

    importing = ("compose", "import", str(file), "--name", "blog", "--tenant", "acme")
    said = await run(*importing, "--set", "DB_PASSWORD=given", "--publish", token=token)
    assert "application blog created with 2 services: db, wordpress" in said
    assert "application blog is as the file says" in await run(*importing, "--set", "DB_PASSWORD=given", token=token)
    said = await run(*importing, "--no-domains", typed="n\n", code=1, token=token)
    assert "There is an application blog already" in said
    await run(*importing, "--no-domains", "--yes", "--set", "DB_PASSWORD=given", token=token)

    exported = yaml.safe_load(await run("app", "export", "blog", token=token))
    assert exported["services"][1]["env"]["WORDPRESS_DB_PASSWORD"] == "given"
    assert "domain" not in exported["services"][1]

    said = await run("compose", "convert", "-", "-o", "json", typed=BLOG, token=token)
    assert json.loads(said)["missing"] == ["DB_PASSWORD"]
    said = await run("compose", "convert", "-", typed="services: {a: {build: .}}", code=1, token=token)
    assert "standard input: a is built from source" in said and "docker compose push" in said
    assert "not an assignment" in await run("compose", "convert", str(file), "--set", "X", code=1, token=token)
    assert "No such file" in await run("compose", "convert", str(tmp_path / "nowhere.yml"), code=1, token=token)


async def test_files_of_configs_are_sent_along(run: Run, factory: Factory, tmp_path: Path) -> None:
    """Those beside the Compose file, and no others."""
    tenant = await factory.tenant("acme")
    client = await factory.client(Role.DEVELOPER, tenant)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    file = tmp_path / "compose.yml"
    file.write_text(MOUNTING)
    (tmp_path / "site.conf").write_text("server {}")
    (tmp_path / "key.bin").write_bytes(b"\xff")
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("of somebody")

    said = await run("compose", "import", str(file), "--name", "blog", token=token)
    assert "lost     web: secrets" in said and "outside.txt was not uploaded" in said
    found = yaml.safe_load(await run("app", "export", "blog", token=token))["configuration"]
    assert [(each["kind"], each["entries"]) for each in found] == [
        ("secret", {"key": {"base64": "/w=="}}),
        ("config", {"site": "server {}"}),
    ]
