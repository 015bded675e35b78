"""``python -m slipway.access > docs/permissions.md``."""

import sys

from slipway.access.table import table

sys.stdout.write(table())
