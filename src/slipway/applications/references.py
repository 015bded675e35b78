"""The syntax of image references: ``registry.example.com:5000/team/web:1.2@sha256:…``."""

from __future__ import annotations

import re

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?=[^/]*[.:]|localhost/){_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?"
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}"
_REFERENCE = re.compile(rf"(?P<name>(?:{_HOST}/)?{_PART}(?:/{_PART})*)(?::{_TAG})?(?:@(?:{_DIGEST}))?")
_NAME_LENGTH = 255


def is_image_reference(text: str) -> bool:
    """Tell whether a container engine can make sense of the reference; not whether there is such an image."""
    match = _REFERENCE.fullmatch(text)
    return match is not None and len(match["name"]) <= _NAME_LENGTH
