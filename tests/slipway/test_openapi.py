"""The document from which clients are generated."""

from __future__ import annotations

import json
from pathlib import Path

from slipway.server import compose
from slipway.settings import Settings
from slipway.web import document

COMMITTED = Path(__file__).parents[2] / "portal" / "openapi.json"


def test_the_committed_document_is_the_servers(tmp_path: Path) -> None:
    """So that the portal's typed client speaks of the API as it is. ``./slipway format`` writes it."""
    built = compose(Settings(data_dir=tmp_path), worker=False)

    assert json.loads(COMMITTED.read_text()) == json.loads(json.dumps(document(built.app)))
