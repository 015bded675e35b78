"""JSON answers, with what clients are to be warned of."""

from __future__ import annotations

from aiohttp import web


def answer(body: bytes, status: int = 200, warnings: list[str] | None = None) -> web.Response:
    """A JSON answer; warnings go into ``Warning`` headers (RFC 7234, code 299)."""
    response = web.Response(body=body, status=status, content_type="application/json")
    for warning in warnings or ():
        response.headers.add("Warning", f'299 - "{_quoted(warning)}"')
    return response


def _quoted(text: str) -> str:
    """The inside of a quoted string in a header."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:1024])
    return printable.replace("\\", "\\\\").replace('"', '\\"').encode("ascii", "replace").decode()
