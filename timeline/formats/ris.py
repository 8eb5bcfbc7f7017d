"""RIS, which every reference manager reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.formats import reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import EventRow, Extract
    from timeline.formats.reference import Reference

MEDIA_TYPE = "application/x-research-info-systems; charset=utf-8"
CANNOT_CARRY = (
    "A reference to each event’s page, not the event’s structure: roles, what each source supports and statements are left out. "
    "RIS has no uncertain dates; one that is not exact stands in the note (N1) in words and EDTF, and PY and DA are left out."
)
TYPES = {"webpage": "ELEC", "article": "NEWS", "dataset": "DATA", "entry": "ELEC"}


def record(one: Reference) -> str:
    """One reference, from its TY to its ER. Lines end in CRLF; a tag holds one line."""
    part = one.issued_part
    year, month, day = (*part.split("-"), "", "", "")[:3]
    fields: list[tuple[str, str]] = [
        ("TY", TYPES[one.kind]),
        ("ID", one.key),
        ("TI", one.title),
        ("T2", one.container),
        ("PB", one.publisher if one.kind == "dataset" else ""),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if part else ""),
        ("ET", one.version and f"version {one.version}"),
        ("AB", one.abstract),
        ("LA", one.language),
        *(("KW", word) for word in one.keywords),
        ("UR", one.url),
        ("L2", one.archived),
        ("Y2", f"{one.accessed:%Y/%m/%d}/" if one.accessed else ""),
        ("N1", " ".join(filter(None, (f"[{one.about}]" if one.about else "", one.note)))),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value or tag == "ER") + "\r\n"


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return (record(reference.of_event(row, extract)) for row in rows)
