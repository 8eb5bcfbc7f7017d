"""Rows to files, one module a format: each yields its file piece by piece from an `Extract` and rows, and never holds more than a piece.

A format says what it cannot carry (`CANNOT_CARRY`), in the file itself where the format has room for a sentence, and in docs/formats.md.
"""
