"""Main-content extraction, for the cleaner `article`: blocks, their evidence, the verdicts and the claims they carry."""
