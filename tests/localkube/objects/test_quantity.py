from __future__ import annotations

from decimal import Decimal

import pytest

from localkube.objects import quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", "1"),
        ("500m", "0.5"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("64Mi", "67108864"),
        ("1k", "1000"),
        ("1e3", "1000"),
        ("2E", "2e18"),
        ("2E2", "200"),
        ("-1Gi", "-1073741824"),
        ("100n", "1e-7"),
        (2, "2"),
        (0.25, "0.25"),
    ],
)
def test_quantities_are_read_exactly(text: str, number: str) -> None:
    assert quantity.parse(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "x", "1 Gi", "1KB", "1..2", "Mi", "1Mi1"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    assert not quantity.is_quantity(text)
    with pytest.raises(ValueError, match="quantities must match"):
        quantity.parse(text)


def test_cpu_is_counted_in_thousandths_and_bytes_whole_both_rounded_up() -> None:
    assert quantity.milli("1.5") == 1500
    assert quantity.milli("100u") == 1
    assert quantity.whole("1.2") == 2
    assert quantity.whole("1Ki") == 1024


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("1024Mi", "1Gi"),
        ("0.5", "500m"),
        ("1000m", "1"),
        (1, "1"),
        ("1500", "1500"),
        ("1000", "1k"),
        ("0.5Gi", "512Mi"),
        ("0", "0"),
        ("0.0000005", "500n"),
    ],
)
def test_the_canonical_form_is_the_shortest_exact_one(given: str | int, written: str) -> None:
    assert quantity.canonical(given) == written
    assert quantity.canonical(written) == written


def test_arithmetic_keeps_units() -> None:
    assert quantity.add("500m", "1") == "1500m"
    assert quantity.add("0", "64Mi") == "64Mi"
    assert quantity.add("64Mi", "64Mi") == "128Mi"
    assert quantity.sub("1Gi", "512Mi") == "512Mi"
    assert quantity.compare("1Gi", "1G") == 1
    assert quantity.compare("1000m", "1") == 0
    assert quantity.compare("1", "1001m") == -1


@pytest.mark.parametrize("huge", ["9" * 40, "1e300", "1e99999999999999999999", "8Ei"])
def test_quantities_are_capped(huge: str) -> None:
    assert quantity.parse(huge) == 2**63 - 1
    assert quantity.parse(f"-{huge}") == -(2**63 - 1)
