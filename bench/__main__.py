"""``./slipway bench engine|limits|pages|portal|publish|records|terminal …``"""

from __future__ import annotations

import sys

from bench import engine, limits, pages, portal, publish, records, terminal

BENCHMARKS = {
    "engine": engine.main,
    "limits": limits.main,
    "pages": pages.main,
    "portal": portal.main,
    "publish": publish.main,
    "records": records.main,
    "terminal": terminal.main,
}


def main() -> int:
    """Run the benchmark that the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHMARKS:
        print(f"usage: ./slipway bench {'|'.join(BENCHMARKS)} …", file=sys.stderr)
        return 2
    return BENCHMARKS[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
