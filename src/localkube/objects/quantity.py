"""Kubernetes' quantities: ``500m``, ``1.5``, ``64Mi``, ``1e3``, and arithmetic on them without loss."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

_QUANTITY = re.compile(
    r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?[0-9]+|)", flags=re.ASCII
)
NOT_A_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

_BINARY = {unit: Decimal(1024) ** (power + 1) for power, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))}
_DECIMAL = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{unit: Decimal(1000) ** (power + 1) for power, unit in enumerate("kMGTPE")},
}
_FACTORS = _DECIMAL | _BINARY

_LARGEST = Decimal(2**63 - 1)

Quantity = str | int | float


@lru_cache(maxsize=4096)
def parse(quantity: Quantity) -> Decimal:
    """The exact number, at most 2^63-1 as in Kubernetes. Raises ValueError with Kubernetes' own sentence."""
    match = _QUANTITY.fullmatch(str(quantity))
    if match is None:
        raise ValueError(NOT_A_QUANTITY)
    number, unit = match.groups()
    factor = _FACTORS.get(unit)
    try:
        value = Decimal(number) * factor if factor is not None else Decimal(number + unit)
    except ArithmeticError:  # an exponent beyond all reason
        value = -_LARGEST if number.startswith("-") else _LARGEST
    return max(-_LARGEST, min(value, _LARGEST))


def is_quantity(value: object) -> bool:
    """Whether ``value`` can be read as one."""
    return type(value) in (int, float) or (isinstance(value, str) and _QUANTITY.fullmatch(value) is not None)


@lru_cache(maxsize=4096)
def canonical(quantity: Quantity) -> str:
    """As the API always writes it: ``1024Mi`` is ``1Gi``, ``0.5`` is ``500m``. What cannot be read stays as it is."""
    return render(parse(quantity), quantity) if is_quantity(quantity) else str(quantity)


def milli(quantity: Quantity) -> int:
    """Thousandths, rounded up: for CPU."""
    return _up(parse(quantity) * 1000)


def whole(quantity: Quantity) -> int:
    """Units, rounded up: for bytes and counts."""
    return _up(parse(quantity))


def render(value: Decimal | int, like: Quantity = "") -> str:
    """The canonical text of ``value``, with binary units when ``like`` has them and decimal ones else."""
    amount = Decimal(value)
    if _is_binary(like):
        amount = Decimal(_up(amount))
        units = list(_BINARY.items())
    else:
        if amount != amount.to_integral_value():
            return _fraction(amount)
        units = [(unit, factor) for unit, factor in _DECIMAL.items() if factor > 1]
    best = str(int(amount))
    for unit, factor in units:
        if amount and amount % factor == 0:
            best = f"{int(amount / factor)}{unit}"
    return best


def add(left: Quantity, right: Quantity) -> str:
    """The sum, in the units of ``left`` (of ``right`` when ``left`` is zero)."""
    first = parse(left)
    return render(first + parse(right), left if first else right)


def sub(left: Quantity, right: Quantity) -> str:
    """The difference, in the units of ``left``."""
    return render(parse(left) - parse(right), left)


def compare(left: Quantity, right: Quantity) -> int:
    """-1, 0 or 1."""
    first, second = parse(left), parse(right)
    return (first > second) - (first < second)


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def _is_binary(quantity: Quantity) -> bool:
    return str(quantity).endswith("i")


def _fraction(amount: Decimal) -> str:
    for unit in ("m", "u"):
        scaled = amount / _DECIMAL[unit]
        if scaled == scaled.to_integral_value():
            return f"{int(scaled)}{unit}"
    return f"{_up(amount / _DECIMAL['n'])}n"
