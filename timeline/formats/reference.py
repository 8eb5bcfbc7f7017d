"""What is cited, as plain values: an event, an actor, a storyline, a view, or one of the sources. The citation formats all start here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from timeline.dates import FuzzyDate
from timeline.formats.days import ends

if TYPE_CHECKING:
    from datetime import date

    from timeline.events.rows import ActorRow, EventRow, Extract, SourceRow, StorylineRow

Kind = Literal["webpage", "article", "dataset", "entry"]
"""A page; a newspaper's or journal's piece; data; an entry of a reference work."""

UNTITLED = "[Untitled page]"


@dataclass(frozen=True, slots=True)
class Reference:
    """`issued` is when what is cited was published or last changed, None where that is not known. `about` stands in brackets after the
    title (“event of 4 November 1979”). `version` is the state of the record, empty for what is not ours; `accessed` the day of looking.
    """

    key: str
    kind: Kind
    title: str
    container: str
    publisher: str
    url: str
    language: str
    issued: FuzzyDate | None = None
    about: str = ""
    abstract: str = ""
    version: str = ""
    accessed: date | None = None
    archived: str = ""
    note: str = ""
    keywords: tuple[str, ...] = ()
    event_date: FuzzyDate | None = None

    @property
    def issued_part(self) -> str:
        """The date of publication in reduced ISO 8601 where it is exact, else nothing."""
        return (ends(self.issued)[0] or "") if self.issued else ""


def of_event(row: EventRow, extract: Extract) -> Reference:
    return Reference(
        key=row.slug,
        kind="entry",
        title=row.title,
        container=extract.site,
        publisher=extract.site,
        url=row.url,
        language=row.language,
        issued=FuzzyDate.from_edtf(row.changed.date().isoformat()),
        about=f"event of {row.date_words}",
        abstract=row.summary,
        version=extract.version,
        accessed=extract.made_on,
        note=f"Date of the event: {row.date_words} (EDTF {row.date.edtf}). {row.confidence.capitalize()}.",
        keywords=(row.kind, *(part.name for part in row.parts)),
        event_date=row.date,
    )


def of_source(row: SourceRow, _extract: Extract) -> Reference:
    kinds: dict[str, Kind] = {"news": "article", "analysis": "article", "dataset": "dataset"}
    doubtful = row.published is not None and ends(row.published)[0] is None
    return Reference(
        key=row.slug,
        kind=kinds.get(row.kind, "webpage"),
        title=row.title or UNTITLED,
        container=row.publisher,
        publisher=row.publisher,
        url=row.address,
        language=row.language,
        issued=row.published,
        archived=row.archived,
        note=f"Published: {row.published_words} (EDTF {row.published.edtf})." if doubtful and row.published else "",
    )


def of_actor(row: ActorRow, extract: Extract) -> Reference:
    return Reference(
        key=row.slug,
        kind="entry",
        title=row.name,
        container=extract.site,
        publisher=extract.site,
        url=row.url,
        language=row.language,
        abstract=row.description,
        version=extract.version,
        accessed=extract.made_on,
        issued=FuzzyDate.from_edtf(extract.made_on.isoformat()[:4]),
        about=f"{row.events:,} {'event' if row.events == 1 else 'events'}",
        keywords=(row.kind, row.side),
    )


def of_storyline(row: StorylineRow, extract: Extract) -> Reference:
    return Reference(
        key=row.slug,
        kind="entry",
        title=row.title,
        container=extract.site,
        publisher=extract.site,
        url=row.url,
        language=row.language,
        abstract=row.description,
        version=extract.version,
        accessed=extract.made_on,
        issued=FuzzyDate.from_edtf(extract.made_on.isoformat()[:4]),
        about=f"storyline of {row.events:,} {'event' if row.events == 1 else 'events'}",
    )


def of_view(extract: Extract) -> Reference:
    """A filter: in words, with how many events it has on the day it is cited."""
    words = re.sub(r"[^a-z0-9]+", "-", extract.title.casefold()).strip("-")[:60].strip("-")
    return Reference(
        key=f"timeline-{words or 'events'}-{extract.version[:6]}",
        kind="dataset",
        title=extract.title,
        container=extract.site,
        publisher=extract.site,
        url=extract.page,
        language=extract.language,
        issued=FuzzyDate.from_edtf(extract.made_on.isoformat()[:4]),
        about=f"{extract.count:,} {'event' if extract.count == 1 else 'events'}",
        version=extract.version,
        accessed=extract.made_on,
    )
