"""A zip archive made while it is sent: nothing but the piece in hand is held."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

PIECE = 64 * 1024
"""bytes gathered before they are sent on."""


class _Sink:
    """Where the archive is written: it can only be written to, so the sizes follow each entry instead of standing before it."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def drain(self) -> bytes:
        data = b"".join(self.held)
        self.held.clear()
        self.size = 0
        return data


def archive(entries: Iterable[tuple[str, Iterable[str | bytes]]], made_on: date) -> Iterator[bytes]:
    """A zip of named entries, each given in pieces. Every entry is dated `made_on`, so equal content gives equal bytes."""
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=5) as archive_file:  # type: ignore[call-overload]
        for name, pieces in entries:
            info = ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive_file.open(info, "w") as entry:
                # The entry's header goes out at once, so that a download begins before its first row is read.
                yield sink.drain()
                for piece in pieces:
                    entry.write(piece.encode() if isinstance(piece, str) else piece)
                    if sink.size >= PIECE:
                        yield sink.drain()
    yield sink.drain()
