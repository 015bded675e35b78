"""Kubernetes quantities (``250m``, ``1.5Gi``) as numbers that can be added and compared, and back in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_FACTORS = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("0.001"), "": Decimal(1),
    "k": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9), "T": Decimal(10**12), "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40), "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}  # fmt: skip
_SHOWN = (("Ti", 2**40), ("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10))


def parse(quantity: str | int | float) -> Decimal:
    """Return the number that a quantity stands for. Raises ValueError for anything else."""
    return _parsed(str(quantity))


@lru_cache(maxsize=4096)
def _parsed(quantity: str) -> Decimal:
    """Most of ten thousand pods ask for one of a few amounts."""
    text = quantity.strip()
    digits = text.rstrip("KMGTPEimkun")
    factor = _FACTORS.get(text[len(digits) :])
    try:
        if factor is not None:
            return Decimal(digits) * factor
    except InvalidOperation:
        pass
    raise ValueError(f"not a quantity: {quantity!r}")


def same(one: object, other: object) -> bool:
    """Tell whether two quantities are equal though they may be written differently (``0.5`` and ``500m``)."""
    try:
        return parse(str(one)) == parse(str(other))
    except ValueError:
        return False


def bytes_in_words(quantity: str | int) -> str:
    """Return an amount of memory as people write it: ``23.5Gi``."""
    number = parse(quantity)
    for suffix, factor in _SHOWN:
        if number >= factor:
            return f"{_short(number / factor)}{suffix}"
    return _short(number)


def cpus_in_words(quantity: str | int) -> str:
    """Return an amount of CPU in CPUs: ``0.25``."""
    return _short(parse(quantity))


def percent_of(part: Decimal, whole: Decimal) -> int | None:
    """Return a part of a whole in whole percent, rounded as people round; None where there is no whole."""
    return int((100 * part / whole).to_integral_value(ROUND_HALF_UP)) if whole else None


def _short(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"
