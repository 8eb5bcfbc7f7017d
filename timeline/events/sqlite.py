"""SQLite's write-ahead log, with which readers never wait for an editor."""

from __future__ import annotations

import time
from sqlite3 import SQLITE_BUSY, OperationalError
from typing import Any

WAIT = 20.0
"""Seconds to wait for others that are opening the same new file; as long as a write waits for another (settings.DATABASES)."""


def write_ahead(connection: Any, **_kwargs: Any) -> None:
    """Turn the log on in a file that has none yet; the file remembers it.

    SQLite's own wait does not cover this change: of two processes that make it at once, one is refused at once. So this asks again
    itself, and not at all where the file has its log already, which is every time but the first.
    """
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    until = time.monotonic() + WAIT
    while True:
        try:
            if raw.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
                raw.execute("PRAGMA journal_mode=WAL").fetchone()
        except OperationalError as fault:
            # The low byte says which fault it is, the others which kind of it.
            if fault.sqlite_errorcode & 0xFF != SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
