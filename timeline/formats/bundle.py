"""A zip for statistics programs: events, who took part, citations, statements, sources and storylines as CSV tables that join by
identifier, the events as JSON, a description of every column, and a README with licence, citation and query."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from timeline.formats import citation, csv, json, reference
from timeline.formats.columns import COLUMNS
from timeline.formats.days import iso
from timeline.formats.packing import PIECE, archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import EventRow, Extract
    from timeline.formats.columns import Cell

MEDIA_TYPE = "application/zip"
CANNOT_CARRY = "Nothing that is public about the events and their sources is left out; actors’ offices and further names are in the API."

TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "participants": (
        ("event", "Identifier of the event."),
        ("actor", "Identifier of the actor."),
        ("name", "The actor’s name."),
        ("side", "The actor’s side."),
        ("actor_kind", "person, state, government body, armed group, political party, company and so on."),
        ("role", "initiator, target, host, participant, mediator, speaker, signatory or subject."),
    ),
    "citations": (
        ("event", "Identifier of the event."),
        ("source", "Identifier of the source."),
        ("supports", "What the source supports."),
        ("where", "Where in the source."),
    ),
    "statements": (
        ("event", "Identifier of the event."),
        ("speaker", "Identifier of the actor who said it."),
        ("words", "The words, in the language of the source."),
        ("language", "That language."),
        ("source", "Identifier of the source."),
    ),
    "sources": (
        ("slug", "Identifier of the source."),
        ("publisher", "Who published it."),
        ("title", "Its title; empty where it has none."),
        ("address", "Where it stands on the web."),
        ("archived", "A kept copy."),
        ("published", "When it was published, in EDTF."),
        ("published_first_day", "The first day that this can mean."),
        ("published_last_day", "The last day that this can mean."),
        ("language", "Its language."),
        ("kind", "news, analysis, official, reference or dataset."),
    ),
    "storylines": (
        ("storyline", "Identifier of the storyline."),
        ("title", "Its title."),
        ("event", "Identifier of an event in it."),
    ),
}


class _Tables:
    """The tables that are filled while the events go by. They wait on disk, so memory stays flat."""

    def __init__(self, stack: ExitStack) -> None:
        self.files: dict[str, TextIO] = {
            name: stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline=""))  # noqa: SIM115 (the stack closes it)
            for name in ("events.json", *TABLES)
        }
        self.sources: set[str] = set()
        for name, columns in TABLES.items():
            self.add(name, [column for column, _ in columns])

    def add(self, name: str, cells: Iterable[Cell]) -> None:
        self.files[name].writelines(csv.table(list(map(csv.cell, cells)), ()))

    def take(self, row: EventRow) -> EventRow:
        for part in row.parts:
            self.add("participants", (row.slug, part.slug, part.name, part.side, part.kind, part.role))
        for one in row.citations:
            self.add("citations", (row.slug, one.source.slug, one.supports, one.locator))
            if one.source.slug not in self.sources:
                self.sources.add(one.source.slug)
                source = one.source
                when = source.published
                dates = (when.edtf, iso(when.earliest), iso(when.latest)) if when else ("", "", "")
                own = (source.slug, source.publisher, source.title, source.address, source.archived)
                self.add("sources", (*own, *dates, source.language, source.kind))
        for said in row.statements:
            self.add("statements", (row.slug, said.speaker, said.text, said.language, said.source))
        for line in row.storylines:
            self.add("storylines", (line.slug, line.title, row.slug))
        return row

    def read(self, name: str) -> Iterator[str]:
        file = self.files[name]
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[bytes]:
    with ExitStack() as stack:
        tables = _Tables(stack)
        yield from archive(_entries(extract, rows, tables), extract.made_on)


def _entries(extract: Extract, rows: Iterable[EventRow], tables: _Tables) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    yield "README.md", [readme(extract)]
    yield "events.csv-metadata.json", [csv.description(extract)]

    def watched() -> Iterator[EventRow]:
        objects = tables.files["events.json"]
        objects.write(f'{json.dumps(json.extract_object(extract))[:-1]},\n"events":[')
        before = "\n"
        for row in rows:
            objects.write(before + json.dumps(json.event_object(row)))
            before = ",\n"
            yield tables.take(row)
        objects.write("\n]}\n")

    yield "events.csv", csv.pieces(extract, watched())
    for name in TABLES:
        yield f"{name}.csv", tables.read(name)
    yield "events.json", tables.read("events.json")


def readme(extract: Extract) -> str:
    view = reference.of_view(extract)
    tables = "".join(
        f"\n### {name}.csv\n\n" + "".join(f"- `{column}`: {note}\n" for column, note in columns) for name, columns in TABLES.items()
    )
    note = f"\n{extract.note}\n" if extract.note else ""
    return f"""# {extract.title}

{extract.count:,} events from {extract.site}, made on {extract.made_on.isoformat()} from version {extract.version} of the record.
The same view for people: {extract.page}
{note}
## Licence

{extract.licence}: {extract.licence_url}
Credit: {extract.credit}. Quotations remain the words of those quoted.

## Cite

{citation.plain(citation.chicago(view))}

```bibtex
{_bibtex(view)}
```

## Files

All tables are CSV: UTF-8, a header line, commas, CRLF. They join by identifier (`slug`). Dates stand as EDTF (ISO 8601-2) and as the first
and last day they can mean; an open end is an empty cell. A cell that a spreadsheet would run as a formula begins with an apostrophe.
`events.csv-metadata.json` describes events.csv in CSV on the Web; `events.json` has everything nested, dates in words included.

### events.csv

{"".join(f"- `{column.name}`: {column.note}{chr(10)}" for column in COLUMNS)}{tables}"""


def _bibtex(view: reference.Reference) -> str:
    from timeline.formats import bibtex

    return bibtex.bibtex(view).strip()
