"""Names and values at the head of a stream: one compressed stream in each direction for the whole session.

Source: draft-mbelshe-httpbis-spdy-00, sections 2.6.10 (name/value header block) and 2.6.10.1 (compression).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from localkube.apiserver.spdy.errors import MalformedError

LARGEST = 64 * 1024
"""Most bytes of a block after decompression: an attacker's zeros are not to fill the memory."""

_WORD = struct.Struct(">I")
_COUNTED = (  # each of them with its length before it
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow"
    " authorization cache-control connection content-base content-encoding content-language content-length"
    " content-location content-md5 content-range content-type date etag expect expires from host if-match"
    " if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma"
    " proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade"
    " user-agent vary via warning www-authenticate method get status"
)
_TAIL = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
    "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
    "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)


def _dictionary() -> bytes:
    words = [*_COUNTED.split(), "200 OK", "version", "HTTP/1.1", "url", "public", "set-cookie", "keep-alive", "origin"]
    return b"".join(_WORD.pack(len(word)) + word.encode() for word in words) + _TAIL.encode()


DICTIONARY = _dictionary()
"""Both sides begin with these words; its Adler-32 checksum is part of what goes over the wire."""


class Packer:
    """Header blocks to send."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def pack(self, headers: Mapping[str, str]) -> bytes:
        """One block, complete in itself."""
        words = [text.encode() for pair in headers.items() for text in pair]
        block = _WORD.pack(len(headers)) + b"".join(_WORD.pack(len(word)) + word for word in words)
        return self._deflate.compress(block) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


class Unpacker:
    """Header blocks as they arrive."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)

    def unpack(self, data: bytes) -> dict[str, str]:
        """Names in small letters. Raises MalformedError."""
        try:
            block = self._inflate.decompress(data, LARGEST)
        except zlib.error as error:
            raise MalformedError(f"a header block cannot be decompressed: {error}") from error
        if self._inflate.unconsumed_tail:
            raise MalformedError(f"a header block has more than {LARGEST} bytes")
        return _parsed(block)


def _parsed(block: bytes) -> dict[str, str]:
    words: list[str] = []
    try:
        (count,) = _WORD.unpack_from(block)
        at = _WORD.size
        while at < len(block):
            (length,) = _WORD.unpack_from(block, at)
            end = at + _WORD.size + length
            if end > len(block):
                raise MalformedError("a header is longer than its block")
            words.append(block[at + _WORD.size : end].decode())
            at = end
    except (struct.error, UnicodeDecodeError) as error:
        raise MalformedError(f"a header block makes no sense: {error}") from error
    if len(words) != 2 * count:
        raise MalformedError(f"a block of {count} headers has {len(words)} words")
    return {name.lower(): value for name, value in zip(words[::2], words[1::2], strict=True)}
