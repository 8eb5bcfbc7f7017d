"""A file as rows of text: CSV, Excel or JSON, however large it pretends to be."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from timeline.formats.csv import undefuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

FILE_BYTES = 25 * 1024 * 1024
UNPACKED_BYTES = 150 * 1024 * 1024
SHARED_BYTES = 40 * 1024 * 1024
"""Texts that a workbook keeps in one part, which has to be held in memory while it is read."""
ROWS = 20_000
COLUMNS = 100
CELL = 20_000
"""Characters of one cell that are read; a longer one is refused where it stands."""


class Unreadable(Exception):  # noqa: N818 (a sentence for the person who brought the file)
    """Why a file cannot be read, and what to do about it."""


@dataclass
class Table:
    """A file's headers and its rows, each with its number in the file. `rows` can be walked once."""

    headers: list[str]
    rows: Iterator[tuple[int, list[str]]]
    dataset: dict[str, Any] | None = field(default=None)
    """Set for a file in the form of our own dataset, which needs no columns named."""


def read(file: BinaryIO, name: str, size: int) -> Table:
    """What a file holds. Raises Unreadable, here or while the rows are walked, with a sentence."""
    if size > FILE_BYTES:
        raise too_large()
    if not size:
        raise Unreadable(_("The file is empty."))
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PK"):
        return _workbook(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is a workbook of the old kind (.xls). Save it as .xlsx or CSV and try again."))
    text = _decoded(file.read())
    if name.lower().endswith((".json", ".geojson")) or text.lstrip()[:1] in "{[":
        return _json(text)
    return _csv(text)


def too_large() -> Unreadable:
    return Unreadable(_("The file is larger than %d MB. Split it and bring its parts one after the other.") % (FILE_BYTES // 1024 // 1024))


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as fault:
            raise Unreadable(_("The file begins as UTF-16 but is not UTF-16 throughout; it may be cut off. Save it as UTF-8.")) from fault
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise Unreadable(
            _("The file is not UTF-8: line %d has a byte that cannot be read. Save it as “CSV UTF-8” and try again.") % line
        ) from fault
    if "\x00" in text:
        raise Unreadable(_("This is not a text file: it has NUL bytes in it. Bring CSV, .xlsx or JSON."))
    return text


def _csv(text: str) -> Table:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    # The sign that parts the headers most often; headers rarely hold commas, tabs or semicolons of their own.
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(CELL * 10)

    def walk() -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in lines:
                yield lines.line_num, [undefuse(cell) for cell in cells]
        except csv.Error as fault:
            said = _("its last quotation mark is never closed; the file may be cut off") if "unexpected end" in str(fault) else str(fault)
            raise Unreadable(_("The file cannot be read at line %(line)d: %(said)s.") % {"line": lines.line_num, "said": said}) from fault

    return _table(walk())


def _workbook(file: BinaryIO) -> Table:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise Unreadable(_("This is a zip file, but no workbook. Bring CSV, .xlsx or JSON."))
            shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            if len(parts) > 2000 or sum(part.file_size for part in parts) > UNPACKED_BYTES or shared > SHARED_BYTES:
                raise Unreadable(_("Unpacked, this workbook is far larger than it may be. It is not opened."))
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Unreadable(_("The workbook is damaged or cut off. Save it again and bring the new file.")) from fault
    file.seek(0)
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # Some programs write wrong dimensions; the rows themselves are asked.
        sheet.reset_dimensions()
    except Exception as fault:
        # A file made by anybody fails in ways that no list of exceptions covers.
        raise Unreadable(_("The workbook cannot be opened. Save it again, as .xlsx or as CSV.")) from fault

    def walk() -> Iterator[tuple[int, list[str]]]:
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS + 1), start=1):
                yield number, [undefuse(_cell(value)) for value in cells]
        except Unreadable:
            raise
        except Exception as fault:
            raise Unreadable(_("The workbook is damaged or cut off. Save it again and bring the new file.")) from fault

    return _table(walk())


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    for _number, cells in lines:
        headers = [cell.strip() for cell in cells]
        if any(headers):
            break
    else:
        raise Unreadable(_("The file has no rows."))
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > COLUMNS:
        raise Unreadable(_("The file has more than %d columns.") % COLUMNS)
    return Table(headers, _bounded(lines, len(headers)))


def _bounded(lines: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > ROWS:
            raise Unreadable(_("The file has more than %s rows. Split it and bring its parts one after the other.") % f"{ROWS:,}")
        yield number, [cell.replace("\x00", "")[: CELL + 1] for cell in (*cells[:width], *[""] * (width - len(cells)))]


def _json(text: str) -> Table:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        said = (
            _("it ends too early; the file may be cut off") if fault.pos >= len(text.rstrip()) or "Unterminated" in fault.msg else fault.msg
        )
        raise Unreadable(_("This is not JSON: line %(line)d: %(said)s.") % {"line": fault.lineno, "said": said}) from fault
    except RecursionError as fault:
        raise Unreadable(_("The JSON is nested too deeply.")) from fault
    if isinstance(data, dict) and isinstance(data.get("events"), list):
        events = data["events"]
        if any(isinstance(one, dict) and ("start_date" in one or "headline" in one) for one in events[:5]):
            return _objects([_flattened(one) for one in events])
        return Table([], iter(()), dataset=data)
    if isinstance(data, list):
        return _objects(data)
    raise Unreadable(_("The JSON must be a list of objects, a dataset of ours, or a timeline of TimelineJS."))


def _objects(data: list[Any]) -> Table:
    if not data or not all(isinstance(one, dict) for one in data):
        raise Unreadable(_("The JSON must be a list of objects, one an event."))
    headers = list(dict.fromkeys(str(key) for one in data[:ROWS] for key in one))
    if len(headers) > COLUMNS:
        raise Unreadable(_("The file has more than %d columns.") % COLUMNS)
    return Table(headers, _bounded(((n, [_text(one.get(key)) for key in headers]) for n, one in enumerate(data, start=1)), len(headers)))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else _cell(value)


def _flattened(one: Any) -> dict[str, Any]:
    """An event of TimelineJS' JSON under the headers of its spreadsheet."""
    held = one if isinstance(one, dict) else {}
    start, end, said, media = (
        {} if not isinstance(part := held.get(key), dict) else part for key in ("start_date", "end_date", "text", "media")
    )
    return {
        "Year": start.get("year"),
        "Month": start.get("month"),
        "Day": start.get("day"),
        "End Year": end.get("year"),
        "End Month": end.get("month"),
        "End Day": end.get("day"),
        "Display Date": start.get("display_date") or held.get("display_date"),
        "Headline": said.get("headline") or held.get("headline"),
        "Text": said.get("text"),
        "Media": media.get("url"),
        "Media Credit": media.get("credit"),
        "Media Caption": media.get("caption"),
        "Group": held.get("group"),
    }
