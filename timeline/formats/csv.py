"""CSV after RFC 4180: UTF-8, a header line, CRLF; and its description in CSV on the Web (W3C), which says what each column means.

A cell that a spreadsheet would run as a formula begins with an apostrophe, as spreadsheets write it themselves; `undefuse` removes it.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

from timeline.formats.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events.rows import EventRow, Extract
    from timeline.formats.columns import Cell

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
CANNOT_CARRY = (
    "What was said (statements), what each source supports, and actors’ further names: take JSON or the zip for these. "
    "A cell that would run as a formula in a spreadsheet begins with an apostrophe."
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters at which spreadsheets take a cell for a formula; the wide forms count in East Asian settings."""


def defuse(value: str) -> str:
    """The same text, inert in a spreadsheet. An apostrophe of the text's own is doubled where it could be taken for ours."""
    return f"'{value}" if value.startswith(FORMULA) or (value.startswith("'") and value.lstrip("'").startswith(FORMULA)) else value


def undefuse(value: str) -> str:
    """What `defuse` was given."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(FORMULA) else value


def cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return defuse(value) if isinstance(value, str) else str(value)


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Any table as CSV, a line at a time."""
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n")

    def line(cells: Sequence[str]) -> str:
        write.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield line(header)
    for row in rows:
        yield line([cell(one) for one in row])


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    return table([column.name for column in COLUMNS], ([column.value(row, extract) for column in COLUMNS] for row in rows))


def description(extract: Extract) -> str:
    """The CSV on the Web metadata of the file at `extract.url`."""
    return json.dumps(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": extract.language}],
            "url": extract.url,
            "dc:title": extract.title,
            "dc:publisher": extract.site,
            "dc:license": {"@id": extract.licence_url},
            "dc:source": {"@id": extract.page},
            "dc:created": {"@value": extract.made_on.isoformat(), "@type": "xsd:date"},
            "dc:hasVersion": extract.version,
            "dc:bibliographicCitation": extract.credit,
            "rdfs:comment": " ".join(filter(None, (CANNOT_CARRY, extract.note))),
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"], "doubleQuote": True},
            "tableSchema": {
                "primaryKey": "slug",
                "columns": [
                    {
                        "name": column.name,
                        "titles": column.name,
                        "dc:description": column.note,
                        "datatype": column.datatype,
                        **({"separator": column.separator} if column.separator else {}),
                    }
                    for column in COLUMNS
                ],
            },
        },
        ensure_ascii=False,
        indent=1,
    )
