"""A file as rows of text: CSV, Excel or JSON, however large it pretends to be."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from timeline.formats.csv import undefuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

FILE_BYTES = 25 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024
SHARED_BYTES = 40 * 1024 * 1024
"""Texts that a workbook keeps in one part, which has to be held in memory while it is read."""
TAGS = 4_000_000
"""Of one part of a workbook: a tag of four bytes takes twenty times as many in memory."""
SHEET_ROWS = 200_000
"""Rows of a sheet, the empty ones too."""
ROWS = 20_000
COLUMNS = 100
CELL = 20_000
"""Characters of one cell that are read; a longer one is refused where it stands."""
LINE = COLUMNS * CELL * 2
EMPTY = 100_000
"""After so many empty lines in a row a file is over."""
PIECE = 65_536
LITERAL = 12
"""No sign of JSON is longer, strings and numbers aside."""
RECORD = 1_000_000
"""Characters of one record in JSON."""
TEXTS = 8_000_000
"""Characters of the texts in other languages that a dataset of ours holds in one part."""


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
    text = Text(file, head)
    if name.lower().endswith((".json", ".geojson")) or text.start[:1] in ("{", "["):
        return _json(text)
    return _csv(text)


def too_large() -> Unreadable:
    return Unreadable(_("The file is larger than %d MB. Split it and bring its parts one after the other.") % (FILE_BYTES // 1024 // 1024))


class Text:
    """A file's text, a piece in memory at a time; what cannot be read is told by its line."""

    def __init__(self, file: BinaryIO, head: bytes) -> None:
        # What an upload wraps: a reader of text asks a file for more than Django's wrapper has.
        self.file: Any = getattr(file, "file", file)
        self.encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        self.reader: io.TextIOWrapper | None = None
        self.start = self.anew().read(4096).lstrip()
        """The first words, without white space before them."""

    def anew(self) -> Text:
        """From the beginning again."""
        if self.reader is not None:
            self.reader.detach()
        self.file.seek(0)
        self.reader = io.TextIOWrapper(self.file, encoding=self.encoding, newline="")
        return self

    def read(self, length: int) -> str:
        return self._said(lambda reader: reader.read(length))

    def __iter__(self) -> Iterator[str]:
        """Line by line, as the reader of CSV wants it."""
        while line := self._said(lambda reader: reader.readline(LINE)):
            if len(line) == LINE:
                raise Unreadable(_("A line of the file is far longer than it may be."))
            yield line

    def _said(self, ask: Callable[[io.TextIOWrapper], str]) -> str:
        assert self.reader is not None  # noqa: S101
        try:
            text = ask(self.reader)
        except UnicodeError as fault:
            raise self._undecodable() from fault
        if "\x00" in text:
            raise Unreadable(_("This is not a text file: it has NUL bytes in it. Bring CSV, .xlsx or JSON."))
        return text

    def _undecodable(self) -> Unreadable:
        if self.encoding == "utf-16":
            return Unreadable(_("The file begins as UTF-16 but is not UTF-16 throughout; it may be cut off. Save it as UTF-8."))
        self.file.seek(0)
        said = _("The file is not UTF-8: line %d has a byte that cannot be read. Save it as “CSV UTF-8” and try again.")
        for number, line in enumerate(self.file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return Unreadable(said % number)
        return Unreadable(said % 1)


def _csv(text: Text) -> Table:
    first = re.split(r"[\r\n]", text.start, maxsplit=1)[0]
    # The sign that parts the headers most often; headers rarely hold commas, tabs or semicolons of their own.
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(text.anew(), delimiter=delimiter, strict=True)
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
                raise _too_much_inside()
            for part in parts:
                _weigh(packed, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as fault:
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


def _too_much_inside() -> Unreadable:
    return Unreadable(_("Unpacked, this workbook is far larger than it may be. It is not opened."))


def _weigh(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part whose tags would fill the memory, small as it looks."""
    tags = rows = 0
    with packed.open(part) as file:
        while piece := file.read(1024 * 1024):
            tags += piece.count(b"<")
            rows += piece.count(b"<row")
            if tags > TAGS:
                raise _too_much_inside()
    if rows > SHEET_ROWS:
        raise Unreadable(
            _("A sheet has more than %s rows, empty ones among them. Delete the rows below the table and save it again.")
            % f"{SHEET_ROWS:,}"
        )


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


def _to_its_end(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Without the empty lines after the last row: a sheet can pretend to a thousand million of them."""
    empty = 0
    for number, cells in lines:
        empty = 0 if any(cells) else empty + 1
        if empty > EMPTY:
            return
        if not empty:
            yield number, cells


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    lines = _to_its_end(lines)
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
            raise too_many_rows()
        yield number, [cell.replace("\x00", "")[: CELL + 1] for cell in (*cells[:width], *[""] * (width - len(cells)))]


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")


def _json(text: Text) -> Table:
    found = Json(text.anew())
    if found.next() == "[":
        # Once for the names of the columns, once for the rows: the list is never in memory as a whole.
        headers = _headers(found.array())
        found.end()
        return _objects(headers, lambda: Json(text.anew()).array())
    if found.next() != "{":
        raise Unreadable(_("The JSON must be a list of objects, a dataset of ours, or a timeline of TimelineJS."))
    data = found.object()
    found.end()
    events = data.get("events")
    if not isinstance(events, list):
        raise Unreadable(_("The JSON must be a list of objects, a dataset of ours, or a timeline of TimelineJS."))
    if any(isinstance(one, dict) and ("start_date" in one or "headline" in one) for one in events[:5]):
        flat = [_flattened(one) for one in events]
        return _objects(_headers(flat), lambda: flat)
    return Table([], iter(()), dataset=data)


class Json:
    """JSON read value by value, so that neither a long list nor a hollow one of millions of brackets is ever held whole."""

    def __init__(self, text: Text) -> None:
        self.text, self.held, self.at, self.over, self.lines = text, "", 0, False, 1
        self.decoder = json.JSONDecoder()

    def more(self) -> bool:
        """Read on, twice as far each time; what was understood is let go."""
        fresh = self.text.read(max(PIECE, len(self.held) - self.at))
        if not fresh:
            self.over = True
            return False
        self.lines += self.held.count("\n", 0, self.at)
        self.held, self.at = self.held[self.at :] + fresh, 0
        return True

    def next(self) -> str:
        """The next sign that is not white space, not yet taken; empty at the end."""
        while True:
            while self.at < len(self.held) and self.held[self.at] in " \t\r\n":
                self.at += 1
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                return ""

    def take(self, sign: str) -> bool:
        if self.next() != sign:
            return False
        self.at += 1
        return True

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise self.wrong(f"expected “{sign}”", self.at, ended=not self.next())

    def wrong(self, said: str, where: int, *, ended: bool) -> Unreadable:
        if ended:
            said = _("it ends too early; the file may be cut off")
        line = self.lines + self.held.count("\n", 0, where)
        return Unreadable(_("This is not JSON: line %(line)d: %(said)s.") % {"line": line, "said": said})

    def value(self, most: int) -> Any:
        """The next value, of at most so many characters."""
        self.next()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.held, self.at)
            except json.JSONDecodeError as fault:
                # What is cut off is found wrong at its very end, or where the text in quotation marks begins that has none.
                cut = fault.pos >= len(self.held) - LITERAL or "Unterminated" in fault.msg
                if cut and len(self.held) - self.at > most:
                    said = _("one record of it is far larger than it may be, or a quotation mark is never closed")
                    raise self.wrong(said, self.at, ended=False) from fault
                if cut and self.more():
                    continue
                ended = fault.pos >= len(self.held.rstrip()) or fault.msg.startswith(("Unterminated", "Invalid \\u"))
                raise self.wrong(fault.msg, fault.pos, ended=ended) from fault
            except RecursionError as fault:
                raise Unreadable(_("The JSON is nested too deeply.")) from fault
            except ValueError as fault:
                # Python reads no whole number of more than some thousand digits.
                raise self.wrong(_("a number has too many digits"), self.at, ended=False) from fault
            # A number at the end of what is held may go on beyond it.
            if end == len(self.held) and self.more():
                continue
            halves = _HALF.search(self.held, self.at, end)
            self.at = end
            return _storable(value) if halves else value

    def array(self) -> Iterator[Any]:
        self.need("[")
        if self.take("]"):
            return
        yield self.value(RECORD)
        while self.take(","):
            yield self.value(RECORD)
        self.need("]")

    def object(self) -> dict[str, Any]:
        """An object whose lists are as long as a file may have rows."""
        self.need("{")
        data: dict[str, Any] = {}
        while not self.take("}"):
            if data:
                self.need(",")
            key = self.value(CELL)
            self.need(":")
            if self.next() == "[":
                data[str(key)] = list(_counted(self.array()))
            else:
                data[str(key)] = self.value(TEXTS)
        return data

    def end(self) -> None:
        if self.next():
            raise self.wrong(_("something stands after its end"), self.at, ended=False)


def _storable(value: Any) -> Any:
    """The same with a sign in place of each half of a character: JSON can write one down, no page and no database takes it."""
    said = json.dumps(value, ensure_ascii=False)
    whole = _LONE.sub("\ufffd", said)
    return value if whole == said else json.loads(whole)


def _counted(found: Iterable[Any]) -> Iterator[Any]:
    for n, one in enumerate(found, start=1):
        if n > ROWS:
            raise too_many_rows()
        yield one


def too_many_rows() -> Unreadable:
    return Unreadable(_("The file has more than %s rows. Split it and bring its parts one after the other.") % f"{ROWS:,}")


def _headers(objects: Iterable[Any]) -> list[str]:
    headers: dict[str, None] = {}
    for one in _counted(objects):
        if not isinstance(one, dict):
            raise Unreadable(_("The JSON must be a list of objects, one an event."))
        headers.update(dict.fromkeys(map(str, one)))
        if len(headers) > COLUMNS:
            raise Unreadable(_("The file has more than %d columns.") % COLUMNS)
    if not headers:
        raise Unreadable(_("The JSON must be a list of objects, one an event."))
    return list(headers)


def _objects(headers: list[str], objects: Callable[[], Iterable[Any]]) -> Table:
    rows = ((n, [_text(one.get(key)) for key in headers]) for n, one in enumerate(objects(), start=1))
    return Table(headers, _bounded(rows, len(headers)))


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
