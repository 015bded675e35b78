"""Names that the platform takes for those of a Compose file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from slipway.applications import RESERVED_DOMAINS, RESERVED_NAMES

LONGEST = 40
_OTHERS = re.compile(r"[^a-z0-9]+")


def names_for(wanted: Iterable[str]) -> dict[str, str]:
    """Return a name for each service, all different; those that are good already keep theirs."""
    texts = list(wanted)
    found = {text: text for text in texts if _plain(text) == text and text not in RESERVED_NAMES}
    for text in texts:
        if text not in found:
            found[text] = free(_plain(text), [*found.values(), *RESERVED_NAMES])
    return found


def application_name(text: str) -> str:
    """Return a name for an application."""
    return _plain(text, "app")


def free(name: str, taken: Collection[str]) -> str:
    """Return the name, or the first with a number behind it that is not taken."""
    if name not in taken:
        return name
    number = 2
    while (numbered := f"{name[: LONGEST - 1 - len(str(number))].rstrip('-')}-{number}") in taken:
        number += 1
    return numbered


def domain_for(application: str, service: str, taken: Collection[str]) -> str:
    """Return a second-level domain: the application's name for the first service, with the service's for others."""
    reserved = [*taken, *RESERVED_DOMAINS]
    if application not in reserved:
        return application
    return free(f"{application}-{service}"[:LONGEST].rstrip("-"), reserved)


def _plain(text: str, otherwise: str = "service") -> str:
    name = _OTHERS.sub("-", text.lower()).strip("-")
    if not name or not name[0].isascii():
        name = f"{otherwise}-{name}".strip("-")
    elif not name[0].isalpha():
        name = f"s-{name}"
    return name[:LONGEST].rstrip("-")
