"""``/livez`` and ``/readyz``: checks by name, told one by one when asked to be verbose.

Source: "Kubernetes API health endpoints" in the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from localkube.objects.errors import NotFound

Check = Callable[[], bool]
PATHS = ("livez", "readyz", "healthz")


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    check: Check
    live: bool


class Health:
    """The checks of one server, in the order in which they were added."""

    def __init__(self) -> None:
        self._checks: list[_Named] = []

    def add(self, name: str, check: Check, *, live: bool = False) -> None:
        """From now on the server is ready, and with ``live`` alive, only while ``check`` says so."""
        self._checks.append(_Named(name, check, live))

    def answer(self, path: str, query: Mapping[str, str], excluded: Sequence[str] = ()) -> web.Response:
        """The answer at ``/readyz`` or ``/readyz/name``. Raises NotFound for a check that there is not."""
        endpoint, _, wanted = path.strip("/").partition("/")
        checks = [each for each in self._checks if each.live or endpoint != "livez"]
        if wanted:
            checks = [each for each in checks if each.name == wanted]
            if not checks:
                raise NotFound("404 page not found")
        results = {each.name: each.name in excluded or each.check() for each in checks}
        passed = all(results.values())
        if passed and (wanted or "verbose" not in query):
            return web.Response(text="ok")
        lines = [_line(name, held, name in excluded) for name, held in results.items()]
        lines.append(f"{endpoint} check {'passed' if passed else 'failed'}")
        return web.Response(text="\n".join(lines) + "\n", status=200 if passed else 500)


def _line(name: str, held: bool, excluded: bool) -> str:
    if excluded:
        return f"[+]{name} excluded: ok"
    return f"[+]{name} ok" if held else f"[-]{name} failed: reason withheld"
