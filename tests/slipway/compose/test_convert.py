"""What of a Compose file an application becomes, and what is told of the rest."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from slipway.applications import ApplicationFile
from slipway.errors import Invalid
from slipway.messages import MESSAGES
from tests.slipway.compose.files import BLOG, SHOP, VERSION_2, converted, noted, one, services


def test_a_blog_with_its_database() -> None:
    """The file that everybody has seen."""
    found = services(BLOG, name="blog", variables={"DB_PASSWORD": "pa$$word"})

    assert found["wordpress"]["ports"] == [{"port": 80}]
    assert found["wordpress"]["domain"] == "blog"
    assert found["wordpress"]["depends_on"] == ["db"]
    assert found["wordpress"]["env"]["WORDPRESS_DB_PASSWORD"] == "pa$$word"
    assert found["db"]["args"] == ["--innodb-buffer-pool-size=64M"]
    assert found["db"]["ports"] == [{"port": 3306}]
    assert "domain" not in found["db"]
    assert found["db"]["resources"] == {"memory_limit": "512Mi"}


def test_a_required_variable_is_asked_for_before_anything_else() -> None:
    """With what the file says about it; the rest waits."""
    found = converted(BLOG)

    assert (found.application, found.file, found.missing) == (None, None, ["DB_PASSWORD"])
    (asked,) = found.variables
    assert (asked.required, asked.given, asked.explanation) == (True, False, "a password for the database")


def test_a_shop_with_everything() -> None:
    """Anchors, merge keys, variables, health, resources, names."""
    found = services(SHOP, variables={"NGINX_TAG": "1.28"})

    assert list(found) == ["proxy", "api-server", "migrate", "postgres"]
    assert found["proxy"]["image"] == "nginx:1.28"
    assert found["proxy"]["ports"] == [{"port": 80, "name": "http"}, {"port": 443}]
    assert found["proxy"]["domain"] == "web-shop"
    assert found["proxy"]["depends_on"] == ["api-server"]
    api = found["api-server"]
    assert (api["command"], api["args"]) == (["/usr/bin/tini", "--"], ["gunicorn", "shop:app", "-b", "0.0.0.0:8000"])
    assert api["env"]["DEBUG"] == "off" and api["env"]["LOG_LEVEL"] == "info" and api["env"]["TZ"] == "Europe/Berlin"
    assert api["depends_on"] == ["postgres"]
    assert api["replicas"] == 3 and api["stop_grace_seconds"] == 60
    assert api["resources"] == {"cpu": "250m", "memory": "256Mi", "cpu_limit": "500m", "memory_limit": "512Mi"}
    check = {"command": ["curl", "-f", "http://localhost:8000/health"], "timeout_seconds": 10}
    assert api["probes"]["readiness"] == {**check, "period_seconds": 90, "failure_threshold": 5}
    assert api["probes"]["startup"] == {**check, "failure_threshold": (40 + 5 * 90) / 5}
    assert found["migrate"]["replicas"] == 0
    assert found["postgres"]["ports"] == [{"port": 5432}]


def test_what_a_shop_loses_is_told() -> None:
    """With service, key and a stable code."""
    notes = {(note.service, note.key, note.code.removeprefix("compose.")) for note in converted(SHOP).notes}

    assert notes >= {
        (None, "networks", "networks_defined"),
        ("proxy", "logging", "logging"),
        ("api_server", "", "service_renamed"),
        ("api_server", "deploy.placement", "orchestration"),
        ("api_server", "deploy.resources.limits.pids", "resource"),
        ("api_server", "depends_on.migrate", "dependency_completed"),
        ("api_server", "depends_on.redis", "dependency_inactive"),
        ("migrate", "", "one_off"),
        ("migrate", "restart", "restart"),
        ("postgres", "volumes[0]", "volume"),
        ("postgres", "volumes[1]", "bind_mount"),
        ("postgres", "networks.back.aliases", "network_setting"),
        ("postgres", "environment.POSTGRES_DB", "env_unset"),
        ("redis", "profiles", "profile_off"),
    }


def test_a_profile_that_is_switched_on_brings_its_services() -> None:
    """And the dependencies on them."""
    found = services(SHOP, profiles=["cache"])

    assert found["api-server"]["depends_on"] == ["postgres", "redis"]
    assert found["redis"]["ports"] == [{"port": 6379}]
    assert converted(SHOP).profiles == ["cache"]


def test_a_file_of_version_2() -> None:
    """Its own keys for resources, links, and much that cannot be carried over."""
    found = services(VERSION_2, name="old")

    web = found["web"]
    assert web["resources"] == {"memory": "32Mi", "memory_limit": "64Mi", "cpu_limit": "250m"}
    assert web["replicas"] == 2 and web["depends_on"] == ["db"]
    assert web["env"] == {"PLAIN": "1", "EMPTY": "", "SPACED": "a b"}
    tcp, udp = [{"port": 3000}, {"port": 9229}], [{"port": port, "protocol": "UDP"} for port in (6000, 6001, 6002)]
    assert web["ports"] == tcp + udp
    assert found["db"]["resources"]["cpu_limit"] == "500m"
    lost = {note.key: note.code for note in converted(VERSION_2).notes if note.service == "web"}
    for key in (
        "working_dir", "user", "labels", "container_name", "privileged", "tmpfs", "logging", "ulimits", "dns", "tty",
        "links",
    ):  # fmt: skip
        assert key in lost, key
    assert lost["turbo"] == "compose.unknown_key"


CARRIED: list[tuple[str, dict[str, Any]]] = [
    ("image: 'acme/web:1.10'", {"image": "acme/web:1.10"}),
    ("environment: {A: 1.10, B: yes, C: 0x1F, D: 012}", {"env": {"A": "1.10", "B": "yes", "C": "0x1F", "D": "012"}}),
    ("environment: ['A=b=c', 'B=']", {"env": {"A": "b=c", "B": ""}}),
    ("environment: {A: $$HOME, B: '$${X}'}", {"env": {"A": "$HOME", "B": "${X}"}}),
    ("environment: {A: '$$(X)', PASSWORD: '$$(X)'}", {"env": {"A": "$$(X)", "PASSWORD": "$(X)"}}),
    ("ports: [22:22]", {"ports": [{"port": 22}]}),
    ("ports: ['80', '80/udp', '80:80']", {"ports": [{"port": 80}, {"port": 80, "protocol": "UDP"}], "domain": "app"}),
    ("ports: ['3000-3002']", {"ports": [{"port": port} for port in (3000, 3001, 3002)], "domain": "app"}),
    ("ports: ['8000-9000:80']", {"ports": [{"port": 80}], "domain": "app"}),
    ("ports: ['[::1]:8080:80']", {"ports": [{"port": 80}]}),
    ("ports: ['0.0.0.0:5432:5432', '8000:8000']", {"ports": [{"port": 8000}, {"port": 5432}], "domain": "app"}),
    ("ports: [{target: 53, protocol: udp}]", {"ports": [{"port": 53, "protocol": "UDP"}]}),
    ("expose: ['3000', 4000-4001]", {"ports": [{"port": port} for port in (3000, 4000, 4001)]}),
    ("command: sh -c 'echo a b'", {"args": ["sh", "-c", "echo a b"]}),
    ("command: echo $$(date)", {"args": ["echo", "$$(date)"]}),
    ("entrypoint: /run.sh -x", {"command": ["/run.sh", "-x"]}),
    ("entrypoint: []\ncommand: [a, b]", {"command": ["a", "b"]}),
    ("stop_grace_period: 1h", {"stop_grace_seconds": 3600}),
    ("deploy: {replicas: '2'}", {"replicas": 2}),
    ("mem_limit: 0\ncpus: 0", {}),
    ("mem_limit: 1.5g", {"resources": {"memory_limit": "1536Mi"}}),
    ("mem_limit: 10000000", {"resources": {"memory": "10000000", "memory_limit": "10000000"}}),
    ("mem_limit: 20 MiB", {"resources": {"memory": "20Mi", "memory_limit": "20Mi"}}),
    ("cpus: 0.0001", {"resources": {"cpu": "1m", "cpu_limit": "1m", "memory_limit": "512Mi"}}),
    ("depends_on: {b: {condition: service_healthy}}", {"depends_on": ["b"]}),
    ("links: [b]\ndepends_on: [b]", {"depends_on": ["b"]}),
    ("restart: always\nx-more: 1", {}),
]


@pytest.mark.parametrize(("lines", "expected"), CARRIED, ids=[lines for lines, _ in CARRIED])
def test_what_is_carried_over(lines: str, expected: dict[str, Any]) -> None:
    """One key at a time."""
    found = one(lines)
    if "resources" not in expected:
        found.pop("resources")

    assert found == {"name": "a", "image": "i", **expected}


PROBES: list[tuple[str, dict[str, Any]]] = [
    ("test: exit 0", {"command": ["/bin/sh", "-c", "exit 0"], "timeout_seconds": 30}),
    ("test: [CMD, a, b]\n  timeout: 500ms", {"command": ["a", "b"], "timeout_seconds": 1}),
    (
        "test: [CMD-SHELL, 'a || exit 1']\n  interval: 1m\n  retries: 1",
        {
            "command": ["/bin/sh", "-c", "a || exit 1"],
            "timeout_seconds": 30,
            "period_seconds": 60,
            "failure_threshold": 1,
        },
    ),
]


@pytest.mark.parametrize(("lines", "expected"), PROBES, ids=[lines for lines, _ in PROBES])
def test_health_checks_become_readiness(lines: str, expected: dict[str, Any]) -> None:
    """With their own times where they have some."""
    assert one(f"healthcheck:\n  {lines}")["probes"] == {"readiness": expected}


NOTED: list[tuple[str, set[tuple[str, str]]]] = [
    ("healthcheck: {disable: true}\nexpose: [80]", {("healthcheck_disabled", "healthcheck")}),
    ("healthcheck: {test: [NONE]}", set()),
    ("healthcheck: {interval: 5s}", {("healthcheck_without_test", "healthcheck")}),
    ("healthcheck: {test: x, timeout: 1h}", {("rounded", "healthcheck.timeout")}),
    ("healthcheck: {test: x, color: red}", {("unknown_key", "healthcheck.color")}),
    ("volumes: [/data]", {("anonymous_volume", "volumes[0]")}),
    ("volumes: ['C:\\app:/app', '~/x:/x', 'named:/y:ro']", {
        ("bind_mount", "volumes[0]"), ("bind_mount", "volumes[1]"), ("volume", "volumes[2]"),
    }),
    ("volumes: [{type: tmpfs, target: /t}, {type: npipe, source: x, target: y}]", {
        ("tmpfs", "volumes[0]"), ("mount", "volumes[1]"),
    }),
    ("configs: [c]\nsecrets: [{source: s, target: /s}]", {
        ("definition_missing", "configs"), ("definition_missing", "secrets"),
    }),
    ("env_file: [a.env]", {("env_file", "env_file")}),
    ("environment: {'a b': c}", {("env_name", "environment")}),
    ("ports: ['80/sctp']", {("protocol", "ports[0]")}),
    ("ports: ['5432:5432']", {("no_domain", "ports")}),
    ("build: .\nimage: x", {("build_unused", "build")}),
    ("command: []", {("emptied", "command")}),
    ("entrypoint: ''", {("emptied", "entrypoint")}),
    ("restart: on-failure:3", {("restart", "restart")}),
    ("privileged: false\ninit: true", {("init", "init")}),
    ("networks: [front]", {("networks", "networks")}),
    ("networks: [default]", set()),
    ("deploy: {mode: global, labels: {a: b}, endpoint_mode: vip}", {
        ("orchestration", "deploy.mode"), ("labels", "deploy.labels"), ("orchestration", "deploy.endpoint_mode"),
    }),
    ("environment: {A: $NOWHERE}", set()),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), NOTED, ids=[lines for lines, _ in NOTED])
def test_what_is_lost_is_named(lines: str, expected: set[tuple[str, str]]) -> None:
    """One key at a time."""
    assert noted(lines) == expected


REFUSED = [
    ("services: []", "compose.wrong_type", "services"),
    ("", "compose.no_services", "services"),
    ("web: {image: x}", "compose.no_services", "services"),
    ("- a", "compose.no_services", "content"),
    ("include: [x.yml]\nservices: {a: {image: x}}", "compose.other_file", "include"),
    ("services: {a: {build: .}}", "compose.build_without_image", "services.a.build"),
    ("services: {a: {}}", "compose.image_missing", "services.a.image"),
    ("services: {a: }", "compose.wrong_type", "services.a"),
    ("services: {a: {image: 'Not An Image'}}", "service.image_invalid", "services.a.image"),
    ("services: {a: {image: x, ports: {}}}", "compose.wrong_type", "services.a.ports"),
    ("services: {a: {image: x, ports: [0]}}", "compose.wrong_type", "services.a.ports[0]"),
    ("services: {a: {image: x, ports: [99999]}}", "compose.wrong_type", "services.a.ports[0]"),
    ("services: {a: {image: x, ports: [90-80]}}", "compose.wrong_type", "services.a.ports[0]"),
    ("services: {a: {image: x, ports: [1-60000]}}", "compose.too_many_ports", "services.a.ports[0]"),
    ("services: {a: {image: x, ports: [{published: 1}]}}", "compose.wrong_type", "services.a.ports[0].target"),
    ("services: {a: {image: x, environment: x}}", "compose.wrong_type", "services.a.environment"),
    ("services: {a: {image: x, environment: [[b]]}}", "compose.wrong_type", "services.a.environment[0]"),
    ("services: {a: {image: x, environment: {A: [b]}}}", "compose.wrong_type", "services.a.environment.A"),
    ("services: {a: {image: x, command: 'a \"b'}}", "compose.quotes", "services.a.command"),
    ("services: {a: {image: x, depends_on: [b]}}", "compose.dependency_unknown", "services.a.depends_on[0]"),
    (
        "services: {a: {image: x, depends_on: {a: {condition: done}}}}",
        "compose.condition_unknown",
        "services.a.depends_on.a.condition",
    ),
    ("services: {a: {image: x, depends_on: [a]}}", "service.dependency_cycle", "services.a.depends_on[0]"),
    ("services: {a: {image: x, mem_limit: lots}}", "compose.wrong_type", "services.a.mem_limit"),
    ("services: {a: {image: x, mem_limit: 1k}}", "service.quantity_too_small", "services.a.deploy.resources.memory"),
    ("services: {a: {image: x, cpus: many}}", "compose.wrong_type", "services.a.cpus"),
    ("services: {a: {image: x, scale: 501}}", "request.invalid", "services.a.deploy.replicas"),
    ("services: {a: {image: x, healthcheck: {test: [a]}}}", "compose.wrong_type", "services.a.healthcheck.test"),
    (
        "services: {a: {image: x, healthcheck: {test: a, interval: 5}}}",
        "compose.wrong_type",
        "services.a.healthcheck.interval",
    ),
    ("services: {a: {extends: {file: x.yml, service: b}}}", "compose.other_file", "services.a.extends.file"),
    ("services: {a: {extends: b}}", "compose.extends_unknown", "services.a.extends"),
    ("services: {a: {extends: b}, b: {extends: a}}", "compose.extends_cycle", "services.b.extends"),
    ("services: {a: {image: '${X'}}", "compose.interpolation", "content"),
    ("services: {a: {image: '$1'}}", "compose.interpolation", "content"),
]


@pytest.mark.parametrize(("content", "code", "field"), REFUSED, ids=[content or "empty" for content, _, _ in REFUSED])
def test_what_is_refused_names_its_place(content: str, code: str, field: str) -> None:
    """In the Compose file, not in the application that never came to be."""
    with pytest.raises(Invalid) as refused:
        converted(content)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert code in MESSAGES


VARIABLES = [
    ("$A", "x"),
    ("${A}", "x"),
    ("${A}${B}", "xy"),
    ("${E}", ""),
    ("${E-d}", ""),
    ("${E:-d}", "d"),
    ("${N-d}", "d"),
    ("${N:-${A}-${B}}", "x-y"),
    ("${A:-${N:?never needed}}", "x"),
    ("${A:+set}", "set"),
    ("${E:+set}", ""),
    ("${E+set}", "set"),
    ("${N+set}", ""),
    ("${A:?needed}", "x"),
    ("$$A $${A}", "$A ${A}"),
    ("a}b", "a}b"),
]


@pytest.mark.parametrize(("text", "expected"), VARIABLES)
def test_variables_are_filled_in(text: str, expected: str) -> None:
    """As Compose does."""
    content = f"services: {{a: {{image: i, environment: {{V: '{text}'}}}}}}"

    assert services(content, variables={"A": "x", "B": "y", "E": ""})["a"]["env"]["V"] == expected


def test_a_variable_without_a_value_is_told() -> None:
    """Compose warns; so do we, and offer it to the caller."""
    found = converted("services: {a: {image: 'web:${TAG}', environment: [HOME_PAGE]}}", variables={"TAG": "1"})
    assert [(each.name, each.given) for each in found.variables] == [("TAG", True), ("HOME_PAGE", False)]

    found = converted("services: {a: {image: i, command: 'run ${SPEED}'}}")
    assert ("compose.variable_unset", "${SPEED}") in {(note.code, note.key) for note in found.notes}


def test_env_files_are_read_where_they_are_given() -> None:
    """The service's own variables win; a .env file fills the file's variables and no container."""
    text = '# comment\nexport A=1 # one\nB=\'$A\'\nC="$A\\n${TAG}"\nD=x#y\nPASSED\nM="two\nlines"\nOWN=file\n'
    content = "services: {a: {image: 'i:${TAG}', env_file: a.env, environment: {OWN: file's not}}}"
    found = services(content, env_files={"a.env": text}, dotenv="TAG=7", variables={"PASSED": "p"})["a"]

    expected = {"A": "1", "B": "$A", "C": "1\n7", "D": "x#y", "PASSED": "p", "M": "two\nlines", "OWN": "file's not"}
    assert (found["image"], found["env"]) == ("i:7", expected)

    with pytest.raises(Invalid, match=r"a\.env, line 2"):
        converted(content, env_files={"a.env": 'A=1\nB="never closed'}, dotenv="TAG=7")


def test_services_extend_each_other() -> None:
    """Mappings are merged, lists joined, commands replaced; profiles stay behind."""
    content = """
services:
  base:
    image: base:1
    profiles: [never]
    command: [old]
    environment: [A=1, B=1]
    expose: ["1000"]
  middle: {extends: base, environment: {B: 2}}
  web:
    extends: {service: middle}
    command: [new]
    environment: {C: 3}
    expose: ["2000"]
"""
    found = services(content)

    assert list(found) == ["middle", "web"]
    assert found["web"]["args"] == ["new"]
    assert found["web"]["env"] == {"A": "1", "B": "2", "C": "3"}
    assert found["web"]["ports"] == [{"port": 1000}, {"port": 2000}]


def test_names_that_are_not_allowed_are_changed_and_told() -> None:
    """Everywhere but in texts, which only people understand."""
    content = """
services:
  My.DB: {image: postgres}
  my-db: {image: i}
  9lives: {image: i, depends_on: [My.DB], environment: {URL: "postgres://My.DB:5432/x"}}
  localhost: {image: i}
"""
    found = services(content)

    assert list(found) == ["my-db-2", "my-db", "s-9lives", "localhost-2"]
    assert found["s-9lives"]["depends_on"] == ["my-db-2"]
    assert ("9lives", "environment.URL", "compose.old_name") in {
        (note.service, note.key, note.code) for note in converted(content).notes
    }


def test_domains_are_the_applications_name_and_more() -> None:
    """The one that published port 80 first; none when nobody wants them, and none that the platform keeps."""
    content = """
services:
  api: {image: i, ports: ["8000:8000"]}
  web: {image: i, ports: ["80:8080"]}
"""
    assert {name: each["domain"] for name, each in services(content, name="shop").items()} == {
        "api": "shop-api",
        "web": "shop",
    }
    assert services(content, name="portal")["web"]["domain"] == "portal-web"
    assert "domain" not in services(content, domains=False)["web"]


def test_a_service_that_others_need_and_cannot_reach_is_told() -> None:
    """No guess is made for an image that nobody knows."""
    content = "services: {a: {image: i, depends_on: [b]}, b: {image: acme/own}}"

    assert ("b", "compose.port_missing") in {(note.service, note.code) for note in converted(content).notes}


def test_the_files_text_is_the_application() -> None:
    """What the command line prints can be applied."""
    found = converted(SHOP)

    assert found.application is not None and found.file is not None
    assert ApplicationFile.model_validate(yaml.safe_load(found.file)) == found.application


def test_every_key_of_the_specification_is_carried_over_or_told() -> None:
    """Nothing is dropped silently, whatever its value."""
    values = ["[]", "{}", "x", "true", "5"]
    for key in SPECIFICATION:
        for value in values:
            try:
                found = noted(f"{key}: {value}") if key != "image" else {("", key)}
            except Invalid as refused:
                assert (refused.field or "").startswith("services.a"), key
                continue
            if value in ("x", "true"):
                assert found or one(f"{key}: {value}") != one(""), f"{key}: {value}"


SPECIFICATION = [
    "annotations", "attach", "blkio_config", "build", "cap_add", "cap_drop", "cgroup", "cgroup_parent", "command",
    "container_name", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime",
    "cpu_shares", "cpus", "cpuset", "credential_spec", "device_cgroup_rules", "devices", "dns", "dns_opt",
    "dns_search", "domainname", "entrypoint", "env_file", "external_links", "extra_hosts", "gpus", "group_add",
    "hostname", "image", "init", "ipc", "isolation", "label_file", "labels", "logging", "mac_address",
    "mem_swappiness", "memswap_limit", "models", "network_mode", "oom_kill_disable", "oom_score_adj", "pid",
    "pids_limit", "platform", "post_start", "pre_stop", "privileged", "provider", "pull_policy", "read_only",
    "runtime", "security_opt", "shm_size", "stdin_open", "stop_signal", "storage_opt", "sysctls", "tmpfs", "tty",
    "ulimits", "use_api_socket", "user", "userns_mode", "uts", "volumes_from", "working_dir",
]  # fmt: skip
