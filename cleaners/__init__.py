"""Bytes and text in; what should change, and what the source says of itself, out.

Pure functions: no I/O but package data, no clock, no randomness, no Prefect, no Arrow.
"""
