"""`python -m tests.packs_seal` verifies the shipped packs and records that they were; a start then skips the examples."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cleaners
from cleaners.packs import SHIPPED

SEALS = Path(cleaners.__file__).parent / "rules" / "checked.json"
PACKS = SHIPPED


def main() -> int:
    """Verify every pack beside the others, then write the seals."""
    for pack in PACKS:
        pack.verify(beside=[other for other in PACKS if other is not pack])
    SEALS.write_text(json.dumps(sorted(pack.seal for pack in PACKS), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
