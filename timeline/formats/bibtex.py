"""BibTeX and BibLaTeX, in UTF-8. BibTeX for old styles (@misc with howpublished); BibLaTeX for biber, which reads EDTF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timeline.formats import reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import EventRow, Extract
    from timeline.formats.reference import Reference

MEDIA_TYPE = "application/x-bibtex; charset=utf-8"
CANNOT_CARRY = (
    "A reference to each event’s page, not the event’s structure. BibTeX has no uncertain dates: one that is not exact stands in the note; "
    "BibLaTeX keeps it in EDTF."
)
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "#$%&_"},
}
_SPECIALS = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BIBLATEX_TYPES = {"webpage": "online", "article": "article", "dataset": "dataset", "entry": "online"}


def tex(text: str) -> str:
    """Text that TeX sets as it stands, in one line."""
    return _SPECIALS.sub(lambda match: _SPECIAL[match[0]], " ".join(text.split()))


def address(url: str) -> str:
    """An address for a verbatim field: braces would end it early."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def _entry(kind: str, key: str, fields: list[tuple[str, str]]) -> str:
    lines = "".join(f"  {name} = {value},\n" for name, value in fields if value)
    return f"@{kind}{{{key},\n{lines}}}\n\n"


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _note(one: Reference) -> str:
    return tex(" ".join(filter(None, (f"{one.about[:1].upper()}{one.about[1:]}." if one.about else "", one.note))))


def bibtex(one: Reference) -> str:
    part = one.issued_part
    year, month = [*part.split("-"), ""][:2]
    note = [_note(one), f"Version {one.version}." if one.version else "", f"Accessed {one.accessed.isoformat()}." if one.accessed else ""]
    return _entry(
        "misc",
        one.key,
        [
            ("title", _braced(_braced(tex(one.title)))),
            ("howpublished", _braced(tex(one.container))),
            ("year", _braced(year)),
            ("month", MONTHS[int(month) - 1] if month else ""),
            ("url", _braced(address(one.url))),
            ("language", _braced(one.language)),
            ("note", _braced(" ".join(filter(None, note)))),
        ],
    )


def biblatex(one: Reference) -> str:
    kind = BIBLATEX_TYPES[one.kind]
    container = {"article": "journaltitle", "dataset": "publisher", "online": "organization"}[kind]
    return _entry(
        kind,
        one.key,
        [
            ("title", _braced(_braced(tex(one.title)))),
            (container, _braced(tex(one.container))),
            # biblatex reads EDTF level 1; decades and seasons included.
            ("date", _braced(one.issued.edtf if one.issued else "")),
            ("eventdate", _braced(one.event_date.edtf if one.event_date else "")),
            ("version", _braced(one.version)),
            ("url", _braced(address(one.url))),
            ("urldate", _braced(one.accessed.isoformat() if one.accessed else "")),
            ("langid", _braced({"en": "english", "ar": "arabic", "fa": "persian"}.get(one.language, ""))),
            ("language", _braced(one.language)),
            ("abstract", _braced(tex(one.abstract))),
            ("note", _braced(_note(one))),
        ],
    )


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return (bibtex(reference.of_event(row, extract)) for row in rows)


def pieces_biblatex(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return (biblatex(reference.of_event(row, extract)) for row in rows)
