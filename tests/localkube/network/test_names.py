from __future__ import annotations

from localkube.network.dns.names import Records, hosts_file, records
from localkube.objects.access import Obj
from tests.localkube.network.factory import endpoint, endpoint_slice, external, service

SUFFIX = "shop.svc.cluster.local"


def known(*services: Obj, slices: tuple[Obj, ...] = (), outside: dict[str, tuple[str, ...]] | None = None) -> Records:
    return records(services, slices, (), "cluster.local", outside or {})


def test_a_service_is_known_by_its_address() -> None:
    assert known(service("web")) == {f"web.{SUFFIX}": ("10.43.0.5",)}


def test_a_headless_service_is_known_by_its_ready_pods() -> None:
    behind = endpoint_slice("db", endpoint("10.42.0.3"), endpoint("10.42.0.2"), endpoint("10.42.0.4", ready=False))
    assert known(service("db", "None"), slices=(behind,))[f"db.{SUFFIX}"] == ("10.42.0.2", "10.42.0.3")


def test_a_pod_without_a_host_name_is_known_by_its_address() -> None:
    found = known(service("db", "None"), slices=(endpoint_slice("db", endpoint("10.42.0.2")),))
    assert found[f"10-42-0-2.db.{SUFFIX}"] == ("10.42.0.2",)


def test_pods_of_a_headless_service_have_names_of_their_own() -> None:
    behind = endpoint_slice("db", endpoint("10.42.0.2", hostname="db-0"), endpoint("10.42.0.3", hostname="db-1"))
    found = known(service("db", "None"), slices=(behind,))
    assert found[f"db-1.db.{SUFFIX}"] == ("10.42.0.3",)


def test_pods_of_a_service_with_an_address_have_names_of_their_own_too() -> None:
    behind = endpoint_slice("web", endpoint("10.42.0.2"), endpoint("10.42.0.3", ready=False))
    found = known(service("web"), slices=(behind,))
    assert found == {f"web.{SUFFIX}": ("10.43.0.5",), f"10-42-0-2.web.{SUFFIX}": ("10.42.0.2",)}


def test_an_alias_of_a_service_has_its_addresses() -> None:
    found = known(service("web"), external("alias", f"web.{SUFFIX}."), external("second", f"alias.{SUFFIX}"))
    assert found[f"alias.{SUFFIX}"] == found[f"second.{SUFFIX}"] == ("10.43.0.5",)


def test_an_alias_of_an_outside_name_has_the_addresses_that_were_looked_up() -> None:
    found = known(external("alias", "db.example"), outside={"db.example": ("192.0.2.9",)})
    assert found == {f"alias.{SUFFIX}": ("192.0.2.9",)}


def test_aliases_in_a_circle_are_unknown() -> None:
    assert known(external("a", f"b.{SUFFIX}"), external("b", f"a.{SUFFIX}")) == {}


def test_a_pods_own_name_answers_the_reverse_look_up() -> None:
    text = hosts_file({"db.x": ("10.42.0.2", "10.42.0.3"), "db-0.db.x": ("10.42.0.2",)})
    assert text == "10.42.0.2 db-0.db.x\n10.42.0.2 db.x\n10.42.0.3 db.x\n"


def test_of_several_names_of_a_pod_the_one_with_its_host_name_answers_in_reverse() -> None:
    text = hosts_file({"10-42-0-2.all.x": ("10.42.0.2",), "db-0.db.x": ("10.42.0.2",)})
    assert text == "10.42.0.2 db-0.db.x\n10.42.0.2 10-42-0-2.all.x\n"
