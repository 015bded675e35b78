"""``health``: how well the platform knows its cluster."""

from __future__ import annotations

from slipway.cli.api import Api
from slipway.cli.output import Format, Output, console, show_json, show_rows

COLUMNS = (
    ("KIND", "kind"), ("IN SIGHT", "in_sight"), ("OBJECTS", "objects"), ("BYTES", "bytes"), ("LISTS", "lists"),
    ("RESUMES", "resumes"), ("EVENTS", "events"), ("BREAKS", "breaks"), ("SILENT S", "silent_seconds"),
    ("LAG S", "lag_seconds"),
)  # fmt: skip


def health(output: Output = Format.TABLE) -> None:
    """Tell how well the platform knows its cluster (administrators)."""
    found = Api().get("/platform/health")
    if output is Format.JSON:
        show_json(found)
        return
    show_rows(found["watches"], COLUMNS, output, "Nothing is followed.")
    known = "not yet" if found["sync_seconds"] is None else f"{found['sync_seconds']} s after the start"
    console.print(f"\n{found['status']}: {found['objects']} objects, {found['bytes']} bytes; all known: {known}")
