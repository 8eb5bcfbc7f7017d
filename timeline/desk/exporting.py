"""Exactly the events that a list shows, as a file that an import takes back."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.timezone import localdate

from timeline.events.dataset.records import CHUNK, event_record, events_with_records
from timeline.events.models import Event, EventTranslation, Source
from timeline.formats import csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

HEADERS = (
    *("slug", "status", "title", "label", "summary", "kind", "confidence", "prominence", "date", "date text", "date anchor", "date note"),
    *(
        "place",
        "country",
        "actors",
        "roles",
        "source url",
        "source publisher",
        "source title",
        "storylines",
        "title ar",
        "title fa",
        "title ckb",
    ),
)
FORMATS = ("csv", "xlsx", "json")


def rows(pks: list[int]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each event's record and its row, in the order of the list, a chunk in memory at a time."""
    for n in range(0, len(pks), CHUNK):
        some = pks[n : n + CHUNK]
        held = {event.pk: event for event in events_with_records().filter(pk__in=some)}
        texts = {(one.event_id, one.language): one.title for one in EventTranslation.objects.filter(event__in=some)}
        names = dict(Event.objects.filter(pk__in=some).values_list("actors__slug", "actors__name"))
        sources = {one.slug: one for one in Source.objects.filter(citations__event__in=some).distinct()}
        for pk in some:
            if pk in held:
                record = event_record(held[pk])
                yield record, row(record, names, sources, [texts.get((pk, code), "") for code in ("ar", "fa", "ckb")])


def row(record: dict[str, Any], names: dict[str, str], sources: dict[str, Source], titles: list[str]) -> list[str]:
    place = record["place"] or {}
    cited = [sources[one["source"]] for one in record["citations"]]
    return [
        *(
            str(record.get(name) or "")
            for name in ("slug", "status", "title", "label", "summary", "kind", "confidence", "prominence", "date")
        ),
        *(str(record.get(name) or "") for name in ("date_text", "date_anchor", "date_note")),
        place.get("name") or "",
        place.get("country") or "",
        " | ".join(part["actor"] for part in record["actors"]),
        " | ".join(part["role"] for part in record["actors"]),
        " | ".join(one.url or "-" for one in cited),
        " | ".join(one.publisher for one in cited),
        " | ".join(one.title or "-" for one in cited),
        " | ".join(record["storylines"]),
        *titles,
    ]


def respond(events: QuerySet[Event], form: str) -> HttpResponseBase:
    pks = list(events.values_list("pk", flat=True))
    name = f"events-{localdate()}.{form}"
    response: HttpResponseBase
    if form == "csv":
        # A byte order mark, so that Excel takes the file for what it is.
        lines = ("\ufeff" + line if n == 0 else line for n, line in enumerate(csv.table(HEADERS, (cells for _record, cells in rows(pks)))))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = HttpResponse(workbook(pks), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    else:
        response = HttpResponse(dataset(pks), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def workbook(pks: list[int]) -> bytes:
    """Every cell is text: nothing in it is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Events")

    def cell(text: str) -> Any:
        made = WriteOnlyCell(sheet)
        made._value, made.data_type = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767], "s"  # noqa: SLF001 (its setter makes formulas)
        made.number_format = "@"
        return made

    sheet.append([cell(header) for header in HEADERS])
    for _record, cells in rows(pks):
        sheet.append([cell(text) for text in cells])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def dataset(pks: list[int]) -> str:
    """The events as records of the dataset, a record a line."""
    records = ",\n".join(json.dumps(record, ensure_ascii=False) for record, _cells in rows(pks))
    return f'{{"events": [\n{records}\n]}}\n'
