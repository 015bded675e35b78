"""What requests say about resource versions, and the errors for what they must not say.

Source: "Resource versions" and "Retrieving large results sets in chunks" in "Kubernetes API Concepts".
"""

from __future__ import annotations

from collections.abc import Mapping

from localkube.objects.errors import BadRequest, Cause, Invalid, RequestTimeout

EXACT, NOT_OLDER = "Exact", "NotOlderThan"


def revision_of(text: str) -> int:
    """A resource version as a number, 0 for none and for any. Raises BadRequest."""
    if text in ("", "0"):
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 19:
        raise BadRequest(f'resourceVersion: Invalid value: "{text}": must be a number that this API gave')
    return int(text)


def check_reached(revision: int, current: int) -> None:
    """Raise RequestTimeout for a version that there is not yet."""
    if revision > current:
        raise RequestTimeout(
            f"Too large resource version: {revision}, current: {current}",
            causes=(Cause("ResourceVersionTooLarge", "Too large resource version"),),
            retry_after_seconds=1,
        )


def check_list(query: Mapping[str, str]) -> None:
    """Raise Invalid or BadRequest for options of a list that make no sense together."""
    version, match = query.get("resourceVersion", ""), query.get("resourceVersionMatch", "")
    if "sendInitialEvents" in query:
        raise _invalid("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list")
    if match:
        if not version:
            raise _forbidden_match("is forbidden unless resourceVersion is provided")
        if query.get("continue"):
            raise _forbidden_match("is forbidden when continue is provided")
        if match not in (EXACT, NOT_OLDER):
            detail = f'Unsupported value: "{match}": supported values: "{EXACT}", "{NOT_OLDER}", ""'
            raise _invalid("resourceVersionMatch", detail)
        if match == EXACT and version == "0":
            raise _forbidden_match(f'"{EXACT}" is forbidden for resourceVersion "0"')
    if query.get("continue") and version not in ("", "0"):
        raise BadRequest("specifying resource version is not allowed when using continue")


def check_watch(query: Mapping[str, str]) -> None:
    """Raise Invalid for options of a watch that make no sense together."""
    match, initial = query.get("resourceVersionMatch", ""), query.get("sendInitialEvents")
    if initial is None:
        if match:
            raise _forbidden_match("is forbidden for watch unless sendInitialEvents is provided")
        return
    if match != NOT_OLDER:
        detail = "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        raise _invalid("resourceVersionMatch", detail)


def _forbidden_match(why: str) -> Invalid:
    return _invalid("resourceVersionMatch", f"Forbidden: resourceVersionMatch {why}")


def _invalid(field: str, message: str) -> Invalid:
    reason = "FieldValueNotSupported" if message.startswith("Unsupported") else "FieldValueForbidden"
    return Invalid(
        f'ListOptions.meta.k8s.io "" is invalid: {field}: {message}',
        group="meta.k8s.io",
        kind="ListOptions",
        causes=(Cause(reason, message, field),),
    )
