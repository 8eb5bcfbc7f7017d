"""An Excel workbook (ISO/IEC 29500) with three sheets: the events, what the columns mean, and where it all comes from.

Written while it is sent: a writer that finishes the file first would make a reader of 100,000 events wait for minutes. Texts are inline
strings in a "text" style, so no cell is ever a formula, not even after it was edited; days are real dates.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from timeline.formats.columns import COLUMNS
from timeline.formats.csv import FORMULA
from timeline.formats.packing import archive
from timeline.formats.xml import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events.rows import EventRow, Extract
    from timeline.formats.columns import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CANNOT_CARRY = (
    "As CSV; and a cell ends after 32,767 characters, a sheet after 1,048,576 rows, which are Excel’s limits. "
    "Days before March 1900 stand as text, since Excel’s calendar begins there."
)
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
EPOCH = date(1899, 12, 30)
FIRST_SAFE_DAY = date(1900, 3, 1)
PLAIN, HEADER, DAY, TEXT = range(4)
"""Styles, by their place in STYLES: as is; bold; a day; text even when edited."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SHEETS = ("Events", "Columns", "About")
TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in range(1, len(SHEETS) + 1))
    + "</Types>"
)
ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
    + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(SHEETS, 1))
    + "</sheets></workbook>"
)
WORKBOOK_PARTS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(SHEETS) + 1)
    )
    + f'<Relationship Id="s" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def letters(column: int) -> str:
    """The name of a column, counted from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


NAMES = [letters(n) for n in range(len(COLUMNS) + 8)]


def cell(name: str, row: int, value: Cell, style: int = PLAIN) -> str:
    where = f'r="{name}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        if value >= FIRST_SAFE_DAY:
            return f'<c {where} s="{DAY}"><v>{(value - EPOCH).days}</v></c>'
        value = value.isoformat()
    if isinstance(value, int):
        return f'<c {where} s="{style}"><v>{value}</v></c>'
    if style == PLAIN and value.startswith(FORMULA):
        style = TEXT
    return f'<c {where} s="{style}" t="inlineStr"><is><t xml:space="preserve">{text(value[:LONGEST_CELL])}</t></is></c>'


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]) -> Iterator[str]:
    """A worksheet, a row at a time, its header in bold and standing still while the rest scrolls."""
    columns = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1))
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
    )
    yield '<row r="1">' + "".join(cell(NAMES[n], 1, name, HEADER) for n, name in enumerate(header)) + "</row>"
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            break
        yield f'<row r="{number}">' + "".join(cell(NAMES[n], number, value) for n, value in enumerate(row)) + "</row>"
    yield "</sheetData></worksheet>"


def about(extract: Extract) -> list[tuple[str, Cell]]:
    """Where the rows come from, as pairs."""
    return [
        ("Query", extract.title),
        ("Events", extract.count),
        ("Page", extract.page),
        ("File", extract.url),
        ("Version of the record", extract.version),
        ("Made on", extract.made_on),
        ("Licence", f"{extract.licence} ({extract.licence_url})"),
        ("Credit", extract.credit),
        ("Not carried", CANNOT_CARRY),
        *([("Note", extract.note)] if extract.note else []),
    ]


WIDE = {"url": 40, "title": 50, "label": 34, "summary": 60, "date_note": 40, "actors": 40, "sources": 50, "source_urls": 50, "query": 40}


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[bytes]:
    values = ([column.value(row, extract) for column in COLUMNS] for row in rows)
    events = sheet([column.name for column in COLUMNS], values, [WIDE.get(column.name, 14) for column in COLUMNS])
    notes = sheet(["column", "meaning"], ((column.name, column.note) for column in COLUMNS), [18, 110])
    return archive(
        chain(
            [
                ("[Content_Types].xml", [TYPES]),
                ("_rels/.rels", [ROOT]),
                ("xl/workbook.xml", [WORKBOOK]),
                ("xl/_rels/workbook.xml.rels", [WORKBOOK_PARTS]),
                ("xl/styles.xml", [STYLES]),
                ("xl/worksheets/sheet2.xml", notes),
                ("xl/worksheets/sheet3.xml", sheet(["", ""], about(extract), [24, 110])),
                ("xl/worksheets/sheet1.xml", events),
            ]
        ),
        extract.made_on,
    )
