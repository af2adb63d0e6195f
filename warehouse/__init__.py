"""Rows, releases, log, checks, queries, reports."""
