"""The columns of the flat files (CSV, Excel): one event a row, in this order for ever. New columns are only added at the end of a table.

Lists within a cell are separated by ` | `. The last three columns make a row carry its own provenance when it is copied out of its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from timeline.events.rows import EventRow, Extract

    Cell = str | int | date | None

SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Column:
    """`note` tells people what it means; `datatype` is that of CSV on the Web; `separator` where a cell is a list."""

    name: str
    note: str
    value: Callable[[EventRow, Extract], Cell]
    datatype: Literal["string", "integer", "date", "anyURI"] = "string"
    separator: str | None = None


def _list(name: str, note: str, value: Callable[[EventRow], tuple[str, ...] | list[str]]) -> Column:
    return Column(name, f"{note} Separated by “{SEPARATOR.strip()}”.", lambda row, _: SEPARATOR.join(value(row)), "string", SEPARATOR)


COLUMNS: tuple[Column, ...] = (
    Column("slug", "The event’s permanent identifier.", lambda row, _: row.slug),
    Column("url", "The event’s page.", lambda row, _: row.url, "anyURI"),
    Column("title", "What happened, in one line.", lambda row, _: row.title),
    Column("label", "The same in at most 40 characters, for charts.", lambda row, _: row.label),
    Column("summary", "What is known, written for this record.", lambda row, _: row.summary),
    Column("language", "The language of title, label and summary; en stands in where one is missing.", lambda row, _: row.language),
    Column(
        "kind",
        "visit, meeting, call, negotiation, statement, agreement, sanctions, military, legal, election, appointment, protest, economic "
        "or other.",
        lambda row, _: row.kind,
    ),
    Column(
        "confidence",
        "confirmed; reported (one chain of reporting, or unnamed sources); disputed (sources contradict each other).",
        lambda row, _: row.confidence,
    ),
    Column("prominence", "3: labelled first on charts; 1: last.", lambda row, _: row.prominence, "integer"),
    Column(
        "date",
        "The date as exactly as its sources allow, in EDTF (ISO 8601-2): 2025-10 is a month, 2025-10~ about then, 2025-10-20/2025-10-22 "
        "from–to, 2003/.. open, 2024-21 spring.",
        lambda row, _: row.date.edtf,
    ),
    Column("first_day", "The first day that the date can mean; empty where it is open.", lambda row, _: row.date.earliest, "date"),
    Column("last_day", "The last day that the date can mean; empty where it is open.", lambda row, _: row.date.latest, "date"),
    Column("date_words", "The date for people.", lambda row, _: row.date_words),
    Column("date_as_given", "The date in the source’s own words, where they were kept.", lambda row, _: row.date_text),
    Column("date_note", "How the date is known.", lambda row, _: row.date_note),
    Column("place", "Where it happened: town, site or region.", lambda row, _: row.place.name if row.place else ""),
    Column("country", "The country of the place.", lambda row, _: row.place.country if row.place else ""),
    _list("sides", "Sides that took part.", lambda row: row.sides),
    _list("actors", "Who took part, by name.", lambda row: [part.name for part in row.parts]),
    _list("actor_slugs", "The same by permanent identifier, in the same order.", lambda row: [part.slug for part in row.parts]),
    _list(
        "roles",
        "Their roles, in the same order: initiator, target, host, participant, mediator, speaker, signatory, subject.",
        lambda row: [part.role for part in row.parts],
    ),
    _list("publishers", "Who published the sources.", lambda row: [one.source.publisher for one in row.citations]),
    _list(
        "sources",
        "The sources’ titles, in the same order; - where a source has none.",
        lambda row: [one.source.title or "-" for one in row.citations],
    ),
    _list("source_slugs", "Identifiers of the sources, in the same order.", lambda row: [one.source.slug for one in row.citations]),
    _list(
        "source_urls",
        "Addresses of the sources, in the same order; - where a source has none on the web.",
        lambda row: [one.source.address or "-" for one in row.citations],
    ),
    _list("storylines", "Identifiers of the storylines that it belongs to.", lambda row: [one.slug for one in row.storylines]),
    _list(
        "related",
        "Related events as relation:identifier (follows, response-to, part-of, contradicts).",
        lambda row: [f"{one.relation}:{one.slug}" for one in row.related],
    ),
    Column("changed", "The day of the latest change to the event.", lambda row, _: row.changed.date(), "date"),
    Column("query", "What this file was asked for, in words.", lambda _, extract: extract.title),
    Column("version", "The state of the record when the file was made.", lambda _, extract: extract.version),
    Column("licence", "The licence of the row.", lambda _, extract: extract.licence_id),
)
