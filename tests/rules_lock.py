"""`python -m tests.rules_lock` records each rule's version and hash; it refuses a hash that moved under the same version."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cleaners.profiles import DEFAULT

LOCK = Path(__file__).parent / "rules.lock.json"


def current() -> dict[str, list[int | str]]:
    """Return rule id to [version, hash] as the code stands."""
    return {rule.id: [rule.version, DEFAULT.hashes[rule.id]] for rule in sorted(DEFAULT.rules)}


def recorded() -> dict[str, list[int | str]]:
    """Return what was recorded last."""
    return json.loads(LOCK.read_text(encoding="utf-8"))


def moved() -> list[str]:
    """Return the rules whose hash moved though their version did not."""
    then = recorded()
    return [
        id_
        for id_, (version, hash_) in current().items()
        if then.get(id_, [0, ""])[0] == version and then[id_][1] != hash_
    ]


def main() -> int:
    """Record the rules, or name those whose version must be raised first."""
    if LOCK.exists() and (found := moved()):
        print("these rules changed; raise their version, and of every rule in the same module:", *found, sep="\n  ")
        return 1
    LOCK.write_text(
        "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in current().items()) + "\n}\n",
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
