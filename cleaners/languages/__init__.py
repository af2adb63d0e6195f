"""What tells segments apart and together: headings, terms, traits and the scores of a translation pair."""
