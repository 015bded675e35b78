"""Accounts of real databases, and applications that get in by them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration import mariadb
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]
DENIED = "Access denied"
MYSQL = 'MYSQL_PWD="$DB_PASSWORD" mariadb -h "$DB_HOST" -P "$DB_PORT" -u "$DB_USERNAME" "$DB_DATABASE" -e'
REDIS = 'redis-cli -u "$CACHE_URL" --no-auth-warning'


@pytest.fixture(scope="module")
def mysql_image(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server that the cluster can run; on another cluster than ours, SLIPWAY_TEST_MARIADB names one."""
    if "SLIPWAY_TEST_KUBECONFIG" in os.environ:
        given = os.environ.get("SLIPWAY_TEST_MARIADB")
        return given or pytest.skip("SLIPWAY_TEST_MARIADB names no image")
    request.getfixturevalue("cluster")
    return mariadb.ensure(request.getfixturevalue("docker_host"), tmp_path_factory.mktemp("mariadb"))


@dataclass(frozen=True)
class Opened:
    """A managed service that runs, and what a test does to it."""

    api: Api
    service: Json

    @property
    def path(self) -> str:
        return f"/managed-services/{self.service['id']}"

    def asked(self, method: str, path: str, code: int, body: Json | None = None, **query: Any) -> Any:
        """What the platform answers, as expected."""
        answer = self.api.request(method, f"{self.path}{path}", json=body, params=query)
        assert answer.status_code == code, answer.text
        return answer.json() if answer.content else None

    def account(self, account_id: str) -> Json:
        (found,) = [each for each in self.asked("GET", "/accounts", 200) if each["id"] == account_id]
        return dict(found)

    def wait_applied(self, account_id: str) -> None:
        def applied() -> bool:
            return bool(self.account(account_id)["state"] == "applied")

        wait_until(applied, 30, f"the database's account: {self.account(account_id)}")

    def wait_running(self) -> None:
        self.api.wait_state(self.service["application_id"], "running", 120)


@dataclass(frozen=True)
class Shop:
    """An application with one service, whose only readiness is that it gets in to a database by its variables."""

    api: Api
    application: Json

    @property
    def service(self) -> Json:
        (found,) = self.api.get(f"/applications/{self.application['id']}").json()["services"]
        return dict(found)

    def tries(self, script: str) -> tuple[bool, str]:
        """Whether a script ends well in the container, and what it said."""
        probe = {"command": ["sh", "-c", f"{script} 2>&1"], "timeout_seconds": 20}
        answer = self.api.post(f"/services/{self.service['id']}/probes/try", json={"probe": probe}, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["passed"], answer.json()["answer"]

    def publish(self) -> None:
        assert self.api.post(f"/applications/{self.application['id']}/publish").status_code == 202
        self.api.wait_state(self.application["id"], "running", 90)

    def pods(self) -> set[str]:
        rows = self.api.get("/containers", params={"application": self.application["id"]}).json()["items"]
        return {row["pod"] for row in rows if row["state"] == "running"}

    def wait_replaced(self, before: set[str]) -> None:
        def replaced() -> bool:
            return len(self.pods()) == 1 and not self.pods() & before

        wait_until(replaced, 90, "another container")
        self.api.wait_state(self.application["id"], "running", 90)


def opened(api: Api, tenant: Json, engine: str, image: str, name: str) -> Iterator[Opened]:
    plan = {"name": "small", "cpu": "100m", "memory": "512Mi", "storage": "512Mi"}
    offer = {"name": f"{engine}-{tenant['name']}", "engine": engine, "image": image, "plans": [plan]}
    offering = api.post("/managed-offerings", json=offer)
    assert offering.status_code == 201, offering.text
    wanted = {"tenant_id": tenant["id"], "name": name, "offering_id": offering.json()["id"], "plan": "small"}
    made = api.post("/managed-services", json=wanted)
    assert made.status_code == 201, made.text
    found = Opened(api, made.json())
    found.wait_running()
    yield found


@pytest.fixture
def database(api: Api, tenant: Json, mysql_image: str) -> Iterator[Opened]:
    """A MariaDB called ``db``."""
    yield from opened(api, tenant, "mysql", mysql_image, "db")


@pytest.fixture
def cache(api: Api, tenant: Json, cluster: ClusterUnderTest) -> Iterator[Opened]:
    """A Redis called ``cache``."""
    yield from opened(api, tenant, "redis", f"{cluster.image_prefix}redis:1", "cache")


def shop(api: Api, tenant: Json, image: str, ready: str) -> Shop:
    """An application that waits until it gets in."""
    service = {
        "name": "web",
        "image": image,
        "command": ["sleep", "3600"],
        "probes": {"readiness": {"command": ["sh", "-c", ready], "period_seconds": 1, "timeout_seconds": 10}},
        "stop_grace_seconds": 1,
    }
    return Shop(api, api.apply({"name": "shop", "tenant_id": tenant["id"], "services": [service]}))


def test_an_application_gets_in_to_its_database(api: Api, tenant: Json, database: Opened, mysql_image: str) -> None:
    """By an account of its own, by another password after that was changed, and not after it was deleted."""
    web = shop(api, tenant, mysql_image, f"""{MYSQL} 'CREATE TABLE IF NOT EXISTS seen (x int)'""")
    connection = database.asked(
        "POST", "/connections", 201, {"application_id": web.application["id"], "services": ["web"]}
    )
    assert (connection["set"], connection["username"], connection["used_by"]) == ("db", "shop", ["web"])
    web.publish()
    database.wait_applied(connection["account_id"])

    account = f"/accounts/{connection['account_id']}"
    old = database.asked("GET", f"{account}/access", 200)
    assert web.tries(f"{MYSQL} 'INSERT INTO seen VALUES (7); SELECT x FROM seen'") == (True, "x\n7\n")
    assert "denied" in web.tries(f"{MYSQL} 'SELECT user FROM mysql.user'")[1]

    _change_password(database, web, account)
    assert web.tries(f"{MYSQL} 'SELECT x FROM seen'") == (True, "x\n7\n")
    assert DENIED in web.tries(f"{_mysql_as(old)} 'SELECT 1'")[1]

    database.asked("PATCH", account, 200, {"access": "read_only"})
    database.wait_applied(connection["account_id"])
    assert "denied" in web.tries(f"{MYSQL} 'INSERT INTO seen VALUES (8)'")[1]
    assert web.tries(f"{MYSQL} 'SELECT x FROM seen'") == (True, "x\n7\n")

    new = database.asked("GET", f"{account}/access", 200)
    assert web.tries(f"{_mysql_as(new)} 'SELECT 5'") == (True, "5\n5\n")
    _delete_account(database, web, account)
    assert DENIED in web.tries(f"{_mysql_as(new)} 'SELECT 5'")[1]


def test_an_account_is_there_again_on_an_empty_volume(
    api: Api, tenant: Json, database: Opened, mysql_image: str
) -> None:
    """What the platform keeps is carried to every new server, and what was stopped waits and says why."""
    made = database.asked("POST", "/accounts", 201, {"username": "hostile", "password": "';DROP/**/`x\\\"$(id)"})
    database.wait_applied(made["id"])
    database.asked("POST", "/stop", 202)
    api.wait_state(database.service["application_id"], "draft", 60)
    late = database.asked("POST", "/accounts", 201, {"username": "late", "database": "a_b", "access": "read_only"})
    assert (late["state"], late["reasons"][0]["code"]) == ("waiting", "account_waits_for_start")

    volume = f"/volumes/{tenant['id']}/{_volume(api, tenant)}"
    assert api.delete(volume).status_code in (202, 204)
    wait_until(lambda: api.get(volume).status_code == 404, 60, "the volume's end")
    database.asked("POST", "/start", 202)
    database.wait_running()
    database.wait_applied(late["id"])

    web = shop(api, tenant, mysql_image, "true")
    web.publish()
    hostile = database.asked("GET", f"/accounts/{made['id']}/access", 200)
    assert hostile["password"] == "';DROP/**/`x\\\"$(id)"

    def gets_in() -> bool:
        return web.tries(f"{_mysql_as(hostile)} 'SELECT 5'") == (True, "5\n5\n")

    wait_until(gets_in, 30, "the account on the new volume", pause=1)
    assert "denied" in web.tries(f"{_mysql_as(hostile)} 'SELECT 1 FROM a_b.seen'")[1]


def test_an_application_gets_in_to_its_cache(api: Api, tenant: Json, cache: Opened, cluster: ClusterUnderTest) -> None:
    """The same of Redis, whose accounts outlive its container."""
    image = f"{cluster.image_prefix}redis:1"
    web = shop(api, tenant, image, f"""test "$({REDIS} SET ready yes)" = OK""")
    connection = cache.asked(
        "POST", "/connections", 201, {"application_id": web.application["id"], "services": ["web"]}
    )
    web.publish()
    cache.wait_applied(connection["account_id"])
    account = f"/accounts/{connection['account_id']}"
    old = cache.asked("GET", f"{account}/access", 200)
    assert "NOPERM" in web.tries(f"{REDIS} CONFIG GET requirepass")[1]

    _change_password(cache, web, account)
    assert web.tries(f"{REDIS} GET ready") == (True, "yes\n")
    assert "WRONGPASS" in web.tries(f"redis-cli -u '{old['uri']}' --no-auth-warning GET ready")[1]

    cache.asked("POST", "/restart", 202)
    cache.wait_running()
    wait_until(lambda: web.tries(f"{REDIS} GET ready") == (True, "yes\n"), 60, "data and account of before", pause=1)

    new = cache.asked("GET", f"{account}/access", 200)
    _delete_account(cache, web, account)
    assert "WRONGPASS" in web.tries(f"redis-cli -u '{new['uri']}' --no-auth-warning GET ready")[1]


def _change_password(opened: Opened, web: Shop, account: str) -> None:
    """Change it, and wait until who uses it has the new one."""
    before, key = web.pods(), f"{opened.service['name'].upper()}_PASSWORD"
    url = f"/applications/{web.application['id']}/configuration/{opened.service['name']}"
    old = opened.api.get(url).json()
    opened.asked("PATCH", account, 200, {"password": "new"})
    wait_until(lambda: opened.api.get(url).json()["version"] == old["version"] + 1, 30, "the set's next version")
    new = opened.asked("GET", f"{account}/access", 200)["password"]
    assert opened.api.get(url).json()["entries"][key] == new != old["entries"][key]
    web.wait_replaced(before)


def _delete_account(opened: Opened, web: Shop, account: str) -> None:
    """Refused while an application uses it, and while a service uses the set."""
    application = web.application["id"]
    opened.asked("DELETE", account, 409)
    opened.asked("DELETE", f"/connections/{application}", 409)
    config = {**web.service["config"], "probes": {"readiness": {"command": ["sh", "-c", "true"]}}}
    changed = opened.api.put(f"/services/{web.service['id']}", json={"config": config})
    assert changed.status_code == 200, changed.text
    before = web.pods()
    opened.asked("DELETE", f"/connections/{application}", 204, release="true")
    web.wait_replaced(before)
    opened.asked("DELETE", account, 202)
    wait_until(lambda: opened.asked("GET", "/accounts", 200) == [], 30, "the end of the account")


def _mysql_as(access: Json) -> str:
    words = ["mariadb", "-h", access["host"], "-u", access["username"], access["database"], "-e"]
    return f"MYSQL_PWD={shlex.quote(access['password'])} {' '.join(words)}"


def _volume(api: Api, tenant: Json) -> str:
    (found,) = api.get("/volumes", params={"tenant": tenant["id"]}).json()["items"]
    return str(found["name"])
