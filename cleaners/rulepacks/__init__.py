"""Rule packs: the file format and its checks, patterns and where they may stand, and what the built-in packs need beyond a pattern."""
